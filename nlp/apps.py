from django.apps import AppConfig


class NlpConfig(AppConfig):
    name = "nlp"
    verbose_name = "Compreensão"

    def ready(self) -> None:
        """Register the preparation of the model and its readiness check."""
        from django.conf import settings

        from chatbot.operation import services as operation
        from nlp import services

        services.use_folder(settings.VAR_DIR / "nlu")
        operation.preparation("Modelo de linguagem", order=30)(services.warm)

        @operation.readiness("language model")
        def language_model() -> operation.Check:
            loaded = services.is_loaded()
            return operation.Check(ok=loaded, detail=services.model_version() if loaded else "not loaded yet")
