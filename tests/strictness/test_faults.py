import urllib.error
import urllib.request

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from tests.waiting import until


@login_not_required
def fails(request):
    raise LookupError("a fault of the portal")


@login_not_required
def is_busy(request):
    return HttpResponse(status=503)


fails.is_public = is_busy.is_public = True
urlpatterns = [path("fails/", fails, name="fails"), path("busy/", is_busy, name="busy")]


@pytest.mark.answers_with_a_fault
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "code"), [("/fails/", 500), ("/busy/", 503)])
def test_a_fault_of_the_test_s_server_is_noticed_whoever_asked(live_server, faults_answered, address, code):
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(live_server.url + address)

    until(lambda: faults_answered)  # the server writes it down after the answer has left
    assert faults_answered == [f"GET {address} HTTP/1.1: {code}"]
