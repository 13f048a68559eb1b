"""A file that somebody sends with a page, read once."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.refusals import PortalRefusal


class CannotAttach(PortalRefusal):
    """The file cannot be taken; the text says what to do."""


def content_of(file: UploadedFile) -> bytes:
    """What was sent, read once. Raises CannotAttach for an empty file, or one that is too large."""
    most = settings.ATTACHMENT_MOST_BYTES
    if (file.size or 0) > most:
        raise CannotAttach(f"This file is larger than {most // 2**20} MB. Send a smaller one, or fewer pages.")
    content = file.read(most + 1)
    if not content:
        raise CannotAttach("This file is empty. Choose another.")
    return content
