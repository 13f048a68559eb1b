from imports.kinds import attendance
from imports.running.command import FILES, ImportCommand, file


class Command(ImportCommand):
    help = "Takes session marks of attendance (docs/figures-files.md) from a file."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file")

    def handle(self, *args, **options):
        path = file(options["file"])
        self.report(lambda manner: attendance.import_file(path, by=FILES, manner=manner), options)
