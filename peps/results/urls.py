from django.urls import path

from peps.results import views

urlpatterns = [
    path("plans/<slug:pep_ref>/subjects/add/", views.AddSubject.as_view(), name="add_subject"),
]
