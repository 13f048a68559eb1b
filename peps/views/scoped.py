"""What an address names, as far as the person reaches it: not found (404) for the rest."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import audit
from accounts.views import ActionView
from peps.audiences.audiences import audiences_of
from peps.models import PersonalEducationPlan, Section


class PepScoped(ActionView):
    """Loads `self.pep` by its reference."""

    names_child = True

    def load(self, **kwargs) -> None:
        plans = PersonalEducationPlan.objects.visible_to(self.request.user)
        self.pep = get_object_or_404(
            plans.select_related(
                "child",
                "school",
                "fills_term",
                "edition",
                "follows__fills_term",
                "follows__edition",
                "follows__school",
                "sdq",
            ),
            reference=kwargs["pep_ref"],
        )

    def refused_url(self) -> str:
        return reverse("peps:task_list", args=[self.pep.reference])


class WholePlanScoped(PepScoped):
    """The same for pages that show, hand out or take in what all of the plan says: only for those who read it all."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not audiences_of(self.request.user, self.pep).reads_all:
            raise Http404


class SectionScoped(ActionView):
    """Loads `self.section` and its plan; also for a colleague who was handed the section, and sees no more."""

    names_child = True

    def load(self, **kwargs) -> None:
        """Most who come may write, and whoever may write may read: that is asked first."""
        named = {"pep__reference": kwargs["pep_ref"], "key": kwargs["key"]}
        whole = ("pep__child", "pep__school", "pep__fills_term", "pep__edition", "pep__sdq", "part")
        open_to_them = Section.objects.editable_by(self.request.user).select_related(*whole).filter(**named).first()
        self.is_editable = open_to_them is not None
        self.section = open_to_them or get_object_or_404(
            Section.objects.visible_to(self.request.user).select_related(*whole), **named
        )
        self.pep = self.section.pep

    def note_the_look(self) -> None:
        """A colleague never opens the plan's own page: who read a section is on record by itself."""
        audit.record("section.looked_at", by=self.request.user, subject=self.section, child=self.pep.child)

    def require_asked(self) -> None:
        """Raises Http404 for those who read the section and are not asked to write in it."""
        if not self.is_asked():
            raise Http404

    def is_asked(self) -> bool:
        return self.is_editable or Section.objects.asked_of(self.request.user).filter(pk=self.section.pk).exists()

    def sees_plan(self) -> bool:
        """Whoever reaches a section by a role reaches its plan; only a colleague who was handed it may not."""
        if self.section.handed_to_id != self.request.user.pk:
            return True
        return PersonalEducationPlan.objects.visible_to(self.request.user).filter(pk=self.pep.pk).exists()
