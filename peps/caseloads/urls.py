from django.urls import path

from peps.caseloads import views

urlpatterns = [
    path("caseloads/", views.Caseloads.as_view(), name="caseloads"),
    path("caseloads/nobody/", views.CaseloadOf.as_view(), {"pk": None}, name="caseload_of_nobody"),
    path("caseloads/<int:pk>/", views.CaseloadOf.as_view(), name="caseload"),
    path("people/<int:pk>/posts/<int:post_pk>/end/", views.EndPost.as_view(), name="end_post"),
]
