from django.urls import path

from peps.opening.views import legacy_plans, opening

urlpatterns = [
    path("children/<slug:reference>/open-a-plan/", opening.OpenPlan.as_view(), name="open"),
    path("children/<slug:reference>/earlier-plan/", legacy_plans.BringPaperIn.as_view(), name="bring_in"),
    path("earlier-plans/<slug:reference>/", legacy_plans.EarlierPaper.as_view(), name="earlier_plan"),
]
