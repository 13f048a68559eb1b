from django.urls import path

from peps.reviews import views

urlpatterns = [
    path("reviews/<int:pk>/plan/", views.CheckPlanAtReview.as_view(), name="check_at_review"),
]
