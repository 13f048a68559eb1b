from django.urls import path

from peps.deadlines.views import clock_settings, lateness

urlpatterns = [
    path("plans/<slug:pep_ref>/why-late/", lateness.SayWhyLate.as_view(), name="say_why_late"),
    path("plans/<slug:pep_ref>/more-time/", lateness.GiveMoreTime.as_view(), name="extend"),
    path("clocks/", clock_settings.Clocks.as_view(), name="clocks"),
    path("clocks/change/", clock_settings.ChangeClocks.as_view(), name="change_clocks"),
]
