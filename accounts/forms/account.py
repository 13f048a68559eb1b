"""What a person changes about their own account."""

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from govuk_forms.layout import BodyHelper, Field

EMAIL_MESSAGES = {
    "required": "Enter the new email address",
    "invalid": "Enter an email address like name@council.example",
}


class OwnPasswordField(forms.CharField):
    """The password of whoever sits there now, so that an open session alone changes nothing about signing in."""

    def __init__(self, **kwargs):
        super().__init__(
            label="Your password",
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": "Enter your password"},
            **kwargs,
        )


def is_password_of(person: User, typed: str) -> bool:
    """Wrong tries count towards the lock-out, as they do at sign-in."""
    return get_adapter().reauthenticate(person, typed)


class EmailForm(forms.Form):
    email = forms.EmailField(label="New email address", error_messages=EMAIL_MESSAGES)
    password = OwnPasswordField(help_text="To make sure that it is you.")
    helper = BodyHelper("email", Field("password", width=20))

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email == self.person.email.lower():
            raise ValidationError("This is the email address that you have now")
        return email

    def clean_password(self) -> str:
        typed = self.cleaned_data["password"]
        if not is_password_of(self.person, typed):
            raise ValidationError("This is not your password")
        return typed
