from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
    verbose_name = "Privacidade"

    def ready(self) -> None:
        """Speak for the rooms below, which cannot reach up: the review of messages keeps texts of customers."""
        from compliance import consent, registry
        from nlp.review import services as review

        registry.register(model="nlp.ReviewItem", erase=review.erase, export=review.export)
        review.ask_consent_of(given_among=consent.given_among)
