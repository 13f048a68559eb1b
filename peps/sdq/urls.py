from django.urls import path

from peps.sdq import views

urlpatterns = [
    path("plans/<slug:pep_ref>/sdq/items/", views.SdqItems.as_view(), name="sdq_items"),
    path("plans/<slug:pep_ref>/sdq/", views.SdqChart.as_view(), name="sdq_chart"),
]
