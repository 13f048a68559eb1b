from django.db import models


class AccountKind(models.TextChoices):
    CHILD = "CHILD", "A child's account"
    POOL = "POOL", "Central pool"
    GRANT = "GRANT", "The year's grant"


class EntryKind(models.TextChoices):
    ALLOCATION = "ALLOCATION", "Allocated"
    INSTALMENT = "INSTALMENT", "Instalment to school"
    PAYMENT = "PAYMENT", "Payment"
    RETURN = "RETURN", "Returned by the school"
    REVERSAL = "REVERSAL", "Reversal"


MONEY_IN = (EntryKind.ALLOCATION, EntryKind.RETURN)
MONEY_OUT = (EntryKind.INSTALMENT, EntryKind.PAYMENT)
