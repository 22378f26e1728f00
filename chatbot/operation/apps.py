from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "chatbot.operation"
    verbose_name = "Operação"
