class PortalRefusal(Exception):
    """The rules refuse what was asked. The text is for the person who asked: what is wrong, and what to do next."""
