from imports.kinds import extract
from imports.running.command import FILES, ImportCommand, folder


class Command(ImportCommand):
    help = "Takes the case-system extract (docs/extract.md) from a folder."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("folder")

    def handle(self, *args, **options):
        path = folder(options["folder"])
        self.report(lambda manner: extract.import_folder(path, by=FILES, manner=manner), options)
