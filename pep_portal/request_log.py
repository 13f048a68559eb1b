"""One line for each request, with a number that also stands in every other line written while it was answered."""

from django_structlog.middlewares import RequestMiddleware


class RequestLogMiddleware(RequestMiddleware):
    """Names a page by its route. An address may hold a child's reference, a token, or what somebody searched for."""

    @staticmethod
    def format_request(request) -> str:
        match = getattr(request, "resolver_match", None)
        return f"{request.method} /{match.route}" if match else f"{request.method} (no such page)"
