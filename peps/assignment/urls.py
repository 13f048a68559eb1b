from django.urls import path

from peps.assignment.views import caseloads, delegate_section

urlpatterns = [
    path("plans/<slug:pep_ref>/sections/<slug:key>/hand-on/", delegate_section.HandOn.as_view(), name="hand_on"),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/owner/", delegate_section.ChangeOwner.as_view(), name="change_owner"
    ),
    path("handing-on/<int:pk>/", delegate_section.DecideRequest.as_view(), name="decide_request"),
    path("caseloads/", caseloads.Caseloads.as_view(), name="caseloads"),
    path("caseloads/nobody/", caseloads.CaseloadOf.as_view(), {"pk": None}, name="caseload_of_nobody"),
    path("caseloads/<int:pk>/", caseloads.CaseloadOf.as_view(), name="caseload"),
    path("people/<int:pk>/posts/<int:post_pk>/end/", caseloads.EndPost.as_view(), name="end_post"),
]
