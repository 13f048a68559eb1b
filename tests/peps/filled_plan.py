"""A plan in which people have written what people write: for papers, copies and their readers."""

import datetime as dt

from accounts.models import User
from children.enums import AllocationKind, Phase
from peps.enums import ChildCame, CostSource, Intervention, Kind, TargetArea, TargetOutcome
from peps.models import CostLine, Meeting, PersonalEducationPlan, SdqReturn, Target
from peps.questions.plan_form import blueprint_of
from tests.factories import (
    AllocationFactory,
    AuthorityFactory,
    ChildFactory,
    ContactFactory,
    EnrolmentFactory,
    PepFactory,
    PlacementFactory,
    PostFactory,
    SchoolFactory,
    open_plan,
)
from tests.factories.peps import moment

BORN = {
    Phase.EARLY_YEARS: dt.date(2022, 6, 3),
    Phase.PRIMARY: dt.date(2017, 3, 14),
    Phase.SECONDARY: dt.date(2011, 2, 9),
    Phase.POST_16: dt.date(2009, 11, 20),
}
SIGNED_AT = moment(dt.date(2026, 12, 9), hour=15)
WORDS = {
    "upn": "Not given yet",
    "know_about_me": "I like it when people tell me what happens next. I am quick at drawing and slow at mornings.",
    "preferred_name": "Maya",
    "ethnicity": "White British",
    "legal_status": "Care order",
    "team_manager": "Noor Haddad",
    "iro": "Elin Marsh",
    "other_people": "Her grandmother; Mr Lund, the learning mentor.",
    "no_contact": "MARK-SCHOOL: a man whom school knows by name.",
    "earlier_schools": "Willow Bank Primary, September 2021 to July 2025",
    "without_place_when": "Six weeks in spring 2025, between two schools.",
    "other_plans": "The health plan, with the looked-after children's nurse.",
    "what_changes": "A move to long-term carers is planned for February.",
    "keep_learning_steady": "She stays at this school. A taxi is booked, with the same driver.",
    "would_change": "A quiet place at lunch.",
    "elsewhere": "Forest school on Wednesday mornings; Ms Okafor visits once a term.",
    "absence_help": "The earlier bus, so that she comes before the noise.",
    "sent_home_details": "None of this year counts: one day in September, talked through with her and Jo.",
    "proud_of": "My drawing on the calendar.",
    "go_to": "Ms Okafor or Mr Lund.",
    "friendships": "Two close friends in the team. Break times are easier than in summer.",
    "what_helps": "A walk, a drawing pad, being told what comes next.",
    "sdq_talk": "Feelings are high, most of all on Mondays. The play therapist and school speak every second week; it helps.",
    "wish_for_targets": "Writing stories without getting stuck.",
    "premium_wish": "A drawing course with others.",
    "future_talk": "A vet came to assembly; she asked the most questions.",
    "home_worries": "That writing will be harder in Year 6.",
    "parents_say": "Her mother is proud of the calendar.",
    "not_agreed": "Whether a mobile telephone helps. It is talked about again in March.",
    "carer_role": "Reads with her at bedtime, keeps the kitchen table free for homework, drives to football.",
    "call_first": "Jo Carer, 01632 960 451 (until 6 pm)",
    "letters": "Jo Carer, with a copy to the social worker",
    "school_should_know": "She has moved three times in two years. Changes of teacher or of room are hard without warning.",
    "reason_for_care": "MARK-WRITERS: for those who write in the plan alone.",
    "family_time": "Sees her grandmother every second Friday after school.",
    "health": "Asthma: the blue inhaler is in the office. Wears glasses for the board.",
    "support_now": "A play therapist on Tuesdays, for sleep and worry.",
    "carer_sdq": "15",
    "since_last_plan": "A new bedroom, a new bus, and a brother whom she sees more often.",
    "going_well": "Art, Miss Okafor, and that I am in the football team now.",
    "hard": "When it is loud. Writing long things.",
    "would_help": "To know on Monday what the week will be.",
    "tell_meeting": "I want to stay at this school.",
    "views_asked_by": "Ms Okafor, who has known her since Year 3",
    "behaviour": "Calm in small groups. The start of the day is hard: ten quiet minutes with her key adult work well.",
    "strengths": "Notices everything. Draws, makes others laugh, gentle with the little ones.",
    "achievements": "Goalkeeper of the Year 5 team. Her drawing stands on the front of the school's calendar.",
    "interests": "Football twice a week, drawing, baking. Would like to try climbing.",
    "barriers": "Noise, and tasks without a beginning. What works: the first sentence together, then alone.",
    "provision_works": "A teaching assistant for spelling, three times twenty minutes a week.",
    "how_they_are": "More settled than in spring. Still tired on Mondays after family time.",
    "progress": "Two reading bands since Easter. Writing moves more slowly. Times tables are sure up to eight.",
    "catch_up": "The fractions that she missed in spring, with the small group on Thursdays.",
    "made_a_difference": "The reading hour with the same adult each week.",
    "premium_spent": "Ten hours of reading with a tutor, and a tablet.",
    "premium_difference": "She reads on her own now, and has finished two long books.",
    "hopes": "To be a vet, or to draw animals.",
    "move_plan": "Two visits in June, the new teacher comes to watch football, photographs of the room for the summer.",
    "home_goes_well": "Reading, and getting ready with a list on the door.",
    "carer_will": "Go on with the reading at bedtime, and practise tables in the car.",
    "agreed": "Ms Okafor asks for the spelling programme by 4 December.\nJo takes her to the climbing hall before half-term.",
    "told_by": "Ms Okafor, on the next morning",
}


def filled_plan(phase: Phase = Phase.PRIMARY) -> PersonalEducationPlan:
    """Opened by the portal's rule; every question answered, with targets, scores, reviews and a meeting."""
    AuthorityFactory()
    pep = _opened(phase)
    _answer_everything(pep)
    _add_targets(pep)
    _review_the_last_target(pep)
    _add_scores_and_meeting(pep)
    _hand_in(pep)
    return pep


def answer_to(question) -> str:
    """The words for this question, else a valid answer of its kind."""
    usual = {Kind.YES_NO: "yes", Kind.DATE: "14/01/2027", Kind.NUMBER: "25", Kind.LINE: "Ms Okafor"}
    if question.kind == Kind.CHOICE:
        return question.choices[0][0]
    return WORDS.get(question.key) or usual.get(question.kind) or "As before; it goes well."


def _opened(phase: Phase) -> PersonalEducationPlan:
    child = ChildFactory(
        given_name="Maya",
        family_name="Thornbury",
        pronouns="she/her",
        first_language="English",
        upn="",
        date_of_birth=BORN[phase],
    )
    school = SchoolFactory(name="Larkfield Community School")
    PostFactory(teacher=True, school=school, user__name="Grace Okafor")
    EnrolmentFactory(child=child, school=school)
    PlacementFactory(child=child)
    ContactFactory(child=child)
    AllocationFactory(child=child, kind=AllocationKind.SOCIAL_WORKER, person__name="Sam Rowe")
    last = PepFactory(child=child, status="SIGNED_OFF", signed_off_at=moment(dt.date(2026, 7, 3)), fills_term=None)
    Target.objects.create(pep=last, area=TargetArea.MATHEMATICS, outcome="Knows tables up to eight.")
    return open_plan(child)


def _answer_everything(pep: PersonalEducationPlan) -> None:
    blueprint = blueprint_of(pep)
    for section in pep.sections.all():
        for question in blueprint.section(section.key).questions:
            section.answers.setdefault(question.key, {"text": answer_to(question), "n": 1})
        section.save()


def _add_targets(pep: PersonalEducationPlan) -> None:
    reading = Target.objects.create(
        pep=pep,
        position=0,
        area=TargetArea.ENGLISH,
        need="Long texts tire her: she stops after a paragraph.",
        baseline="Writes five sentences alone.",
        outcome="Maya writes a whole page alone, and likes reading it out.",
        measure="Three pages in her book by March, marked by her teacher.",
        support="One hour a week with a tutor, always the same one.",
        by_whom="Ms Okafor, with the tutor",
        by_date=dt.date(2027, 3, 12),
    )
    CostLine.objects.create(
        target=reading, intervention=Intervention.TUITION_ONE, provider="Fernshire Tutors", asked_pence=32000
    )
    CostLine.objects.create(target=reading, intervention=Intervention.ICT, asked_pence=104550, source=CostSource.SCHOOL)
    Target.objects.create(
        pep=pep,
        position=1,
        area=TargetArea.SEMH,
        outcome="Maya comes into class calm on four days of five.",
        measure="The morning card, counted each Friday.",
        support="Ten minutes with her key adult before the bell.",
        by_whom="Mr Lund",
        by_date=dt.date(2027, 2, 26),
    )


def _review_the_last_target(pep: PersonalEducationPlan) -> None:
    pep.target_reviews.update(outcome=TargetOutcome.ACHIEVED, evidence="The check of 6 November: 22 of 25.")


def _hand_in(pep: PersonalEducationPlan) -> None:
    """Both parts, by their people; whether anything was missing is not asked here."""
    by = {"PART_1": User.objects.get(name="Sam Rowe"), "SCHOOL": User.objects.get(name="Grace Okafor")}
    at = moment(dt.date(2026, 12, 4))
    for part in pep.parts.all():
        part.first_submitted_at, part.submitted_at, part.submitted_by = at, at, by[part.name]
        part.save()


def _add_scores_and_meeting(pep: PersonalEducationPlan) -> None:
    SdqReturn.objects.create(
        pep=pep,
        emotional=5,
        conduct=2,
        hyperactivity=7,
        peer=3,
        prosocial=8,
        filled_by="Ms Okafor",
        known_since_date=dt.date(2025, 9, 8),
    )
    Meeting.objects.create(
        pep=pep,
        held_date=dt.date(2026, 11, 26),
        place="The library, which Maya chose",
        attended="Maya, Jo Carer, Sam Rowe, Ms Okafor",
        child_came=ChildCame.ALL,
        next_date=dt.date(2027, 3, 4),
    )
