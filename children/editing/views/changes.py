from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.models import School
from children.editing import reporting_changes
from children.models import Child
from children.moves.forms.changes import (
    LeftSchoolForm,
    NewSchoolForm,
    PlacementForm,
    SettingDetailsForm,
    SettingForm,
    WorkerForm,
)
from children.views.child_scoped import ChildForm, ChildScoped

WHAT = (
    ("children:report_left", "The child has left the school", "Access of the school ends with the last day"),
    ("children:report_school", "The child has a new school", "Also one that begins later"),
    ("children:report_placement", "The child lives somewhere else", "A new placement or carer"),
    ("children:report_worker", "The child has another social worker", "Open work goes to the new one"),
)
FOR_SCHOOLS = {"children:report_left"}


class ReportChange(ChildScoped):
    """Which change it is; each has a form of its own. School staff are led to the only one that is theirs."""

    action = Action.REPORT_CHANGE

    def get(self, request, *args, **kwargs):
        at_school = reporting_changes.is_school_alone(request.user, self.child)
        choices = [
            {"href": reverse(name, args=[self.child.reference]), "text": text, "about": about}
            for name, text, about in WHAT
            if not at_school or name in FOR_SCHOOLS
        ]
        if at_school:
            return redirect(choices[0]["href"])
        choices += [
            {
                "href": _correcting(self.child, setting),
                "text": f"Correct {setting}",
                "about": "Its name, town or country",
            }
            for setting in reporting_changes.settings_to_correct(self.child)
            .filter(enrolments__child=self.child)
            .distinct()
        ]
        context = {"page_title": "Report a change", "child": self.child, "choices": choices}
        return TemplateResponse(request, "children/editing/report_change.html", context)


class Report(ChildForm):
    action = Action.REPORT_CHANGE
    submit_text = "Report it"
    said = "Thank you. It stands in the record from now on, and those who have to act on it are told."
    title = ""
    follows: tuple[str, ...] = ()

    def page_title(self) -> str:
        return self.title

    def intro(self) -> str:
        return "What follows from it:"

    def more(self) -> dict:
        return {"points": self.follows}


class NotForSchools(ChildScoped):
    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        reporting_changes.refuse_school(self.request.user, self.child)


class ReportSchool(NotForSchools, Report):
    form_class = NewSchoolForm
    title = "A new school"
    follows = (
        "The old school keeps its access until the day before, and then fills in a closing form.",
        "The new school sees the child from the first day.",
        "The virtual school and the reviewing officer are told, and a plan is due ten working days after the change.",
    )

    template = "children/editing/report_school.html"

    def more(self) -> dict:
        entered = self._entered()
        return super().more() | {
            "setting_url": reverse("children:report_setting", args=[self.child.reference]),
            "entered": entered,
            "correct_url": _correcting(self.child, entered) if entered else "",
            "to_check": self.to_check,
        }

    to_check: School | None = None

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid() and (school := form.to_check()):
            self.to_check = school
            return self.page(form.with_name_shown(school))
        return super().post(request, *args, **kwargs)

    def _named(self) -> str:
        return self.request.GET.get("school", "")[:8]

    def _entered(self) -> School | None:
        return reporting_changes.settings_to_correct(self.child).filter(urn=self._named()).first()

    def form(self, data=None):
        """Whoever has just entered a setting need not check its name again."""
        checked = self._named() if data is None and self._entered() else ""
        return NewSchoolForm(data, initial={"school": self._named(), "checked": checked})

    def act(self, given: dict) -> None:
        reporting_changes.report_school(
            child=self.child, school=given["school"], kind=given["kind"], from_date=given["from_date"],
            hours=given["hours_a_week"], by=self.request.user, on=clock.today(),
        )  # fmt: skip


class ReportSetting(NotForSchools, Report):
    """A setting without a URN is entered first, and then chosen as the child's new school."""

    form_class = SettingForm
    title = "A setting without a URN"
    submit_text = "Continue"
    said = "The setting is entered. Now report the child's first day there."
    follows = (
        "A school or college in Scotland, Wales, Northern Ireland or abroad, a setting that is not registered, or education at home.",
        "Figures count it as outside England where it is, and never as in or out of the council's area.",
    )

    def intro(self) -> str:
        return ""

    def act(self, given: dict) -> None:
        self.setting = reporting_changes.enter_setting(child=self.child, by=self.request.user, **given)

    def done_url(self) -> str:
        address = reverse("children:report_school", args=[self.child.reference])
        setting = getattr(self, "setting", None)
        return f"{address}?school={setting.urn}" if setting else address


class CorrectSetting(NotForSchools, ChildForm):
    """The name, place and person to ask of a setting without a URN, for everybody who is taught there."""

    action = Action.REPORT_CHANGE
    submit_text = "Save"
    said = "The setting is corrected."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.setting = get_object_or_404(reporting_changes.settings_to_correct(self.child), urn=kwargs["number"])

    def page_title(self) -> str:
        return "Correct a setting"

    def intro(self) -> str:
        return f"{self.setting.in_choices}. This changes it for every child who is taught there."

    def form(self, data=None):
        return SettingDetailsForm(data, initial=model_to_dict(self.setting, list(SettingDetailsForm.base_fields)))

    def act(self, given: dict) -> None:
        reporting_changes.correct_setting(child=self.child, setting=self.setting, by=self.request.user, **given)


def _correcting(child: Child, setting: School) -> str:
    return reverse("children:correct_setting", args=[child.reference, setting.urn])


class ReportLeft(Report):
    form_class = LeftSchoolForm
    title = "The child has left the school"
    follows = (
        "The school sees the child until the last day. After it there is a closing form, open for ten school days.",
        "The virtual school and the reviewing officer are told.",
    )

    def act(self, given: dict) -> None:
        until = clock.day_after(given["last_date"])
        reporting_changes.report_left(child=self.child, until=until, by=self.request.user, on=clock.today())

    def done_url(self) -> str:
        """School staff may no longer reach the child's page."""
        if self.request.method == "POST" and reporting_changes.is_school_alone(self.request.user, self.child):
            return reverse("workspace:my_work")
        return super().done_url()


class ReportPlacement(NotForSchools, Report):
    form_class = PlacementForm
    title = "A new placement"
    follows = (
        "The last placement ends on the day before.",
        "The virtual school and the reviewing officer are told, and a plan is due ten working days after the change.",
        "Schools see neither the address nor the type of placement.",
    )

    def act(self, given: dict) -> None:
        reporting_changes.report_placement(child=self.child, by=self.request.user, on=clock.today(), **given)


class ReportWorker(NotForSchools, Report):
    title = "Another social worker"
    follows = ("All open sections of Part 1 are with the new social worker from that day.",)

    def form(self, data=None):
        return WorkerForm(data, on=clock.today())

    def act(self, given: dict) -> None:
        reporting_changes.report_worker(child=self.child, by=self.request.user, on=clock.today(), **given)
