import pytest
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from pep_portal import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_up_person():
    return User.objects.create(email="officer@demo.example", name="Ola Officer", is_demo=True)


def test_production_refuses_a_database_with_a_made_up_person_in_it(settings, made_up_person, monkeypatch):
    settings.IS_PRODUCTION = True
    monkeypatch.setattr(checks.connections, "close_all", lambda: None)  # the test's own transaction
    with pytest.raises(ImproperlyConfigured, match="1 account of the demonstration"):
        checks.refuse_demo_accounts()
    (error,) = checks.no_demo_accounts_in_production(None, databases=["default"])
    assert error.id == "portal.E001"


def test_production_takes_a_database_of_real_people(settings, monkeypatch):
    User.objects.create(email="officer@council.example", name="Ola Officer")
    settings.IS_PRODUCTION = True
    monkeypatch.setattr(checks.connections, "close_all", lambda: None)
    checks.refuse_demo_accounts()
    assert checks.no_demo_accounts_in_production(None, databases=["default"]) == []


def test_a_demonstration_keeps_its_made_up_people(made_up_person):
    checks.refuse_demo_accounts()
    assert checks.no_demo_accounts_in_production(None, databases=["default"]) == []
