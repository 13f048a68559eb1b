from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from children.editing import rows as editing
from children.editing.forms import CorrectNameForm, EndForm, ErrorForm, record_form
from children.editing.kinds import KINDS, kinds_kept_by, may_close
from children.models import Child
from children.protection.confidentiality import own_school, sees_confidential
from children.views.child_scoped import ChildForm


class RecordForm(ChildForm):
    """One kind of row of one child. A kind that is not theirs to keep for this child is not found."""

    action = Action.READ_CHILD

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.is_confidential_reader = sees_confidential(self.request.user, self.child)
        kept = kinds_kept_by(self.request.user, sees_confidential=self.is_confidential_reader)
        if kwargs["kind"] not in KINDS:
            raise Http404
        self.kind = KINDS[kwargs["kind"]]
        self.action = self.kind.action
        if self.kind.slug not in kept and access.may(self.request.user, self.kind.action):
            raise Http404

    def done_url(self) -> str:
        return reverse("workspace:child_tab", args=[self.child.reference, self.kind.tab])


class AddRow(RecordForm):
    said = "It stands in the record."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not self.kind.asked:
            raise Http404

    def form(self, data=None):
        self.asked = record_form(
            self.kind, person=self.request.user, child=self.child, may_be_confidential=self.is_confidential_reader,
            data=data,
        )  # fmt: skip
        return self.asked

    def page_title(self) -> str:
        return f"Add: {self.kind.title[:1].lower()}{self.kind.title[1:]}"

    def intro(self) -> str:
        return self.kind.intro

    def act(self, given: dict) -> None:
        row = self.asked.filled()
        if hasattr(row, "school_id"):
            row.school = own_school(self.request.user, self.child, clock.today())
        editing.enter(row, by=self.request.user, action=self.kind.action)


class RowForm(RecordForm):
    """A row that stands: what is over, or was closed in error, is not found."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        rows = self.kind.model.objects.standing().filter(child__in=Child.objects.visible_to(self.request.user))
        self.row = get_object_or_404(rows, pk=kwargs["pk"], child=self.child)
        if getattr(self.row, "is_confidential", False) and not self.is_confidential_reader:
            raise Http404
        if not may_close(self.request.user, self.row):
            raise Http404


class EndRow(RowForm):
    submit_text = "End it"
    said = "It is ended. The row stays readable."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not self.kind.is_dated:
            raise Http404

    def form(self, data=None):
        self.asked = EndForm(data)
        return self.asked

    def page_title(self) -> str:
        return f"{self.kind.title}: when does it end?"

    def act(self, given: dict) -> None:
        editing.end(self.row, until=self.asked.until(), by=self.request.user, action=self.kind.action)


class CloseInError(RowForm):
    form_class = ErrorForm
    submit_text = "Close it as entered in error"
    said = "The row is closed as entered in error. Nothing was deleted."

    def page_title(self) -> str:
        return f"{self.kind.title}: entered in error?"

    def intro(self) -> str:
        return "It counts as if it had never held. If it ended another row, enter that one again afterwards."

    def act(self, given: dict) -> None:
        editing.close_in_error(self.row, reason=given["reason"], by=self.request.user, action=self.kind.action)


class CorrectRow(RowForm):
    """A name that was never right: no former name stays."""

    submit_text = "Correct"
    said = "The name is corrected."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not self.kind.is_corrected:
            raise Http404

    def form(self, data=None):
        now = {"given_name": self.row.given_name, "family_name": self.row.family_name}
        return CorrectNameForm(data, initial=now)

    def page_title(self) -> str:
        return "Correct a name that was never right"

    def intro(self) -> str:
        return (
            "If the name was right and has changed, add the new name instead: the old one then still finds the child."
        )

    def act(self, given: dict) -> None:
        editing.correct(self.row, by=self.request.user, action=self.kind.action, **given)
