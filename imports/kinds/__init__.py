"""One module for each kind of file that can come in, and their descriptions for those who make the files.

What kinds share belongs to rows/.
"""
