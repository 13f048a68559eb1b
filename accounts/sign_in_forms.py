"""The library's own forms, in our words: what to enter, and what is wrong."""

from allauth.account import forms

from accounts import clock, forgotten_passwords


class SignInForm(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, "login", "E-mail", "Enter your e-mail address, like name@council.example")
        _say(self, "password", "Password", "Enter your password")


class ForgottenPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, "email", "E-mail", "Enter your e-mail address, like name@council.example")

    def save(self, request, **kwargs) -> str:
        """A row for the outbox, so that nobody waits for a mail server and nobody learns who has an account."""
        forgotten_passwords.send_link(self.cleaned_data["email"], at=clock.now())
        return self.cleaned_data["email"]


class NewPasswordForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, "password1", "New password", "Enter a new password")
        _say(self, "password2", "New password again", "Enter the new password again")


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", "Password that you have now", "Enter the password that you have now")
        _say(self, "password1", "New password", "Enter a new password")
        _say(self, "password2", "New password again", "Enter the new password again")


def _say(form, name: str, label: str, missing: str) -> None:
    field = form.fields[name]
    field.label = label
    field.error_messages |= {"required": missing, "invalid": missing}
