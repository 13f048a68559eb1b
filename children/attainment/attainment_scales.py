"""The scales in which results are written, as data: what each value means, and where what is expected begins.

Sources: the statutory framework for the early years (2014, and that of September 2021), the phonics screening check,
the teacher assessment frameworks and scaled scores of key stages 1 and 2, and GCSE grades 9 to 1.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from children.enums import AgainstExpectation

ABOVE, AT, BELOW = AgainstExpectation.ABOVE, AgainstExpectation.AT, AgainstExpectation.BELOW
NOTHING = ""

STAGES = {
    "EYFS": "Early years foundation stage",
    "PHONICS": "Phonics screening check",
    "KS1": "Key stage 1",
    "MTC": "Multiplication tables check",
    "KS2": "Key stage 2",
    "KS3": "Key stage 3",
    "KS4": "Key stage 4 (GCSE and equal)",
    "POST16": "After 16",
    "OWN": "The school's own scale",
}
OTHER_NAMES_OF_STAGES = {"EYFSP": "EYFS", "GCSE": "KS4", "KS5": "POST16", "A LEVEL": "POST16"}

SUBJECTS = (
    "Reading", "Writing", "Mathematics", "English", "English language", "English literature", "Science", "Phonics",
    "Grammar, punctuation and spelling", "Combined science", "Biology", "Chemistry", "Physics", "Computing",
    "History", "Geography", "Religious studies", "French", "Spanish", "German", "Art and design", "Music", "Drama",
    "Design and technology", "Food technology", "Physical education", "Multiplication tables", "Business", "Citizenship", "Photography",
)  # fmt: skip
OTHER_NAMES_OF_SUBJECTS = {
    "maths": "Mathematics", "math": "Mathematics", "spag": "Grammar, punctuation and spelling",
    "gps": "Grammar, punctuation and spelling", "pe": "Physical education", "re": "Religious studies",
    "rs": "Religious studies", "dt": "Design and technology", "d&t": "Design and technology", "art": "Art and design",
    "phonics screening": "Phonics", "it": "Computing", "ict": "Computing",
}  # fmt: skip

SCALES_OF_SUBJECTS = {"Phonics": "PHONICS", "Multiplication tables": "MTC"}
"""Subjects with a scale of their own, at whatever stage they are written down."""

NO_RESULT = {"A": "Absent", "D": "Not entered"}
NO_RESULT_AT_KS2 = {
    "B": "Working below the level of the test", "F": "To be taken in a later year", "H": "Annulled: the pupil",
    "J": "Just arrived, with a language barrier", "L": "Left the school", "M": "The paper is missing",
    "Q": "Annulled: the administration", "S": "Suppressed", "T": "At the level of the test, but could not take it",
}  # fmt: skip
"""What the published results of key stage 2 have in place of a score. None says how the pupil stands."""


@dataclass(frozen=True)
class Mark:
    """What one value of a scale means, and how it stands against what is expected; nothing where nobody says so."""

    label: str
    against: str = NOTHING


NEW_EARLY_YEARS = dt.date(2021, 9, 1)
OLD_GOALS: Mapping[str, str] = {"1": "Emerging", "2": "Expected", "3": "Exceeding"}
EARLY_YEARS_AGAINST = {"1": BELOW, "2": AT, "3": ABOVE}
WORDS_OF_EARLY_YEARS = {"EMERGING": "1", "EXPECTED": "2", "EXCEEDING": "3"}

PRIME_AND_COUNTED_AREAS_BEFORE_2021: Mapping[str, tuple[str, ...]] = {
    "Communication and language": ("Listening and attention", "Understanding", "Speaking"),
    "Physical development": ("Moving and handling", "Health and self-care"),
    "Personal, social and emotional development": (
        "Self-confidence and self-awareness", "Managing feelings and behaviour", "Making relationships",
    ),
    "Literacy": ("Reading", "Writing"),
    "Mathematics": ("Numbers", "Shape, space and measures"),
}  # fmt: skip
OTHER_GOALS_BEFORE_2021 = (
    "People and communities", "The world", "Technology", "Exploring and using media and materials", "Being imaginative",
)  # fmt: skip
PRIME_AND_COUNTED_AREAS: Mapping[str, tuple[str, ...]] = {
    "Communication and language": ("Listening, attention and understanding", "Speaking"),
    "Personal, social and emotional development": ("Self-regulation", "Managing self", "Building relationships"),
    "Physical development": ("Gross motor skills", "Fine motor skills"),
    "Literacy": ("Comprehension", "Word reading", "Writing"),
    "Mathematics": ("Number", "Numerical patterns"),
}
OTHER_GOALS = (
    "Past and present", "People, culture and communities", "The natural world", "Creating with materials",
    "Being imaginative and expressive",
)  # fmt: skip

AREAS_OF_OTHER_GOALS: Mapping[str, str] = {
    **dict.fromkeys(
        ("Past and present", "People, culture and communities", "The natural world", "People and communities",
         "The world", "Technology"),
        "Understanding the world",
    ),
    **dict.fromkeys(
        ("Creating with materials", "Being imaginative and expressive", "Exploring and using media and materials",
         "Being imaginative"),
        "Expressive arts and design",
    ),
}  # fmt: skip
"""The two areas of learning on which a good level of development does not rest."""

PHONICS_MOST = 40
PHONICS_THRESHOLDS = {dt.date(2012, 6, 1): 32}
"""Marks needed, from the day on which they were set: each June, and 32 every time so far. Add a line when it moves."""
TABLES_MOST = 25

TEACHER_ASSESSMENT = {
    "EM": Mark("Below the standards, by the engagement model", BELOW),
    "BLW": Mark("Below the standards", BELOW),
    "PKF": Mark("Foundations for the expected standard", BELOW),
    "PKE": Mark("Early development of the expected standard", BELOW),
    "PKG": Mark("Growing development of the expected standard", BELOW),
    **{f"PK{number}": Mark(f"Pre-key-stage standard {number}", BELOW) for number in range(1, 7)},
    "WTS": Mark("Working towards the expected standard", BELOW),
    "HNM": Mark("Has not met the standard", BELOW),
    "NS": Mark("Expected standard not achieved", BELOW),
    "AS": Mark("Expected standard achieved", AT),
    "EXS": Mark("At the expected standard", AT),
    "GDS": Mark("At greater depth", ABOVE),
}
SCALED_LEAST, SCALED_EXPECTED, SCALED_HIGHER, SCALED_MOST = 80, 100, 110, 120

STANDARD_PASS, STRONG_PASS = 4, 5
GCSE_OTHER = {
    "U": Mark("Ungraded", BELOW),
    "X": Mark("No result"),
    **{
        f"{grade}{grade2}": Mark(f"Double award, grades {grade} and {grade2}", AT if grade2 >= STANDARD_PASS else BELOW)
        for grade in range(1, 10)
        for grade2 in (grade, grade - 1)
        if grade2
    },
}
VOCATIONAL = {
    "P": "Pass", "M": "Merit", "D": "Distinction", "D*": "Distinction with a star", "FAIL": "Not passed",
    "L1P": "Level 1 pass", "L1M": "Level 1 merit", "L1D": "Level 1 distinction", "L1D*": "Level 1 distinction, starred",
    "L2P": "Level 2 pass", "L2M": "Level 2 merit", "L2D": "Level 2 distinction", "L2D*": "Level 2 distinction, starred",
}  # fmt: skip
A_LEVEL = ("A*", "A", "B", "C", "D", "E", "U")
