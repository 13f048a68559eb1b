from django.urls import path

from peps.exclusions import views

urlpatterns = [
    path("children/<slug:reference>/likely-exclusion/", views.SayLikely.as_view(), name="say_likely"),
    path("likely-exclusions/<slug:reference>/", views.Likely.as_view(), name="likely_exclusion"),
    path("likely-exclusions/<slug:reference>/answer/", views.AnswerLikely.as_view(), name="answer_likely"),
    path("likely-exclusions/<slug:reference>/close/", views.CloseLikely.as_view(), name="close_likely"),
]
