from django.urls import path

from accounts.views import account, audit, guides, invitation_requests, letters, people, posts

app_name = "accounts"
urlpatterns = [
    path("account/", account.YourAccount.as_view(), name="your_account"),
    path("account/sign-out-elsewhere/", account.SignOutElsewhere.as_view(), name="sign_out_elsewhere"),
    path("account/email/", account.ChangeEmail.as_view(), name="change_email"),
    path("account/email/cancel/", account.WithdrawEmailChange.as_view(), name="withdraw_email_change"),
    path("account/email/confirm/<str:token>/", account.ConfirmEmail.as_view(), name="confirm_email"),
    path("people/", people.People.as_view(), name="people"),
    path("people/invite/", people.Invite.as_view(), name="invite"),
    path("people/invite-many/", people.InviteMany.as_view(), name="invite_many"),
    path("people/ask/", invitation_requests.AskToInvite.as_view(), name="ask_to_invite"),
    path("people/requests/", invitation_requests.InvitationRequests.as_view(), name="invitation_requests"),
    path("people/requests/<int:pk>/", invitation_requests.InvitationRequestPage.as_view(), name="invitation_request"),
    path("people/<int:pk>/", people.Person.as_view(), name="person"),
    path("people/<int:pk>/details/", people.ChangeDetails.as_view(), name="change_details"),
    path("people/<int:pk>/invite-again/", people.InviteAgain.as_view(), name="invite_again"),
    path("people/<int:pk>/posts/new/", people.BeginPost.as_view(), name="begin_post"),
    path("people/posts-to-approve/", posts.PostsToApprove.as_view(), name="posts_to_approve"),
    path("people/posts-to-approve/<int:pk>/", posts.DecidePost.as_view(), name="decide_post"),
    path("letters/", letters.Letters.as_view(), name="letters"),
    path("letters/mine/", letters.MyLetters.as_view(), name="my_letters"),
    path("letters/<int:pk>/", letters.LetterPage.as_view(), name="letter"),
    path("letters/<int:pk>/send-again/", letters.SendAgain.as_view(), name="send_again"),
    path("audit/", audit.Audit.as_view(), name="audit"),
    path("who-does-what/", guides.WhoDoesWhat.as_view(), name="who_does_what"),
    path("help/", guides.Guides.as_view(), name="guides"),
    path("help/<slug:page>/", guides.Guide.as_view(), name="guide"),
]
