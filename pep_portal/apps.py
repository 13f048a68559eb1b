from django.apps import AppConfig

from pep_portal import celery_app


class PepPortalConfig(AppConfig):
    name = "pep_portal"
    verbose_name = "ePEP portal"

    def ready(self):
        from pep_portal import checks  # noqa: F401, PLC0415 - needs the models, which stand only now

        celery_app.autodiscover_tasks(force=True)  # pages ask for jobs by name
