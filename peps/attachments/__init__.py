"""Documents attached to a section: taken by their content, read by whom they name.

What a file is, and how it is kept, belongs to files/; the papers that the portal makes to documents/.
"""
