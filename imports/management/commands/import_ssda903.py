from imports.kinds import ssda903
from imports.running.command import FILES, ImportCommand, folder_or_xml


class Command(ImportCommand):
    help = "Takes the yearly return on looked-after children (SSDA903): a folder of its CSV files, or its XML file."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("folder")
        parser.add_argument(
            "--year", type=int, help="of the 31 March on which the return closed; usually read off its files"
        )

    def handle(self, *args, **options):
        path, year = folder_or_xml(options["folder"]), options["year"]
        self.report(lambda manner: ssda903.import_folder(path, by=FILES, manner=manner, year=year), options)
