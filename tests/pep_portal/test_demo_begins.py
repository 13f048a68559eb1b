"""The demonstration goes into an empty database, whole or not at all."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Post, User
from children.models import Child
from imports.kinds import extract

pytestmark = pytest.mark.django_db


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_it_is_refused_in_production(settings, data_dir):
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="never loaded in production"):
        call_command("demo")

    assert not Child.objects.exists()


@pytest.mark.parametrize("there", ["person", "child"])
def test_made_up_children_never_come_beside_real_ones(data_dir, there):
    if there == "person":
        User.objects.create_user("real.person@council.example", name="Real Person")
    else:
        Child.objects.create(social_care_id="1", date_of_birth=dt.date(2015, 1, 1))

    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("demo")

    assert Child.objects.count() == (there == "child")
    assert not (data_dir / "demo-sign-ins.json").exists()


def test_when_it_is_interrupted_nothing_stays(data_dir, monkeypatch):
    """With the people of the office and the children of the yearly return already in."""
    was_there = []

    def interrupted(*args, **kwargs):
        was_there.append(Child.objects.exists() and Post.objects.exists())
        raise KeyboardInterrupt

    monkeypatch.setattr(extract, "import_folder", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo", from_nothing=True)

    assert was_there == [True]

    assert not Child.objects.exists()
    assert not Post.objects.exists()
