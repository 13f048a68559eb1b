"""Term dates from a file: read, and shown as a year to look at."""

from django.template.response import TemplateResponse
from django.urls import reverse

from children.calendar.forms.years import TermDatesFileForm, YearForm
from children.calendar.views.years import OfTerms
from children.calendar.year_calendar import with_proposals
from children.year_groups import academic_year
from imports.kinds.term_dates import DatesNotRead, read_term_dates


class TermDatesFromFile(OfTerms):
    """Reads a file, and shows what it says as a year to look at."""

    title = "Term dates from a file"

    def get(self, request, *args, **kwargs):
        return self.ask(TermDatesFileForm(), self.title, intro="")

    def post(self, request, *args, **kwargs):
        form = TermDatesFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.ask(form, self.title, intro="", status=422)
        try:
            year = read_term_dates(form.cleaned_data["file"].read())
        except DatesNotRead as refusal:
            form.add_error("file", str(refusal))
            return self.ask(form, self.title, intro="", status=422)
        first = min(dates["first_day"] for dates in year.values())
        name = academic_year(first)
        context = {
            "page_title": f"School year {name}",
            "form": YearForm(year=with_proposals(year)),
            "intro": "This is what the file says. Look at every day, add what is missing, and keep it.",
            "cancel_url": reverse("children:terms"),
            "action_url": reverse("children:school_year", args=[name.replace("/", "-")]),
        }
        return TemplateResponse(request, "children/calendar/year.html", context)
