"""What people are told when a file was wrong, late or incomplete, and who may read its lines.

The report itself belongs to running/.
"""
