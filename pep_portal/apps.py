from django.apps import AppConfig


class PepPortalConfig(AppConfig):
    name = "pep_portal"
    verbose_name = "ePEP portal"

    def ready(self):
        from pep_portal import checks  # noqa: F401, PLC0415 - needs the models, which stand only now
