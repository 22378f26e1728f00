from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "chatbot.conversation"
    verbose_name = "Diálogo"
