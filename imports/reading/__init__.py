"""Reading a file of rows: its letters, its columns, what a cell means.

What a row does to the record belongs to rows/.
"""
