from django.urls import path

from peps.meetings.views import meetings, officer_attendance

urlpatterns = [
    path("plans/<slug:pep_ref>/meeting/", meetings.MeetingPage.as_view(), name="meeting"),
    path("plans/<slug:pep_ref>/meeting/plan/", meetings.PlanMeeting.as_view(), name="plan_meeting"),
    path("plans/<slug:pep_ref>/meeting/cancel/", meetings.CancelMeeting.as_view(), name="cancel_meeting"),
    path("plans/<slug:pep_ref>/meeting/people/add/", meetings.InviteePage.as_view(), name="add_invitee"),
    path(
        "plans/<slug:pep_ref>/meeting/people/<slug:person_ref>/", meetings.InviteePage.as_view(), name="change_invitee"
    ),
    path(
        "plans/<slug:pep_ref>/meeting/people/<slug:person_ref>/take-out/",
        meetings.RemoveInvitee.as_view(),
        name="remove_invitee",
    ),
    path(
        "plans/<slug:pep_ref>/meeting/people/<slug:person_ref>/asked/",
        meetings.SayInvited.as_view(),
        name="say_invited",
    ),
    path("meetings/", officer_attendance.MeetingsToAttend.as_view(), name="attending"),
]
