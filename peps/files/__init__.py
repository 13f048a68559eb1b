"""Files that people send: told by their content, looked at for viruses, kept in private storage.

What a file is about, and who may read it, belongs to the room that asks for it.
"""
