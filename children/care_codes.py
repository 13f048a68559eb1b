"""The codes of the yearly return on looked-after children (SSDA903), with words for people."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Days:
    """On which a code holds: from its first day up to and not including `until`; None is open."""

    from_date: dt.date | None = None
    until: dt.date | None = None

    def meet(self, begins: dt.date, until: dt.date | None) -> bool:
        """Whether it holds on any day from `begins` up to and not including `until`."""
        if self.until is not None and begins >= self.until:
            return False
        return self.from_date is None or until is None or until > self.from_date


LEGAL_STATUSES = {
    "C1": "Interim care order",
    "C2": "Full care order",
    "D1": "Freeing order",
    "E1": "Placement order",
    "V2": "Accommodated by agreement (section 20)",
    "V3": "Short breaks, each recorded",
    "V4": "Short breaks, by agreement",
    "L1": "Police protection",
    "L2": "Emergency protection order",
    "L3": "Child assessment order",
    "J1": "On remand",
    "J2": "Detained under PACE, accommodated",
    "J3": "Youth rehabilitation order with residence",
}
SHORT_BREAKS = frozenset({"V3", "V4"})

PLACEMENTS = {
    "A3": "Placed for adoption with the current foster carer (consent)",
    "A4": "Placed for adoption (consent)",
    "A5": "Placed for adoption with the current foster carer (placement order)",
    "A6": "Placed for adoption (placement order)",
    "H5": "Semi-independent living (until October 2023)",
    "K1": "Secure children's home",
    "K2": "Children's home",
    "K3": "Supported accommodation",
    "P1": "With parents",
    "P2": "Independent living (until October 2023)",
    "P3": "Living at the place of work",
    "R1": "Residential care home",
    "R2": "Hospital or nursing care",
    "R3": "Family centre or mother and baby unit",
    "R5": "Young offender institution or prison",
    "S1": "Residential school",
    "T0": "Temporary move",
    "T1": "Temporary stay in hospital",
    "T2": "Temporary absence on holiday",
    "T3": "Temporary stay while the foster carer is on holiday",
    "T4": "Temporary stay of seven days or less",
    "U1": "Fostered by a relative or friend, long term",
    "U2": "Fostered by a relative or friend who may adopt",
    "U3": "Fostered by a relative or friend",
    "U4": "Foster care, long term",
    "U5": "Foster care with a carer who may adopt",
    "U6": "Foster care",
    "Z1": "Other placement (until March 2025)",
    "Z11": "Other placement",
    "Z12": "Other placement",
    "Z13": "Other placement",
    "Z14": "Other placement",
}

SUPPORTED_ACCOMMODATION = dt.date(2023, 10, 28)  # its regulation began: K3 in place of H5 and P2
OTHER_PLACEMENTS_SPLIT = dt.date(2025, 4, 1)
PLACEMENT_DAYS = {
    "H5": Days(until=SUPPORTED_ACCOMMODATION),
    "P2": Days(until=SUPPORTED_ACCOMMODATION),
    "K3": Days(from_date=SUPPORTED_ACCOMMODATION),
    "Z1": Days(until=OTHER_PLACEMENTS_SPLIT),
    **dict.fromkeys(("Z11", "Z12", "Z13", "Z14"), Days(from_date=OTHER_PLACEMENTS_SPLIT)),
}
"""Codes that do not hold at all times. A placement may have any code that holds on one of its days."""

CATEGORIES_OF_NEED = {
    "N1": "Abuse or neglect",
    "N2": "Child's disability",
    "N3": "Parental illness or disability",
    "N4": "Family in acute stress",
    "N5": "Family dysfunction",
    "N6": "Socially unacceptable behaviour",
    "N7": "Low income",
    "N8": "Absent parenting",
}
PROVIDERS = {
    "PR0": "Parents",
    "PR1": "The council's own",
    "PR2": "Another council",
    "PR3": "Another public body",
    "PR4": "Private",
    "PR5": "Charity or voluntary",
}

CHANGE_REASONS = {
    "CARPL": "Part of the care plan",
    "CLOSE": "The placement closed",
    "ALLEG": "An allegation",
    "STAND": "Standard of care",
    "APPRR": "Approval withdrawn",
    "CREQB": "Asked for by the carer, because of behaviour",
    "CREQO": "Asked for by the carer, for another reason",
    "CHILD": "Asked for by the child",
    "LAREQ": "Asked for by the council or another council",
    "PLACE": "Only the kind of placement changed",
    "CUSTOD": "Custody",
    "OTHER": "Other",
}

STAYS_IN_CARE = "X1"
CARE_ENDED = {
    "E11": "Adopted",
    "E12": "Adopted",
    "E2": "Died",
    "E3": "Another council took over the care",
    "E4": "Returned home",
    "E4A": "Returned home as planned",
    "E4B": "Returned home, not planned",
    "E13": "Went to live with relatives or friends",
    "E41": "Child arrangements order",
    "E43": "Special guardianship order",
    "E44": "Special guardianship order",
    "E45": "Special guardianship order",
    "E46": "Special guardianship order",
    "E47": "Special guardianship order",
    "E48": "Special guardianship order",
    "E5": "Moved to independent living, with support",
    "E6": "Moved to independent living",
    "E7": "Moved to adult social care",
    "E8": "Another reason",
    "E9": "Sentenced to custody",
    "E14": "Remand ended",
    "E15": "Found to be 18 or older",
    "E16": "Moved abroad",
    "E17": "Turned 18 and stayed with the carers",
}

EPISODE_REASONS = {
    "S": "Started to be looked after",
    "L": "Change of legal status",
    "P": "Change of placement and carer",
    "T": "Change of placement, same carer",
    "B": "Change of legal status, placement and carer",
    "U": "Change of legal status and placement, same carer",
}

SEXES = {"M": "Male", "F": "Female", "U": "Not known"}

ETHNICITIES = {
    "WBRI": "White British",
    "WIRI": "White Irish",
    "WOTH": "Any other White background",
    "WIRT": "Traveller of Irish heritage",
    "WROM": "Gypsy or Roma",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other mixed background",
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background",
    "BCRB": "Black Caribbean",
    "BAFR": "Black African",
    "BOTH": "Any other Black background",
    "CHNE": "Chinese",
    "OOTH": "Any other ethnic group",
    "REFU": "Preferred not to say",
    "NOBT": "Not yet known",
}

REVIEW_PARTICIPATION = {
    "PN0": "Under 4",
    "PN1": "Came and spoke",
    "PN2": "Came, an advocate spoke",
    "PN3": "Came and showed views without words",
    "PN4": "Came and gave no views",
    "PN5": "Did not come, an advocate spoke",
    "PN6": "Did not come, sent views",
    "PN7": "Did not come and sent no views",
}

# The codes of the common basic data set for a pupil's main need.
SEN_NEEDS = {
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SEMH": "Social, emotional and mental health",
    "SLCN": "Speech, language and communication",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "ASD": "Autistic spectrum",
    "DS": "Down syndrome",
    "OTH": "Another need",
    "NSA": "Not yet assessed",
}
