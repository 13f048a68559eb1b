from django.urls import path

from quality.views.auditing import AuditPage
from quality.views.deciding import Return, SignOff
from quality.views.queue import Queue
from quality.views.section import SectionWithPoints
from quality.views.writing import Check, Points

app_name = "quality"
urlpatterns = [
    # In front of peps:section, which has the same address and knows no points.
    path("plans/<slug:pep_ref>/sections/<slug:key>/", SectionWithPoints.as_view(), name="section"),
    path("quality/", Queue.as_view(), name="queue"),
    path("plans/<slug:pep_ref>/audit/", AuditPage.as_view(), name="audit"),
    path("plans/<slug:pep_ref>/sign-off/", SignOff.as_view(), name="sign_off"),
    path("plans/<slug:pep_ref>/return/", Return.as_view(), name="return"),
    path("plans/<slug:pep_ref>/check/", Check.as_view(), name="check"),
    path("plans/<slug:pep_ref>/points/", Points.as_view(), name="points"),
]
