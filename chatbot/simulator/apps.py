from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "chatbot.simulator"
    verbose_name = "Simulador"
