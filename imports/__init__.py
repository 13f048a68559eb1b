"""Files that come in: one module for each kind of file, the reading that they share, and what is said of a wrong one.

What a row means in the record belongs to children/.
"""
