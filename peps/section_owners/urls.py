from django.urls import path

from peps.section_owners.views import delegate_section

urlpatterns = [
    path("plans/<slug:pep_ref>/sections/<slug:key>/hand-on/", delegate_section.HandOn.as_view(), name="hand_on"),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/owner/", delegate_section.ChangeOwner.as_view(), name="change_owner"
    ),
    path("handing-on/<int:pk>/", delegate_section.DecideRequest.as_view(), name="decide_request"),
]
