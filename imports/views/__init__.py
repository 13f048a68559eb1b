"""The pages of files that come in: bringing them, what came, what is missing.

How a file is taken belongs to the rooms below.
"""
