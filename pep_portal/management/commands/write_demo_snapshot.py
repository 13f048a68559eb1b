from django.conf import settings
from django.core.management import BaseCommand, CommandError

from accounts.models import AuditRecord, User
from pep_portal.demo import snapshot


class Command(BaseCommand):
    help = "Keeps the made-up council of this database as the snapshot that demonstrations start from."

    def handle(self, **options):
        lived = AuditRecord.objects.filter(act="demo.loaded").exists()
        if settings.IS_PRODUCTION or not lived or User.objects.filter(is_demo=False).exists():
            raise CommandError("This database holds something else than the made-up council of `demo --from-nothing`.")
        snapshot.write(snapshot.FILE)
        self.stdout.write(f"Written to {snapshot.FILE}")
