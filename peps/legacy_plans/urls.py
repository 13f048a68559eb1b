from django.urls import path

from peps.legacy_plans import views

urlpatterns = [
    path("children/<slug:reference>/earlier-plan/", views.BringPaperIn.as_view(), name="bring_in"),
    path("earlier-plans/<slug:reference>/", views.EarlierPaper.as_view(), name="earlier_plan"),
]
