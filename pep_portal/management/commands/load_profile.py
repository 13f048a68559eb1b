from django.core.management import BaseCommand, CommandError

from accounts.refusals import PortalRefusal
from pep_portal import profiles


class Command(BaseCommand):
    help = "Loads a council's profile: its name, terms, rules about plans and shares of the premium."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the name of a file in profiles/, without .toml")

    def handle(self, *args, name, **options):
        try:
            profiles.load_profile(name)
        except PortalRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The profile “{name}” was loaded.")
