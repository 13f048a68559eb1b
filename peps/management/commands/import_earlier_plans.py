from imports.running.command import FILES, ImportCommand, file
from peps.legacy_plans import legacy_plans


class Command(ImportCommand):
    help = "Takes answers, open targets and papers of the old system's plans (docs/earlier-plans.md) from a file."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file")

    def handle(self, *args, **options):
        path = file(options["file"])
        self.report(lambda manner: legacy_plans.import_file(path, by=FILES, manner=manner), options)
