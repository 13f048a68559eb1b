from django.urls import path

from peps.life.views import closing, life

urlpatterns = [
    path("plans/closed-by-the-portal/", closing.ClosedByRule.as_view(), name="closed_by_rule"),
    path("plans/<slug:pep_ref>/part-1/", life.SubmitPart1.as_view(), name="submit_part_1"),
    path("plans/<slug:pep_ref>/close/", life.ClosePep.as_view(), name="close"),
    path("plans/<slug:pep_ref>/restore/", closing.RestorePep.as_view(), name="restore"),
    path("plans/<slug:pep_ref>/respond/", life.Respond.as_view(), name="respond"),
]
