from django.urls import path

from peps.attachments import views

urlpatterns = [
    path("plans/<slug:pep_ref>/sections/<slug:key>/attach/", views.Attach.as_view(), name="attach"),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/documents/<slug:reference>/",
        views.Download.as_view(),
        name="attachment",
    ),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/documents/<slug:reference>/take-away/",
        views.Remove.as_view(),
        name="remove_attachment",
    ),
]
