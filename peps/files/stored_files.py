"""Files that belong to a plan or came before it: in private storage, under a name of chance."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def store(folder: str, content: bytes) -> str:
    """The name under which it lies: it tells nothing. Of a disk that is full no half of a file stays."""
    name = f"{folder}/{secrets.token_hex(16)}"
    try:
        return default_storage.save(name, ContentFile(content))
    except BaseException:
        default_storage.delete(name)
        raise
