from django.urls import path

from peps.answers.views import history

urlpatterns = [
    path("plans/<slug:pep_ref>/sections/<slug:key>/history/", history.SectionHistory.as_view(), name="history"),
]
