from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from children.models import Child
from children.views.file_pages import import_pages
from records.finding import by_number, mergeable
from records.forms import FindTwoForm, MergeForm
from records.likely_pairs import compared, likely_pairs
from records.merging import merge

COUNTED = (
    ("Plans", "peps"), ("Schools", "enrolments"), ("Placements", "placements"), ("Times in care", "care_periods"),
    ("Marks", "session_marks"), ("Results", "attainment_results"), ("Notes", "notes"),
)  # fmt: skip


class FindTwo(ActionView):
    """Which two, and which pairs look like one child."""

    action = Action.MERGE_RECORDS

    def get(self, request, *args, **kwargs):
        return self._page(FindTwoForm())

    def post(self, request, *args, **kwargs):
        form = FindTwoForm(request.POST)
        if form.is_valid():
            found = {name: by_number(form.cleaned_data[name], person=request.user) for name in ("kept", "duplicate")}
            if all(found.values()):
                return redirect("records:merge_two", found["kept"].reference, found["duplicate"].reference)
            for name, child in found.items():
                if child is None:
                    form.add_error(name, "No record has this number, or it was merged already")
        return self._page(form, status=422)

    def _page(self, form, status: int = 200):
        context = {
            "page_title": "Two records of one child",
            "pages": import_pages(self.request.user, "records:merge"),
            "form": form,
            "pairs": likely_pairs(self.request.user, clock.today()),
        }
        return TemplateResponse(self.request, "records/merge.html", context, status=status)


class MergeTwo(ActionView):
    """Both side by side, and the question asked for good: it cannot be undone."""

    action = Action.MERGE_RECORDS

    def load(self, **kwargs) -> None:
        found = {child.reference: child for child in self._counted((kwargs["kept"], kwargs["duplicate"]))}
        if len(found) != 2:
            raise Http404
        self.kept, self.duplicate = found[kwargs["kept"]], found[kwargs["duplicate"]]

    def _counted(self, references):
        children = mergeable(self.request.user).filter(reference__in=references)
        return children.annotate(**{f"number_of_{path}": Count(path, distinct=True) for _, path in COUNTED})

    def get(self, request, *args, **kwargs):
        for child in (self.kept, self.duplicate):
            audit.record("child.looked_at_for_merging", by=request.user, subject=child, child=child)
        return self._page(MergeForm(duplicate=self.duplicate))

    def post(self, request, *args, **kwargs):
        form = MergeForm(request.POST, duplicate=self.duplicate)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            merge(kept=self.kept, duplicate=self.duplicate, why=form.cleaned_data["why"], by=request.user)
        except PortalRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        messages.success(request, f"The two records are one now, under {self.kept.reference}.")
        return redirect("records:merge")

    def _page(self, form, status: int = 200):
        context = {
            "page_title": "Are these one child?",
            "form": form,
            "kept": self.kept,
            "duplicate": self.duplicate,
            "swapped": reverse("records:merge_two", args=[self.duplicate.reference, self.kept.reference]),
            "facts": self._facts(),
            "pair": compared(self.kept, self.duplicate, clock.today()),
            "cancel_url": reverse("records:merge"),
        }
        return TemplateResponse(self.request, "records/merge_two.html", context, status=status)

    def _facts(self) -> list[dict]:
        def said(child: Child) -> list[tuple[str, object]]:
            named = [
                ("Name", child.full_name),
                ("Likes to be called", child.preferred_name),
                ("Date of birth", f"{child.date_of_birth:%-d %B %Y}"),
                ("Social care number", child.social_care_id),
                ("UPN", child.upn),
                ("Reference", child.reference),
            ]
            return named + [(title, getattr(child, f"number_of_{path}")) for title, path in COUNTED]

        both = zip(said(self.kept), said(self.duplicate), strict=True)
        return [{"title": title, "kept": one, "duplicate": other} for (title, one), (_, other) in both]
