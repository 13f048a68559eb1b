from django.db import models
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts import access
from accounts.access import Action
from accounts.dated import holds
from accounts.models.records import AppendOnly
from accounts.reached import within
from accounts.references import new_reference
from accounts.settings_without_urn import name_with_country
from children.enums import EnrolmentKind
from children.models import Enrolment
from funding.enums import MONEY_IN, MONEY_OUT, AccountKind, EntryKind


class AccountQuerySet(models.QuerySet):
    def visible_to(self, person):
        """For whoever reads the ledger; a restricted child's account for the people named on the child only."""
        if not access.may(person, Action.READ_LEDGER):
            return self.none()
        return within(self, Q(child=None) | access.not_restricted(person, prefix="child__"))

    def with_totals(self):
        """Annotates `in_pence`, `out_pence` (to schools, as a positive number) and `balance_pence`, net of reversals."""
        went_in = Q(entries__kind__in=MONEY_IN) | Q(entries__reverses__kind__in=MONEY_IN)
        went_out = Q(entries__kind__in=MONEY_OUT) | Q(entries__reverses__kind__in=MONEY_OUT)
        return self.annotate(
            in_pence=Coalesce(Sum("entries__pence", filter=went_in), 0),
            out_pence=-Coalesce(Sum("entries__pence", filter=went_out), 0, output_field=IntegerField()),
            balance_pence=Coalesce(Sum("entries__pence"), 0),
        )

    def with_school_on(self, day):
        """Annotates `school_id_now` and `school_name`: where the child is on roll that day."""
        roll = Enrolment.objects.filter(holds(day), child=OuterRef("child"), kind=EnrolmentKind.MAIN).order_by("pk")
        return self.annotate(
            school_id_now=Subquery(roll.values("school")[:1]),
            school_name=Subquery(roll.values(said=name_with_country("school__"))[:1]),
        )


class Account(models.Model):
    """The money of one child, of the central pool or of the grant, in one financial year."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=5, choices=AccountKind)
    child = models.ForeignKey("children.Child", null=True, on_delete=models.PROTECT, related_name="accounts")
    financial_year = models.CharField(max_length=7)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["-financial_year", "kind", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "financial_year"],
                condition=Q(kind=AccountKind.CHILD),
                name="one_account_a_child_and_year",
            ),
            models.UniqueConstraint(
                fields=["kind", "financial_year"],
                condition=~Q(kind=AccountKind.CHILD),
                name="one_pool_and_one_grant_a_year",
            ),
            models.CheckConstraint(
                name="account_of_a_child_names_it",
                condition=Q(kind=AccountKind.CHILD, child__isnull=False) | (~Q(kind=AccountKind.CHILD) & Q(child=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class LedgerEntryQuerySet(models.QuerySet):
    def standing(self):
        """Entries that were not reversed, and are no reversal themselves."""
        reversed_by = LedgerEntry.objects.filter(reverses=OuterRef("pk"))
        return self.exclude(kind=EntryKind.REVERSAL).filter(~Exists(reversed_by))

    def for_list(self):
        return self.select_related("instalment", "school", "reverses", "pep__fills_term").order_by("-number")


class LedgerEntry(AppendOnly):
    """One movement of money on one account. Corrected by a reversing entry, never edited. Written by funding.ledger."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    pence = models.IntegerField(help_text="Into the account above zero, out of it below")
    balance_after_pence = models.IntegerField()
    is_overridden = models.BooleanField("allowed below zero by the head", default=False)
    pep = models.ForeignKey(
        "peps.PersonalEducationPlan", null=True, on_delete=models.PROTECT, related_name="ledger_entries"
    )
    school = models.ForeignKey("accounts.School", null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    instalment = models.ForeignKey("funding.Instalment", null=True, on_delete=models.PROTECT, related_name="entries")
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="Above 1 when an instalment is paid after a reversal"
    )
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    note = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=140)
    at = models.DateTimeField()

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering = ["account", "number"]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="one_entry_of_a_number_an_account"),
            models.UniqueConstraint(
                fields=["account", "instalment", "kind", "attempt"],
                condition=Q(instalment__isnull=False) & ~Q(kind=EntryKind.REVERSAL),
                name="no_instalment_twice",
            ),
            models.CheckConstraint(
                name="no_account_below_zero_unless_overridden",
                condition=Q(balance_after_pence__gte=0) | Q(is_overridden=True),
            ),
            models.CheckConstraint(
                name="first_entry_starts_from_nothing",
                condition=Q(number__gt=1) | Q(number=1, balance_after_pence=F("pence")),
            ),
            models.CheckConstraint(
                name="money_goes_the_way_its_kind_says",
                condition=Q(kind__in=MONEY_IN, pence__gt=0, reverses=None)
                | Q(kind__in=MONEY_OUT, pence__lt=0, reverses=None)
                | Q(kind=EntryKind.REVERSAL, reverses__isnull=False),
            ),
            models.CheckConstraint(name="overridden_with_a_reason", condition=Q(is_overridden=False) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, entry {self.number}"
