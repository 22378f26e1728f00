from django.apps import AppConfig


class WebhookConfig(AppConfig):
    name = "chatbot.webhook"
    verbose_name = "Webhook"
