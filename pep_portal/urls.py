from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("children.urls")),
    path("", include("peps.urls")),
    path("", include("quality.urls")),
    path("", include("funding.urls")),
    path("", include("reports.urls")),
    path("", include("workspace.urls")),
]
