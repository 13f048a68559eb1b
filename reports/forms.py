from django import forms


class TermForm(forms.Form):
    """The term whose figures are shown; it stands in the address."""

    term = forms.ChoiceField(label="Term")

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = [(term.key, str(term)) for term in terms]
