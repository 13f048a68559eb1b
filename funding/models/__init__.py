from funding.models.ledger import Account, LedgerEntry
from funding.models.regime import Instalment, Regime

__all__ = ["Account", "Instalment", "LedgerEntry", "Regime"]
