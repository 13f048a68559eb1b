"""Asks a virus scanner about a file before it is kept: any that speaks clamd's INSTREAM over a socket.

A scanner that is set and does not answer refuses the file: what was not looked at is not taken.
"""

import socket
import struct

from django.conf import settings

from accounts.refusals import PortalRefusal

PATIENCE_SECONDS = 20
CHUNK = 64 * 1024


class FileRefused(PortalRefusal):
    """The scanner found something, or could not be asked."""


def look_for_viruses(content: bytes) -> None:
    """Raises FileRefused. Does nothing where no scanner is set."""
    if not settings.VIRUS_SCANNER:
        return
    host, _, port = settings.VIRUS_SCANNER.rpartition(":")
    try:
        said = _ask(host, int(port), content)
    except (OSError, ValueError):
        raise FileRefused(
            "The file could not be checked for viruses just now, so it was not taken. Try again in a while."
        ) from None
    if said.endswith("FOUND"):
        raise FileRefused("A virus was found in this file, so it was not taken. Tell whoever sent it to you.")
    if not said.endswith("OK"):
        raise FileRefused("The file could not be checked for viruses, so it was not taken.")


def _ask(host: str, port: int, content: bytes) -> str:
    with socket.create_connection((host, port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(1024)):
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()
