"""The plan on paper: the signed copy and everything that is drawn from it for each reader.

Which answers a reader may see belongs to questions/.
"""
