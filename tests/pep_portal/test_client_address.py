import pytest
from django.test import RequestFactory

from pep_portal.client_address import address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.9"),
        (0, "203.0.113.5", "192.0.2.9"),  # nobody in front: the header is the visitor's own invention
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),  # the left one was sent along by the visitor
        (2, "203.0.113.5, 10.0.0.1", "203.0.113.5"),
        (2, "10.0.0.1", "192.0.2.9"),
        (1, "", "192.0.2.9"),
    ],
)
def test_lock_out_counts_the_address_that_our_own_outermost_proxy_saw(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == address
