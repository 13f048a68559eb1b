from django.urls import path

from peps.comparison import views

urlpatterns = [
    path("plans/<slug:pep_ref>/what-changed/", views.WhatChanged.as_view(), name="what_changed"),
]
