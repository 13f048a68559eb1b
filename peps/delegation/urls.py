from django.urls import path

from peps.delegation import views

urlpatterns = [
    path("delegation/<slug:term_key>/", views.Delegation.as_view(), name="delegation"),
    path(
        "delegation/<slug:term_key>/unfinished/<slug:pep_ref>/",
        views.CloseUnfinished.as_view(),
        name="close_unfinished",
    ),
]
