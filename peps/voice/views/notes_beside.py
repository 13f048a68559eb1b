"""Words that came through an own page, for those who write in the plan: a note beside them, or a correction."""

from django.http import Http404
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.views.form_page import FormPage
from peps.questions.answer_values import as_read
from peps.views.scoped import SectionScoped
from peps.voice.forms.notes_beside import CorrectionForm, NoteForm
from peps.voice.notes_beside import CannotNote, add_note, correct_words, may_note, reads_words, words_of


class OfOwnWords(FormPage, SectionScoped):
    """Loads `self.question` and `self.answer`: their words, as far as this person may read them."""

    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        try:
            self.question, self.answer = words_of(self.section, kwargs["question"])
        except CannotNote:
            raise Http404 from None
        if not reads_words(self.request.user, self.section, self.question.key):
            raise Http404

    def intro(self) -> str:
        return f"{self.question.label}: “{as_read(self.question, self.answer['text'])}”"

    def done_url(self) -> str:
        name = "peps:section" if self.is_editable else "peps:read_section"
        return reverse(name, args=[self.pep.reference, self.section.key])

    def refused_url(self) -> str:
        return self.done_url()


class NoteBeside(OfOwnWords):
    submit_text = "Save the note"
    said = "The note is saved. It is shown below the answer."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not may_note(self.request.user, self.section):
            raise Http404

    def page_title(self) -> str:
        return "Add a note"

    def form(self, data=None):
        return NoteForm(data)

    def act(self, given) -> None:
        add_note(section=self.section, key=self.question.key, by=self.request.user, at=clock.now(), **given)


class CorrectWords(OfOwnWords):
    """For those who are asked for the section, while it is open."""

    submit_text = "Save the correction"
    said = "The correction is saved. The answer says who changed it and when."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not self.is_editable:
            raise Http404

    def page_title(self) -> str:
        return "Correct a mistake"

    def intro(self) -> str:
        return (
            "They wrote this on a page of their own. Only correct a mistake that they asked you to correct. "
            "Wherever the answer is read, it says that you changed it and when. To say something about it, add a note instead. "
            f"{super().intro()}"
        )

    def form(self, data=None):
        return CorrectionForm(data, question=self.question, text=self.answer["text"])

    def act(self, given) -> None:
        correct_words(section=self.section, key=self.question.key, by=self.request.user, at=clock.now(), **given)
