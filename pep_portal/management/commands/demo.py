import json
from dataclasses import asdict

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from accounts import audit
from accounts.models import AuditRecord
from pep_portal.demo import loading, record, sign_ins, snapshot
from pep_portal.demo.year import Year


class Command(BaseCommand):
    help = "Loads a made-up council with a past year of plans, and says with whom one may sign in."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print only the sign-ins, for scripts")
        parser.add_argument(
            "--from-nothing",
            action="store_true",
            help="let the past year come about by the portal's own rules, which takes minutes, not by the snapshot",
        )

    def handle(self, *args, **options):
        if settings.IS_PRODUCTION:
            raise CommandError("Made-up children are never loaded in production.")
        say = (lambda text: None) if options["json"] else self.say
        try:
            self.load(say, from_nothing=options["from_nothing"])
        except loading.OtherDataThere:
            raise CommandError(
                "The database holds people or children already; the made-up council needs an empty one."
            ) from None
        people = sign_ins.kept() or sign_ins.make()
        if options["json"]:
            self.stdout.write(json.dumps({"sign_ins": [asdict(one) for one in people]}, ensure_ascii=False, indent=1))
        else:
            self.tell(people)

    def load(self, say, *, from_nothing):
        """All or nothing: a demonstration that was interrupted begins anew the next time."""
        if AuditRecord.objects.filter(act="demo.loaded").exists():
            return
        loading.refuse_other_data()
        if snapshot.fits() and not from_nothing:
            say("A council and its past year, as they came about before")
            snapshot.restore()
            return
        with transaction.atomic():
            loading.load_files(say)
            year = Year(say)
            year.happen()
            record.keep_some_rows(year.cast)
            audit.record("demo.loaded", by=loading.BY)

    def say(self, text):
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def tell(self, people):
        self.stdout.write(f"Sign-ins of this installation, kept in {sign_ins.path()}:")
        for one in people:
            self.stdout.write(f"  {one.role:32} {one.email:44} {one.password}")
