import datetime as dt

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.views import ActionView
from children.enums import MoveState
from children.models import Child, PlannedMove
from children.moves import moves
from children.moves.forms.moves import ApproveMoveForm, ConsultedForm, NoQuestions, ProposeMoveForm, WithdrawMoveForm
from children.views.child_scoped import AsksInChildren, ChildForm


class ProposeMove(ChildForm):
    """One move at a time: where one is planned already, its page says so."""

    action = Action.PLAN_MOVE
    form_class = ProposeMoveForm
    submit_text = "Propose the move"
    said = "The move is proposed. Say next who was asked about it."

    def page_title(self) -> str:
        return "Plan a move of school"

    def intro(self) -> str:
        return "A proposal, so that everybody is asked before it happens. It changes nothing in the record yet."

    def act(self, given: dict) -> None:
        self.move = moves.propose(move=PlannedMove(child=self.child, **given), by=self.request.user)

    def done_url(self) -> str:
        move = getattr(self, "move", None)
        return reverse("children:move", args=[move.pk]) if move else super().done_url()


class MoveScoped(ActionView):
    action = Action.PLAN_MOVE

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user)
        found = PlannedMove.objects.filter(child__in=children).select_related("child", "to_school")
        self.move = get_object_or_404(found, pk=kwargs["pk"])


class Move(MoveScoped):
    """One planned move: who was asked, what is missing, and what can be done with it."""

    def get(self, request, *args, **kwargs):
        move = self.move
        missing = moves.missing_before_agreed(move) if move.state == MoveState.PROPOSED else []
        context = {
            "page_title": move.get_kind_display(),
            "move": move,
            "asked": [{"name": name} | _told(move.consulted.get(party, {})) for party, name in moves.PARTIES.items()],
            "missing": missing,
            "may_agree": move.state == MoveState.PROPOSED and not missing,
            "is_open": move.state in moves.OPEN,
            "needs_approval": moves.needs_approval(move),
            "may_approve": access.may(request.user, Action.APPROVE_MOVE),
        }
        return TemplateResponse(request, "children/moves/move.html", context)


class MoveForm(AsksInChildren, MoveScoped):
    def caption(self) -> str:
        return f"{self.move.child.name}: {self.move.get_kind_display().lower()}"

    def done_url(self) -> str:
        return reverse("children:move", args=[self.move.pk])


class Consult(MoveForm):
    said = "Noted."

    def form(self, data=None):
        self.asked = ConsultedForm(data, move=self.move)
        return self.asked

    def page_title(self) -> str:
        return "Who was asked"

    def intro(self) -> str:
        return (
            "The child and the virtual school must be asked before a move is agreed. Leave empty who was not asked yet."
        )

    def act(self, given: dict) -> None:
        moves.note_consulted(move=self.move, said=self.asked.said(), by=self.request.user)


class Approve(MoveForm):
    action = Action.APPROVE_MOVE
    form_class = ApproveMoveForm
    said = "The approval is noted."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not moves.needs_approval(self.move):
            raise Http404

    def page_title(self) -> str:
        return "Approval by the nominated officer"

    def act(self, given: dict) -> None:
        moves.approve(move=self.move, officer=given["officer"], on=given["approved_date"], by=self.request.user)


class Agree(MoveForm):
    submit_text = "Agree to the move"
    said = "The move is agreed."

    def form(self, data=None):
        return NoQuestions(data)

    def page_title(self) -> str:
        return "Agree to this move?"

    def intro(self) -> str:
        return (
            "Everybody who must be asked was asked. When the child is on roll at the new school, it counts as happened."
        )

    def act(self, given: dict) -> None:
        moves.agree(move=self.move, by=self.request.user)


class Withdraw(MoveForm):
    form_class = WithdrawMoveForm
    submit_text = "Withdraw it"
    said = "The proposal is withdrawn. It stays readable."

    def page_title(self) -> str:
        return "Withdraw this proposal"

    def act(self, given: dict) -> None:
        moves.withdraw(move=self.move, reason=given["reason"], by=self.request.user)


def _told(consulted: dict) -> dict:
    """With the day as people write it."""
    if not consulted:
        return {}
    return consulted | {"date": f"{dt.date.fromisoformat(consulted['date']):%-d %B %Y}"}
