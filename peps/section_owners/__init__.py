"""Whose a section is, who is asked for it today, and the colleague whom they let fill it in.

Handing out a whole term belongs to delegation/, and handing a child to another social worker to children/moves/.
"""
