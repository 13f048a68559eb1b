from django.urls import path

from children.named_staff import views

urlpatterns = [
    path("school/people/", views.ConfirmPeople.as_view(), name="confirm_people"),
]
