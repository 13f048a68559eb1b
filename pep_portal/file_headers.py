"""What goes with an answer that no page of the portal is: files of styles and scripts, and the pages of the watch."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def add_to_file(headers, path: str, url: str) -> None:
    """Called by WhiteNoise for each file."""
    for name, value in HEADERS.items():
        headers[name] = value
