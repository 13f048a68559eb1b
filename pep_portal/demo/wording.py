"""Words and addresses that the made-up council's files draw from."""

OFFICERS = {
    "EARLY_YEARS": "bea.lockhart@fernshire.example",
    "PRIMARY": "niall.osgood@fernshire.example",
    "SECONDARY": "tamsin.reeve@fernshire.example",
    "POST_16": "jude.castell@fernshire.example",
}
PRONOUNS = {"F": "she/her", "M": "he/him"}
NEEDS = ("SEMH",) * 6 + ("SLCN",) * 3 + ("MLD",) * 3 + ("ASD",) * 3 + ("SPLD",) * 2 + ("HI", "PD", "SLD")
HEALTH = (
    "Wears glasses for reading and the board.",
    "Asthma: blue inhaler kept in the school office.",
    "Allergic to nuts. Carries an adrenaline pen; staff are trained.",
    "Sees the child and adolescent mental health team every two weeks.",
    "Sleeps badly and may be tired in the morning.",
    "Eczema: needs cream after swimming.",
    "Hearing aid in the left ear; sits at the front on the right.",
    "No health needs that school must know of. Immunisations are up to date.",
)
ARRANGEMENTS = (
    "Saturdays, two hours, supervised",
    "Every other Sunday at the contact centre",
    "Telephone, once a week",
)
