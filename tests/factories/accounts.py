import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Role
from accounts.models import Authority, Post, School, Team, User

PASSWORD = "three quiet otters swim"


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority

    name = "Fernshire County Council"
    virtual_school_name = "Fernshire Virtual School"
    telephone = "01632 960 100"
    email = "virtual.school@fernshire.example"


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    urn = factory.Sequence(lambda n: str(910001 + n))
    name = factory.Sequence(lambda n: f"Larkfield School {n}")
    la_code = "831"


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Alex Worker{n}")
    email = factory.Sequence(lambda n: f"alex.{n}@fernshire.example")
    password = factory.PostGenerationMethodCall("set_password", PASSWORD)

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create:
            instance.save()


class PostFactory(DjangoModelFactory):
    """A post that began long ago and holds still."""

    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    role = Role.VS_OFFICER
    from_date = dt.date(2024, 1, 1)

    class Params:
        social_worker = factory.Trait(role=Role.SOCIAL_WORKER, team=factory.SubFactory(TeamFactory))
        manager = factory.Trait(role=Role.TEAM_MANAGER, team=factory.SubFactory(TeamFactory))
        teacher = factory.Trait(role=Role.DESIGNATED_TEACHER, school=factory.SubFactory(SchoolFactory))
