from imports.kinds import attainment
from imports.running.command import FILES, ImportCommand, file


class Command(ImportCommand):
    help = "Takes results and teachers' judgements (docs/figures-files.md) from a file."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file")

    def handle(self, *args, **options):
        path = file(options["file"])
        self.report(lambda manner: attainment.import_file(path, by=FILES, manner=manner), options)
