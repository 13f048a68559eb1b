from imports.kinds import schools
from imports.running.command import FILES, ImportCommand, file


class Command(ImportCommand):
    help = "Takes the national register of schools (GIAS): the file of establishments, and that of links."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("file", nargs="+")

    def handle(self, *args, **options):
        paths = [file(path) for path in options["file"]]
        self.report(lambda manner: schools.import_files(paths, by=FILES, manner=manner), options)
