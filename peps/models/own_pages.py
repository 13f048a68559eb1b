from django.db import models

from accounts.enums import Role
from accounts.models.records import AppendOnly
from accounts.references import new_reference
from peps.enums import OwnPageFor, SharedWith, WishOutcome


class OwnPage(models.Model):
    """A page that one person opens by a link, without an account: the child, the carer, a parent.

    The link's token is not kept, only its SHA-256. What is typed is shown to the browser that typed it, and nowhere
    else until it is sent.
    """

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.PROTECT, related_name="own_pages")
    made_for = models.CharField(max_length=6, choices=OwnPageFor)
    token_sha256 = models.CharField(max_length=64, unique=True)
    until = models.DateField("works up to the day before")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField("when those who are to read it were told", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pep", "made_for"],
                condition=models.Q(sent_at=None, withdrawn_at=None),
                name="one_own_page_of_a_kind_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class OwnPageReading(AppendOnly):
    """Who opened what was sent, and when they did so first."""

    page = models.ForeignKey(OwnPage, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField("post that they read it in", max_length=3, choices=Role, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["page", "by"], name="one_reading_a_page_and_person")]

    def __str__(self) -> str:
        return f"{self.page_id} by {self.by_id}"


class OwnBrowser(models.Model):
    """One browser in which an own page was opened. Its key lies in the browser's cookie; here is the SHA-256."""

    page = models.ForeignKey(OwnPage, on_delete=models.CASCADE, related_name="browsers")
    key_sha256 = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "pk"]

    def __str__(self) -> str:
        return f"browser of {self.page_id}"


class OwnAnswer(models.Model):
    """What was typed in one browser to one question. Two browsers of one page have an answer each, and both are kept."""

    browser = models.ForeignKey(OwnBrowser, on_delete=models.CASCADE, related_name="answers")
    question_key = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    shared_with = models.CharField(max_length=8, choices=SharedWith, blank=True)
    """'' until a child has chosen."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["browser", "question_key"], name="one_own_answer_a_browser_and_question")
        ]

    def __str__(self) -> str:
        return self.question_key


class OwnDrawing(models.Model):
    """A drawing, or a photograph of one, made on a child's own page. It joins the plan when the page is sent."""

    browser = models.ForeignKey(OwnBrowser, on_delete=models.CASCADE, related_name="drawings")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("bytes")
    stored_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    shared_with = models.CharField(max_length=8, choices=SharedWith)
    removed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"drawing of {self.browser_id}"


class WishAnswer(models.Model):
    """What became of a wish that the child wrote in the plan: you said, we did. The newest answer stands."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.PROTECT, related_name="wish_answers")
    question_key = models.CharField(max_length=60)
    wish = models.TextField("the wish as it read when it was answered")
    outcome = models.CharField(max_length=6, choices=WishOutcome)
    answer = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pep", "question_key"], name="one_answer_a_wish"),
            models.CheckConstraint(name="a_wish_is_answered_in_words", condition=~models.Q(answer="")),
        ]

    def __str__(self) -> str:
        return self.question_key


class AnswerNote(AppendOnly):
    """What somebody says beside words that came through an own page. Whoever may read the words reads the note."""

    section = models.ForeignKey("peps.Section", on_delete=models.CASCADE, related_name="answer_notes")
    question_key = models.CharField(max_length=60)
    text = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField("post that they wrote it in", max_length=3, choices=Role, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="a_note_says_something", condition=~models.Q(text=""))]

    def __str__(self) -> str:
        return self.question_key


class WordsForChildren(models.Model):
    """What stands at the end of a child's own copy: what a child in care is entitled to, and whom to tell. One row."""

    entitlements = models.TextField("what a child in care is entitled to")
    whom_to_tell = models.TextField("whom to tell when something is not right")
    help_now = models.TextField("whom to ring now, at any hour", blank=True)
    social_worker_phone = models.CharField("phone of the social work teams, by day", max_length=40, blank=True)
    out_of_hours_phone = models.CharField("phone at night and at weekends", max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "words for children"

    def __str__(self) -> str:
        return "words for children"
