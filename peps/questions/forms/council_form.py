"""What is asked of an authority about its own forms."""

from collections.abc import Mapping

from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import Audience, Kind, PartName
from peps.models import LocalQuestion, WordsForChildren
from peps.questions.blueprint.spec import Question, SectionSpec

LONGEST_LABEL = 160
READERS = (
    (Audience.SCHOOL, "The school"),
    (Audience.CARER, "The carer"),
    (Audience.PARENT, "Parents"),
    (Audience.CHILD, "The child, in their own copy"),
    (Audience.NEXT_SCHOOL, "The next school"),
)


class OptionalSectionsForm(forms.Form):
    asked = forms.MultipleChoiceField(
        label="Which of these sections do your plans ask?",
        help_text="The other sections hold what law and guidance want in every plan.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    helper = BodyHelper("asked")

    def __init__(self, *args, sections: list[SectionSpec], always: Mapping[str, str], **kwargs):
        """`always`: key -> where the section is asked whatever is chosen, or ''."""
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.fields["asked"].choices = [
            (section.key, f"{section.title} ({always[section.key]})" if always[section.key] else section.title)
            for section in sections
        ]

    def switched_off(self) -> set[str]:
        return {section.key for section in self.sections} - set(self.cleaned_data["asked"])


class VoiceWordingForm(forms.Form):
    """One box for each question; an emptied box is asked in the words that come with the portal."""

    def __init__(self, *args, questions: list[Question], words: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.key] = forms.CharField(
                label=question.label,
                required=False,
                max_length=LONGEST_LABEL,
                initial=words.get(question.key, ""),
            )
        self.helper = BodyHelper(*(Field(question.key, label_size="s") for question in questions))


class LocalQuestionForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label="What kind of answer does it take?",
        choices=[(kind, kind.label) for kind in Kind if kind != Kind.LINE],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of answer it takes"},
    )
    audiences = forms.MultipleChoiceField(
        label="Who may read the answer?",
        help_text="Besides those who write in the plan, and the virtual school.",
        choices=READERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = LocalQuestion
        fields = ("label", "hint", "kind", "choices", "is_required", "audiences")
        labels = {
            "label": "What do you ask?",
            "hint": "A line of help below the question",
            "choices": "If it is one of a list: the choices, one on each line",
            "is_required": "It has to be answered before the part can be submitted",
        }
        help_texts = {"label": "One thing, in plain words."}
        widgets = {"choices": forms.Textarea}
        error_messages = {"label": {"required": "Write the question"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.pop("kind", None)  # the column's own default is nobody's answer
        self.helper = BodyHelper("label", "hint", "kind", Field("choices", rows=4), "is_required", "audiences")


class LocalPartForm(forms.Form):
    part = forms.ChoiceField(
        label="Who is asked?",
        choices=[
            (PartName.PART_1, "The social worker, in Part 1"),
            (PartName.SCHOOL, "The school, in the school part"),
        ],
        widget=forms.RadioSelect,
    )
    helper = BodyHelper("part")


class WordsForChildrenForm(forms.ModelForm):
    class Meta:
        model = WordsForChildren
        fields = ("entitlements", "whom_to_tell", "help_now", "social_worker_phone", "out_of_hours_phone")
        labels = {
            "entitlements": "What is a child in care entitled to?",
            "whom_to_tell": "Who can a child tell when something is not right?",
            "help_now": "What do you say to a child who needs help now?",
            "social_worker_phone": "Phone number of the social work teams, by day (optional)",
            "out_of_hours_phone": "Phone number at night and at weekends (optional)",
        }
        help_texts = {
            "entitlements": "One thing on each line, in words that a child of ten understands.",
            "help_now": "It is shown on every child's own page, above the phone numbers. 999 and Childline are always shown.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["help_now"].required = True
        self.helper = BodyHelper(
            Field("entitlements", rows=10),
            Field("whom_to_tell", rows=4),
            Field("help_now", rows=4),
            Field("social_worker_phone", width=20),
            Field("out_of_hours_phone", width=20),
        )
