from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from accounts import access, clock
from accounts.access import Action
from accounts.views import ActionView
from funding import queries, release, tables
from funding.forms import AccountFilter
from funding.models import Account
from funding.pence import pounds

ROWS_A_PAGE = 50


class FundingPage(ActionView, TemplateView):
    action = Action.READ_LEDGER

    def page_of(self, rows):
        return Paginator(rows, ROWS_A_PAGE).get_page(self.request.GET.get("page"))

    @property
    def named(self) -> bool:
        """Whoever opens a child's page may read the name here too; a finance officer sees the reference."""
        return access.may(self.request.user, Action.READ_CHILD)


class AccountsPage(FundingPage):
    template_name = "funding/accounts.html"

    def get_context_data(self, **kwargs):
        person, today = self.request.user, clock.today()
        form = AccountFilter(
            self.request.GET or None, years=queries.financial_years(person), schools=queries.schools_paid()
        )
        accounts = queries.accounts_of(person, on=today, **form.asked())
        rows = accounts.with_totals().with_school_on(today).select_related("child")
        page = self.page_of(rows.order_by("-financial_year", "kind", "child__reference"))
        return super().get_context_data(
            page_title="Pupil premium accounts",
            form=form,
            figures=tables.figures(queries.totals(accounts)),
            page=page,
            table=tables.accounts_table(page, named=self.named),
            clear_href=reverse("funding:accounts"),
            **kwargs,
        )


class AccountPage(FundingPage):
    template_name = "funding/account.html"

    def load(self, account_ref: str, **kwargs) -> None:
        accounts = Account.objects.visible_to(self.request.user).with_totals().with_school_on(clock.today())
        self.account = get_object_or_404(accounts.select_related("child"), reference=account_ref)

    def get_context_data(self, **kwargs):
        account = self.account
        page = self.page_of(account.entries.for_list())
        totals = queries.Totals(account.in_pence, account.out_pence, account.balance_pence)
        return super().get_context_data(
            page_title=tables.whose(account, named=self.named),
            account=account,
            figures=tables.figures(totals),
            page=page,
            table=tables.entries_table(page),
            **kwargs,
        )


class ReleasePage(FundingPage):
    """Whoever reads the ledger sees what is due and what waits; the button is for those who may release."""

    template_name = "funding/release.html"

    def get_context_data(self, **kwargs):
        person, today = self.request.user, clock.today()
        due, withheld = release.due_and_withheld(today, by=person)
        shows_withheld = self.request.GET.get("show") == "withheld"
        page = self.page_of(withheld if shows_withheld else due)
        make_table = tables.withheld_table if shows_withheld else tables.due_table
        return super().get_context_data(
            page_title="Instalments to release",
            tabs=_tabs(len(due), len(withheld), shows_withheld=shows_withheld),
            shows_withheld=shows_withheld,
            due_text=pounds(sum(one.pence for one in due)),
            due_count=len(due),
            page=page,
            table=make_table(page, named=self.named),
            not_signed_off=release.not_signed_off(today, by=person),
            may_release=bool(due) and access.may(person, Action.RELEASE_INSTALMENTS),
            **kwargs,
        )


class ReleaseDue(ActionView):
    action = Action.RELEASE_INSTALMENTS
    http_method_names = ["post"]

    def refused_url(self) -> str:
        return reverse("funding:release")

    def post(self, request):
        done = release.release_due(clock.today(), by=request.user, at=clock.now())
        if done.payments:
            words = "1 instalment" if done.payments == 1 else f"{done.payments} instalments"
            messages.success(request, f"{words} released, {pounds(done.pence)} together.")
        elif not done.undone:
            messages.info(request, "Nothing was due any more: it had been released before.")
        if done.undone:
            words = "1 instalment" if done.undone == 1 else f"{done.undone} instalments"
            messages.error(request, f"{words} could not be released. See “Work that could not be done” on My work.")
        return redirect("funding:release")


def _tabs(due: int, withheld: int, *, shows_withheld: bool) -> list[dict]:
    here = reverse("funding:release")
    return [
        {"text": "Due", "href": here, "active": not shows_withheld, "count": due},
        {"text": "Waiting", "href": f"{here}?show=withheld", "active": shows_withheld, "count": withheld},
    ]
