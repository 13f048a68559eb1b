"""Files that belong to a plan or came before it: in private storage, under a name of chance."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def store(folder: str, content: bytes) -> str:
    """The name under which it lies: it tells nothing."""
    return default_storage.save(f"{folder}/{secrets.token_hex(16)}", ContentFile(content))
