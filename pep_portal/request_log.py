"""One line for each request, with a number that also stands in every other line written while it was answered."""

from contextlib import suppress

from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """Names a page by its route. An address may hold a child's reference, a token, or what somebody searched for."""

    @staticmethod
    def bind_user_id(request) -> None:
        """The person's number, where the database can tell it: a request that failed for want of it has its line too."""
        with suppress(Exception):
            RequestMiddleware.bind_user_id(request)

    @staticmethod
    def format_request(request) -> str:
        match = getattr(request, "resolver_match", None)
        return f"{request.method} /{match.route}" if match else f"{request.method} (no such page)"
