"""Made-up people: given and family names drawn apart, so that no pair means anybody."""

import random
from collections.abc import Iterator


def _names(text: str) -> list[str]:
    return text.split()


BRITISH = _names(
    "Alfie Amelia Archie Ava Bailey Beth Blake Brooke Caitlin Callum Charlie Chloe Connor Courtney Daisy "
    "Darcey Declan Dexter Edie Ellis Elsie Erin Ethan Evie Finley Florence Frankie Freya George Grace "
    "Harley Harriet Harry Harvey Hollie Imogen Isla Jack Jacob Jamie Jasmine Jayden Jenson Jessica Jude "
    "Kayden Keira Kian Lacey Leah Leo Lewis Lexi Libby Logan Lola Louie Lucas Lucy Maisie Mason Max Megan "
    "Mia Millie Molly Nancy Nathan Noah Oliver Olivia Oscar Phoebe Poppy Ralph Reece Riley Robyn Ronnie "
    "Rosie Ruby Ryan Sam Scarlett Seth Sienna Skye Sonny Stanley Summer Teddy Theo Thomas Tilly Toby "
    "Tyler Violet Willow Zach"
)
GIRLS = set(
    _names(
        "Amelia Ava Beth Brooke Caitlin Chloe Courtney Daisy Darcey Edie Elsie Erin Evie Florence Freya Grace "
        "Harriet Hollie Imogen Isla Jasmine Jessica Keira Lacey Leah Lexi Libby Lola Lucy Maisie Megan Mia "
        "Millie Molly Nancy Olivia Phoebe Poppy Robyn Rosie Ruby Scarlett Sienna Skye Summer Tilly Violet "
        "Willow"
    )
)
BRITISH_FAMILIES = _names(
    "Abbott Alder Ashworth Attwell Barrow Beckford Birch Blakeley Bramley Briar Brindle Carrow Chadwell "
    "Clegg Coker Copeland Cradock Dalby Deakin Dellow Denholm Drayton Eastwell Eccles Farrow Fenwick "
    "Flint Foxley Gadsby Garside Gilby Greaves Hadley Halden Harker Haslam Heaton Holroyd Hulme Ingham "
    "Jessop Kaye Kendrick Kirkby Langley Leigh Lister Lockyer Lumley Mallory Marston Mellor Milner "
    "Mossley Naylor Newbold Oakes Ogden Orme Parr Peake Pemberton Penrose Platt Quick Radley Ramsden "
    "Rushton Sadler Salter Seddon Shaw Sharrow Skelton Slater Stobart Swale Tandy Thornby Tranter "
    "Tuckwell Unwin Varley Wadley Wainfleet Walden Warburton Wardle Weir Whitlow Winstanley Yardley"
)
# Group: girls' names, boys' names, family names.
ELSEWHERE = {
    "IRISH": ("Aoife Bridget Ciara Kathleen Margaret Mary Nora", "Patrick Johnny Michael Miley Martin Eamon Declan",
              "Cash Connors Coyle Delaney Doran Mongan Quilligan Stokes Sweeney Tully"),
    "INDIAN": ("Anaya Diya Kavya Meera", "Arjun Dev Kiran Rohan", "Bhatt Chauhan Joshi Nair Rana Sethi"),
    "PAKISTANI": ("Aisha Hira Maryam Zara", "Bilal Hamza Idris Zain", "Akhtar Butt Mirza Qureshi Raja Siddiqui"),
    "BANGLADESHI": ("Nadia Rumi Tahmina", "Imran Rafi Tanvir", "Alam Chowdhury Miah Uddin"),
    "ASIAN": ("Laleh Parwana Zohra", "Farhad Jawad Karim Wali Zabi", "Ahmadi Barakzai Noorzai Popal Sultani"),
    "AFRICAN": ("Abeba Amina Chidi Selam", "Filmon Kofi Samuel Tesfay", "Adeyemi Bekele Mensah Okafor Tekle"),
    "CARIBBEAN": ("Alesha Kezia Shanice", "Jerome Malachi Tyrell", "Bailey Clarke Gayle Reid"),
    "OTHER": ("Dilan Hevin Layla Sara", "Azad Yousef Omar Rebin", "Amin Hamadi Rasul Sabir Zandi"),
    "EUROPEAN": ("Anya Ioana Kasia", "Andrei Filip Mateusz", "Ciobanu Kowal Nowicki Petrescu"),
}  # fmt: skip
GROUP_OF = {
    "WIRI": "IRISH", "WIRT": "IRISH", "AIND": "INDIAN", "APKN": "PAKISTANI", "ABAN": "BANGLADESHI", "AOTH": "ASIAN",
    "BAFR": "AFRICAN", "BCRB": "CARIBBEAN", "BOTH": "AFRICAN", "OOTH": "OTHER", "WOTH": "EUROPEAN", "WROM": "EUROPEAN",
    "MWBC": "CARIBBEAN", "MWBA": "AFRICAN", "MWAS": "PAKISTANI",
}  # fmt: skip
LANGUAGE_OF = {
    "INDIAN": "Punjabi", "PAKISTANI": "Urdu", "BANGLADESHI": "Bengali", "ASIAN": "Pashto", "AFRICAN": "Tigrinya",
    "OTHER": "Kurdish", "EUROPEAN": "Romanian",
}  # fmt: skip
SHORTENED = {
    "Amelia": "Millie", "Archie": "Arch", "Callum": "Cal", "Charlie": "Chaz", "Courtney": "Court", "Dexter": "Dex",
    "Florence": "Flo", "Frankie": "Fran", "Harriet": "Hattie", "Isla": "Izzy", "Jasmine": "Jaz", "Jessica": "Jess",
    "Kathleen": "Kath", "Lewis": "Lew", "Margaret": "Maggie", "Megan": "Meg", "Nathan": "Nate", "Oliver": "Ollie",
    "Olivia": "Liv", "Patrick": "Paddy", "Phoebe": "Bee", "Samuel": "Sam", "Scarlett": "Scar", "Stanley": "Stan",
    "Thomas": "Tom", "Tyler": "Ty", "Zach": "Zee",
}  # fmt: skip
ADULTS = _names(
    "Abena Adrian Aileen Alison Anil Anita Barbara Bernard Carmen Carol Cedric Chris Claire Colin Dana "
    "Deborah Derek Diane Donna Duncan Eileen Elaine Farida Femi Fiona Gareth Geraldine Gordon Grant Hazel "
    "Helen Hilary Howard Imran Irene Ivor Janet Janine Jo Joyce Judith Julian Karen Keith Kim Laura Leroy "
    "Linda Lorna Lynne Malcolm Marcus Marion Maureen Mohan Moira Nadine Naomi Neil Nigel Olu Pamela Pat "
    "Pauline Peter Priya Rachel Rajan Rowan Russell Sandra Shauna Sheila Simon Stella Steph Sunita Tariq "
    "Teresa Trevor Ursula Vernon Vicky Wayne Wendy Winston Yasmin"
)


class Cast:
    """Draws names so that no two children and no two adults share one."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self._adults = self._pairs()
        self._taken: set[tuple[str, str]] = set()

    def _pairs(self) -> Iterator[tuple[str, str]]:
        families = [*BRITISH_FAMILIES, *(name for group in ELSEWHERE.values() for name in group[2].split())]
        pairs = [(given, family) for given in ADULTS for family in families]
        self.chance.shuffle(pairs)
        seen_given: dict[str, int] = {}
        for given, family in pairs:
            if seen_given.setdefault(given, 0) < 9:
                seen_given[given] += 1
                yield given, family

    def adult(self) -> tuple[str, str]:
        return next(self._adults)

    def child(self, ethnicity: str, sex: str) -> tuple[str, str]:
        while True:
            pair = self._draw(ethnicity, sex)
            if pair not in self._taken:
                self._taken.add(pair)
                return pair

    def _draw(self, ethnicity: str, sex: str) -> tuple[str, str]:
        group = GROUP_OF.get(ethnicity)
        if group is None or (ethnicity.startswith("M") and self.chance.random() < 0.5):
            fitting = [name for name in BRITISH if (name in GIRLS) == (sex == "F")]
            return self.chance.choice(fitting), self.chance.choice(BRITISH_FAMILIES)
        girls, boys, families = ELSEWHERE[group]
        return self.chance.choice((girls if sex == "F" else boys).split()), self.chance.choice(families.split())
