from imports.kinds import suspensions
from imports.running.command import FILES, ImportCommand, file


class Command(ImportCommand):
    help = "Takes suspensions and permanent exclusions (docs/figures-files.md) from a file."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file")

    def handle(self, *args, **options):
        path = file(options["file"])
        self.report(lambda manner: suspensions.import_file(path, by=FILES, manner=manner), options)
