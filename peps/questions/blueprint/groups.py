"""Under which heading a section stands on the page of a plan. Editions of before know no headings, so keys lead here."""

GROUPS: dict[str, tuple[str, ...]] = {
    "The child and their home": ("about_me", "change", "care", "people", "permissions"),
    "Story, health and plans": ("story", "health", "care_plan"),
    "In their own words": ("views",),
    "School and learning": ("school", "attendance", "learning", "strengths"),
    "Support": ("sen", "provision", "wellbeing"),
    "Targets and money": ("target_reviews", "targets", "premium"),
    "What comes next, and the meeting": ("transition", "carer_views", "local", "meeting"),
}
_BY_KEY = {key: group for group, keys in GROUPS.items() for key in keys}
OTHER = "Other sections"


def group_of(section_key: str) -> str:
    return _BY_KEY.get(section_key, OTHER)
