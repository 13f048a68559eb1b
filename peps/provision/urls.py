from django.urls import path

from peps.provision import views

urlpatterns = [
    path("plans/<slug:pep_ref>/provision/add/", views.ProvisionPage.as_view(), name="add_provision"),
    path("plans/<slug:pep_ref>/provision/<slug:row_ref>/", views.ProvisionPage.as_view(), name="change_provision"),
    path("plans/<slug:pep_ref>/provision/<slug:row_ref>/take-out/", views.EndProvision.as_view(), name="end_provision"),
]
