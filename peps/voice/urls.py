from django.urls import path

from peps.voice.views import guests, notes_beside, staff

urlpatterns = [
    path("plans/<slug:pep_ref>/own-pages/", staff.OwnPages.as_view(), name="own_pages"),
    path(
        "plans/<slug:pep_ref>/own-pages/drawings/<int:pk>/",
        staff.PrivateDrawing.as_view(),
        name="private_drawing",
    ),
    path(
        "plans/<slug:pep_ref>/own-pages/withdraw/<slug:page_ref>/",
        staff.WithdrawOwnPage.as_view(),
        name="withdraw_own_page",
    ),
    path(
        "plans/<slug:pep_ref>/own-pages/sent/<slug:page_ref>/",
        staff.SentFromOwnPage.as_view(),
        name="own_page_sent",
    ),
    path("plans/<slug:pep_ref>/own-pages/<slug:made_for>/", staff.HandOver.as_view(), name="hand_over"),
    path("plans/<slug:pep_ref>/own-pages/<slug:made_for>/link/", staff.OwnPageLink.as_view(), name="own_page_link"),
    path("plans/<slug:pep_ref>/wishes/", staff.Wishes.as_view(), name="wishes"),
    path("plans/<slug:pep_ref>/wishes/<slug:key>/", staff.AnswerWish.as_view(), name="answer_wish"),
    path("own/open/<str:token>/", guests.OwnStart.as_view(), name="own_start"),
    path("own/page/<slug:page_ref>/", guests.OwnPageStart.as_view(), name="own_page"),
    path("own/page/<slug:page_ref>/<int:number>/", guests.OwnQuestionPage.as_view(), name="own_question"),
    path("own/page/<slug:page_ref>/drawing/", guests.OwnDrawingPage.as_view(), name="own_drawing"),
    path("own/page/<slug:page_ref>/drawing/<int:pk>/", guests.OwnPicture.as_view(), name="own_picture"),
    path("own/page/<slug:page_ref>/check/", guests.OwnCheck.as_view(), name="own_check"),
    path("own/page/<slug:page_ref>/sent/", guests.OwnSent.as_view(), name="own_sent"),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/<slug:question>/note/",
        notes_beside.NoteBeside.as_view(),
        name="note_beside",
    ),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/<slug:question>/correct/",
        notes_beside.CorrectWords.as_view(),
        name="correct_words",
    ),
]
