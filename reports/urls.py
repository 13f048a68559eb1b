from django.urls import path

from reports.views import ChildrenBehind, Dashboard

app_name = "reports"
urlpatterns = [
    path("figures/", Dashboard.as_view(), name="dashboard"),
    path("figures/list/", ChildrenBehind.as_view(), name="list"),
]
