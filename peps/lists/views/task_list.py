from django.template.response import TemplateResponse

from accounts import access, audit, clock
from accounts.access import Action
from peps.audiences.audiences import audiences_of
from peps.deadlines.due_date_updates import why_due
from peps.enums import PepStatus
from peps.life.workflow import moves_open_to
from peps.lists.task_list import next_step, parts_of
from peps.views.scoped import PepScoped
from peps.voice.disclosure import sent_pages


class TaskList(PepScoped):
    """One page for each plan: who does what, what is missing, and the one next step."""

    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        audit.record("pep.looked_at", by=request.user, subject=self.pep)
        today = clock.today()
        parts = parts_of(self.pep, request.user, today)
        reads_all = audiences_of(request.user, self.pep).reads_all
        writes_in_it = access.may(request.user, Action.HAND_OVER_PAGE) and reads_all
        context = {
            "pep": self.pep,
            "parts": parts,
            "next_step": next_step(self.pep, parts, request.user),
            "why_due": why_due(self.pep) if self.pep.is_under_way else [],
            "may_extend": access.may(request.user, Action.GRANT_EXTENSION) and self.pep.is_under_way,
            "days_left": (self.pep.due_date - today).days,
            "moves": moves_open_to(request.user, self.pep),
            "may_restore": self.pep.status == PepStatus.CLOSED and access.may(request.user, Action.CLOSE_PEP),
            "events": self.pep.events.all()[:30],
            "late_reason": self.pep.lateness_reasons.first(),
            "is_late": self.pep.is_under_way and self.pep.due_date < today,
            "may_say_why_late": access.may(request.user, Action.RECORD_LATE_REASON),
            "may_copy": access.may(request.user, Action.MAKE_COPIES),
            "writes_in_it": writes_in_it,
            "sent_pages": sent_pages(self.pep) if writes_in_it else [],
            "may_read_sent": access.may(request.user, Action.READ_PRIVATE_WORDS),
            "may_audit": access.may(request.user, Action.AUDIT_PEP),
            "targets_are_read": any(row.key == "targets" for part in parts for row in part.rows),
            "may_answer_points": access.may(request.user, Action.ANSWER_POINT),
            "meeting": self.pep.meetings.filter(cancelled_at=None).first(),
        }
        return TemplateResponse(request, "peps/lists/task_list.html", context)
