from django.urls import path

from peps.statutory_reviews import views

urlpatterns = [
    path("reviews/<int:pk>/plan/", views.CheckPlanAtReview.as_view(), name="check_at_review"),
]
