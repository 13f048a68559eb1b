from django.core.validators import RegexValidator
from django.db import models

from accounts.models.records import AppendOnly


class AuthorityManager(models.Manager):
    def current(self) -> "Authority":
        """The council of this deployment; an unsaved, nameless one before a profile is loaded."""
        return self.first() or Authority(name="Your council", virtual_school_name="Virtual School")


class Logo(AppendOnly):
    """A council's logo as it was drawn once, known by its content: a signed plan shows for ever the one it was signed with."""

    sha256 = models.CharField(max_length=64, unique=True)
    png = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Authority(models.Model):
    """The council whose portal this is: one row, loaded from its profile."""

    name = models.CharField(max_length=120)
    virtual_school_name = models.CharField(max_length=120)
    la_code = models.CharField("local authority code", max_length=3, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    brand_colour = models.CharField(
        max_length=7, default="#1d4d4f", validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Write a colour like #1d4d4f.")]
    )
    logo = models.ForeignKey(
        Logo, to_field="sha256", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # `logo_id` is its fingerprint, so that a page reads no picture

    objects = AuthorityManager()

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name
