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
        operation.preparation("Modelo de linguagem", order=30, in_worker=True)(services.warm)

        @operation.readiness("language model")
        def language_model() -> operation.Check:
            # A web process never loads it: there it is enough that workers will find it.
            ready = services.is_loaded() or services.is_prepared()
            return operation.Check(ok=ready, detail=services.model_version() if ready else "not trained yet")
