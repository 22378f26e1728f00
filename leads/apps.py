from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Atendimento"

    def ready(self) -> None:
        from compliance import services as compliance
        from leads import keeping

        compliance.register(model="leads.HandoffCase", erase=keeping.erase, export=keeping.export)
