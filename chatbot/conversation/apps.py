from django.apps import AppConfig
from django.core import checks


class ConversationConfig(AppConfig):
    name = "chatbot.conversation"
    verbose_name = "Diálogo"

    def ready(self) -> None:
        from chatbot.conversation.checks import check_copy

        checks.register(check_copy)
