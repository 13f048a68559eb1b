from imports.models.file_rolls import FileRoll, MissingRow
from imports.models.runs import ImportRun

__all__ = ["FileRoll", "ImportRun", "MissingRow"]
