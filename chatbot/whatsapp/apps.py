from django.apps import AppConfig


class WhatsappConfig(AppConfig):
    name = "chatbot.whatsapp"
    verbose_name = "WhatsApp"
