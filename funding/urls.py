from django.urls import path

from funding.views import AccountPage, AccountsPage, ReleaseDue, ReleasePage

app_name = "funding"
urlpatterns = [
    path("funding/", AccountsPage.as_view(), name="accounts"),
    path("funding/release/", ReleasePage.as_view(), name="release"),
    path("funding/release/confirm/", ReleaseDue.as_view(), name="release_due"),
    path("funding/<slug:account_ref>/", AccountPage.as_view(), name="account"),
]
