import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Authority
from accounts.profile_rows import ProfileRowNotRight
from children.calendar import terms_profile
from children.models import Term
from funding.models import Instalment
from pep_portal import profiles
from peps.models import PlanSettings
from peps.questions import plans_profile

pytestmark = pytest.mark.django_db

AUTUMN = {
    "academic_year": "2026/27",
    "name": "AUTUMN",
    "first_day": dt.date(2026, 9, 2),
    "last_day": dt.date(2026, 12, 18),
    "half_term_from_date": dt.date(2026, 10, 26),
    "half_term_last_date": dt.date(2026, 10, 30),
    "delegation_date": dt.date(2026, 8, 26),
    "pep_deadline_date": dt.date(2026, 12, 11),
}


@pytest.mark.parametrize("name", profiles.names())
def test_every_profile_that_is_shipped_can_be_loaded_twice(name):
    profiles.load_profile(name)
    profiles.load_profile(name)

    assert Authority.objects.count() == 1
    assert Term.objects.exists()


def test_the_made_up_councils_profile_gives_each_app_its_own():
    call_command("load_profile", "fernshire", verbosity=0)

    assert Authority.objects.current().virtual_school_name == "Fernshire Virtual School"
    assert Term.objects.count() == 6
    assert PlanSettings.objects.on(dt.date(2026, 12, 1)).sdq_threshold == 17
    assert sum(Instalment.objects.filter(regime__financial_year="2026-27").values_list("pence", flat=True)) == 131_500


def test_a_profile_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(CommandError, match=r"Known are: .*fernshire"):
        call_command("load_profile", "nowhere")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[weather]\n", "table “weather”"),
        ("[authority\n", "not written as TOML"),
        ('[authority]\nname = "Here"\nmayor = "X"\n', "“mayor” is not known"),
        ('[authority]\nvirtual_school_name = "Here"\n', "“name” is missing"),
        ('[[plans]]\nacademic_year = "2025/26"\n[authority]\nname = "Here"\n', "virtual_school_name"),
    ],
)
def test_a_profile_that_is_not_right_is_refused_and_nothing_of_it_is_kept(tmp_path, monkeypatch, text, reason):
    (tmp_path / "here.toml").write_text(text)
    monkeypatch.setattr(profiles, "FOLDER", tmp_path)

    with pytest.raises(CommandError, match=reason):
        call_command("load_profile", "here")

    assert not Authority.objects.exists()
    assert not PlanSettings.objects.exists()


def test_a_changed_deadline_changes_the_term_and_makes_no_second_one():
    terms_profile.load([AUTUMN])
    terms_profile.load([AUTUMN | {"pep_deadline_date": dt.date(2026, 12, 4)}])

    assert Term.objects.get().pep_deadline_date == dt.date(2026, 12, 4)


def test_terms_that_overlap_or_run_backwards_are_refused():
    with pytest.raises(ProfileRowNotRight, match="must follow each other"):
        terms_profile.load([AUTUMN | {"last_day": dt.date(2026, 10, 1)}])
    spring = AUTUMN | {"name": "SPRING", "first_day": dt.date(2026, 9, 4)}
    with pytest.raises(ProfileRowNotRight, match="begins before"):
        terms_profile.load([AUTUMN, spring])


def test_rules_about_plans_hold_from_their_year_on():
    plans_profile.load([{"academic_year": "2025/26", "targets_wanted": 2}])

    assert PlanSettings.objects.on(dt.date(2027, 1, 1)).targets_wanted == 2
    assert PlanSettings.objects.on(dt.date(2025, 1, 1)).targets_wanted == 3
