"""The addresses of the sign-in library that are in use. What is not in this list is not mounted.

They keep the names that the library looks for.
"""

from django.urls import path, re_path

from accounts.views import sign_in

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("2fa/authenticate/", sign_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("logout/", sign_in.SignOut.as_view(), name="account_logout"),
    path("inactive/", sign_in.AccountClosed.as_view(), name="account_inactive"),
    path("password/change/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    # The library leads there whoever signs in without a password: theirs comes through a link by email.
    path("password/reset/", sign_in.ForgottenPassword.as_view(), name="account_set_password"),
    path("password/reset/", sign_in.ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", sign_in.ForgottenPasswordSent.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", sign_in.NewPasswordChosen.as_view(), name="account_reset_password_from_key_done"),
]
