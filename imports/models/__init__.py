"""The tables of what came in: runs, the last full file of each kind, rows that are missing from it.

What a row of a file becomes belongs to the tables of children/.
"""

from imports.models.file_rolls import FileRoll, MissingRow
from imports.models.runs import ImportRun

__all__ = ["FileRoll", "ImportRun", "MissingRow"]
