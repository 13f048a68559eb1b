"""How rows of a file meet rows of the record, and which marks and rows are never lost by it.

Which columns a kind of file has belongs to reading/ and kinds/.
"""
