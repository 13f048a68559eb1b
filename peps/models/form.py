from django.core.exceptions import ValidationError
from django.db import models

from children.enums import Phase
from peps.enums import Audience, Kind, PartName

MOST_LOCAL_QUESTIONS = 10


class SwitchedOffSection(models.Model):
    """An optional section that this authority does not ask, in plans opened from now on."""

    key = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class VoiceWording(models.Model):
    """How this authority asks a child of one age group a question, in plans opened from now on."""

    phase = models.CharField(max_length=11, choices=Phase)
    question_key = models.CharField(max_length=60)
    label = models.CharField("question", max_length=160)

    class Meta:
        ordering = ["phase", "question_key"]
        constraints = [models.UniqueConstraint(fields=["phase", "question_key"], name="one_wording_an_age_group")]

    def __str__(self) -> str:
        return self.label


class LocalQuestion(models.Model):
    """A question of this authority's own, in plans opened from now on. Exported, never counted in a figure."""

    label = models.CharField("question", max_length=160)
    hint = models.CharField("a line of help", max_length=240, blank=True)
    kind = models.CharField(
        "kind of answer",
        max_length=8,
        choices=[(kind.value, kind.label) for kind in Kind if kind != Kind.LINE],
        default=Kind.TEXT,
    )
    choices = models.TextField("choices, one on each line", blank=True)
    is_required = models.BooleanField("has to be answered", default=False)
    audiences = models.JSONField("who may read the answer", default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """Stable for ever, as every question's."""
        return f"local_{self.pk}"

    @property
    def choice_rows(self) -> tuple[tuple[str, str], ...]:
        lines = (line.strip() for line in self.choices.splitlines())
        return tuple((line, line) for line in dict.fromkeys(line for line in lines if line))

    @property
    def readers(self) -> tuple[Audience, ...]:
        return tuple(Audience(audience) for audience in self.audiences)

    def clean(self) -> None:
        if self.kind == Kind.CHOICE and len(self.choice_rows) < 2:
            raise ValidationError({"choices": "Write at least two choices, one on each line."})


class LocalSection(models.Model):
    """Whose part the local questions stand in. One row at most."""

    part = models.CharField(
        "who is asked", max_length=6, choices=[(PartName.PART_1, "The social worker, in Part 1"),
                                               (PartName.SCHOOL, "The school, in the school part")],
        default=PartName.SCHOOL,
    )  # fmt: skip

    def __str__(self) -> str:
        return self.get_part_display()
