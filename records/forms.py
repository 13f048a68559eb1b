from django import forms

from govuk_forms.layout import BodyHelper, Field

NUMBER = "Reference, social care number or UPN"


class FindTwoForm(forms.Form):
    kept = forms.CharField(label="The record that stays", help_text=NUMBER, max_length=20)
    duplicate = forms.CharField(label="The record that goes into it", help_text=NUMBER, max_length=20)
    helper = BodyHelper(Field("kept", width=20), Field("duplicate", width=20))


class MergeForm(forms.Form):
    why = forms.CharField(label="Why are these one child?", max_length=300, widget=forms.Textarea)
    reference = forms.CharField(label="Type the reference of the record that goes", max_length=8)
    helper = BodyHelper(Field("why", rows=3), Field("reference", width=10))

    def __init__(self, data=None, *, duplicate):
        super().__init__(data)
        self.duplicate = duplicate

    def clean_reference(self):
        typed = self.cleaned_data["reference"].strip().upper()
        if typed != self.duplicate.reference:
            raise forms.ValidationError("This is not the reference of the record that goes.")
        return typed
