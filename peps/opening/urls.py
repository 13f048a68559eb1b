from django.urls import path

from peps.opening.views import opening

urlpatterns = [
    path("children/<slug:reference>/open-a-plan/", opening.OpenPlan.as_view(), name="open"),
]
