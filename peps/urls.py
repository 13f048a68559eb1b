from django.urls import path

from peps.answers.views import history
from peps.assignment.views import caseloads, delegate_section
from peps.deadlines.views import clock_settings, lateness, statutory_reviews
from peps.delegation import views as delegation
from peps.documents.views import copies, documents, guest_copy
from peps.exclusions import views
from peps.life.views import closing, life
from peps.lists.views import board, task_list
from peps.meetings.views import meetings, officer_attendance
from peps.opening.views import legacy_plans, opening
from peps.questions.views import council_form
from peps.results import views as results
from peps.sdq import views as sdq
from peps.sections.views import attachments, drafts, sections, target_page
from peps.targets.views import progress, rows, settings, targets
from peps.voice.views import guests, notes_beside, staff

app_name = "peps"
urlpatterns = [
    path("plans/", board.Board.as_view(), name="board"),
    path("delegation/<slug:term_key>/", delegation.Delegation.as_view(), name="delegation"),
    path(
        "delegation/<slug:term_key>/unfinished/<slug:pep_ref>/",
        delegation.CloseUnfinished.as_view(),
        name="close_unfinished",
    ),
    path("plans/closed-by-the-portal/", closing.ClosedByRule.as_view(), name="closed_by_rule"),
    path("children/<slug:reference>/open-a-plan/", opening.OpenPlan.as_view(), name="open"),
    path("plans/<slug:pep_ref>/", task_list.TaskList.as_view(), name="task_list"),
    path("plans/<slug:pep_ref>/part-1/", life.SubmitPart1.as_view(), name="submit_part_1"),
    path("plans/<slug:pep_ref>/what-changed/", life.WhatChanged.as_view(), name="what_changed"),
    path("plans/<slug:pep_ref>/close/", life.ClosePep.as_view(), name="close"),
    path("plans/<slug:pep_ref>/restore/", closing.RestorePep.as_view(), name="restore"),
    path("plans/<slug:pep_ref>/why-late/", lateness.SayWhyLate.as_view(), name="say_why_late"),
    path("plans/<slug:pep_ref>/more-time/", lateness.GiveMoreTime.as_view(), name="extend"),
    path("plans/<slug:pep_ref>/document/", documents.PlanDocument.as_view(), name="document"),
    path("plans/<slug:pep_ref>/word/", copies.WordDocument.as_view(), name="word"),
    path("plans/<slug:pep_ref>/copies/", copies.Copies.as_view(), name="copies"),
    path("plans/<slug:pep_ref>/copies/sent/", copies.SayItWasSent.as_view(), name="copy_sent"),
    path("plans/<slug:pep_ref>/copies/filed/", copies.SayItWasFiled.as_view(), name="filed"),
    path("plans/<slug:pep_ref>/copies/meeting-pack/", copies.MeetingPack.as_view(), name="meeting_pack"),
    path("plans/<slug:pep_ref>/copies/bursary-letter/", copies.BursaryLetter.as_view(), name="bursary_letter"),
    path("plans/<slug:pep_ref>/copies/<slug:made_for>/", copies.CopyFile.as_view(), name="copy_file"),
    path("plans/<slug:pep_ref>/my-copy/", documents.ChildCopy.as_view(), name="child_copy"),
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
    path("plans/<slug:pep_ref>/wishes/", staff.Wishes.as_view(), name="wishes"),
    path("plans/<slug:pep_ref>/wishes/<slug:key>/", staff.AnswerWish.as_view(), name="answer_wish"),
    path("own/open/<str:token>/", guests.OwnStart.as_view(), name="own_start"),
    path("own/page/<slug:page_ref>/", guests.OwnPageStart.as_view(), name="own_page"),
    path("own/page/<slug:page_ref>/<int:number>/", guests.OwnQuestionPage.as_view(), name="own_question"),
    path("own/page/<slug:page_ref>/drawing/", guests.OwnDrawingPage.as_view(), name="own_drawing"),
    path("own/page/<slug:page_ref>/drawing/<int:pk>/", guests.OwnPicture.as_view(), name="own_picture"),
    path("own/page/<slug:page_ref>/check/", guests.OwnCheck.as_view(), name="own_check"),
    path("own/page/<slug:page_ref>/sent/", guests.OwnSent.as_view(), name="own_sent"),
    path("own/page/<slug:page_ref>/copy/", guest_copy.OwnCopy.as_view(), name="own_copy"),
    path("own/page/<slug:page_ref>/copy/pdf/", guest_copy.OwnCopy.as_view(), {"as_pdf": True}, name="own_copy_pdf"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/", sections.SectionPage.as_view(), name="section"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/read/", sections.ReadSection.as_view(), name="read_section"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/draft/", drafts.SaveDraft.as_view(), name="save_draft"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/here/", drafts.Here.as_view(), name="here"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/history/", history.SectionHistory.as_view(), name="history"),
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
    path("plans/<slug:pep_ref>/sections/<slug:key>/hand-on/", delegate_section.HandOn.as_view(), name="hand_on"),
    path("plans/<slug:pep_ref>/targets/add/", targets.AddTarget.as_view(), name="add_target"),
    path("plans/<slug:pep_ref>/targets/bank/", targets.BankOfTargets.as_view(), name="bank"),
    path("plans/<slug:pep_ref>/targets/<slug:target_ref>/", target_page.TargetPage.as_view(), name="target"),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/draft/",
        target_page.SaveTargetDraft.as_view(),
        name="target_draft",
    ),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/advice/", targets.TargetAdvice.as_view(), name="target_advice"
    ),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/take-out/",
        targets.TakeOutTarget.as_view(),
        name="take_out_target",
    ),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/put-back/",
        targets.PutTargetBack.as_view(),
        name="put_target_back",
    ),
    path("plans/<slug:pep_ref>/targets/<slug:target_ref>/costs/add/", rows.CostPage.as_view(), name="add_cost"),
    path("plans/<slug:pep_ref>/targets/<slug:target_ref>/costs/<int:pk>/", rows.CostPage.as_view(), name="change_cost"),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/costs/<int:pk>/remove/",
        rows.RemoveCost.as_view(),
        name="remove_cost",
    ),
    path("plans/<slug:pep_ref>/provision/add/", rows.ProvisionPage.as_view(), name="add_provision"),
    path("plans/<slug:pep_ref>/provision/<slug:row_ref>/", rows.ProvisionPage.as_view(), name="change_provision"),
    path("plans/<slug:pep_ref>/provision/<slug:row_ref>/take-out/", rows.EndProvision.as_view(), name="end_provision"),
    path("plans/<slug:pep_ref>/sdq/items/", sdq.SdqItems.as_view(), name="sdq_items"),
    path("plans/<slug:pep_ref>/sdq/", sdq.SdqChart.as_view(), name="sdq_chart"),
    path("plans/<slug:pep_ref>/subjects/add/", results.AddSubject.as_view(), name="add_subject"),
    path("plans/<slug:pep_ref>/progress/", progress.Progress.as_view(), name="progress"),
    path("plans/<slug:pep_ref>/progress/add/", progress.NoteProgress.as_view(), name="note_progress"),
    path("form/targets/", settings.TargetSettings.as_view(), name="target_settings"),
    path("form/bank/", settings.OwnBank.as_view(), name="own_bank"),
    path("form/bank/add/", settings.OwnExample.as_view(), name="add_own_example"),
    path("form/bank/<int:pk>/", settings.OwnExample.as_view(), name="change_own_example"),
    path("form/bank/<int:pk>/take-out/", settings.RemoveOwnExample.as_view(), name="remove_own_example"),
    path("form/", council_form.FormOverview.as_view(), name="form"),
    path("meetings/", officer_attendance.MeetingsToAttend.as_view(), name="attending"),
    path("clocks/", clock_settings.Clocks.as_view(), name="clocks"),
    path("clocks/change/", clock_settings.ChangeClocks.as_view(), name="change_clocks"),
    path("form/sections/", council_form.SwitchSections.as_view(), name="switch_sections"),
    path("form/words-for-children/", council_form.WordsForChildrenPage.as_view(), name="words_for_children"),
    path("form/voice/<slug:phase>/", council_form.WordVoice.as_view(), name="word_voice"),
    path("form/preview/<slug:phase>/", council_form.PreviewForm.as_view(), name="preview_form"),
    path("form/local/add/", council_form.AddLocalQuestion.as_view(), name="add_local_question"),
    path("form/local/part/", council_form.ChooseLocalPart.as_view(), name="local_part"),
    path("form/local/<int:pk>/", council_form.ChangeLocalQuestion.as_view(), name="change_local_question"),
    path("form/local/<int:pk>/take-out/", council_form.RemoveLocalQuestion.as_view(), name="remove_local_question"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/attach/", attachments.Attach.as_view(), name="attach"),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/documents/<slug:reference>/",
        attachments.Download.as_view(),
        name="attachment",
    ),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/documents/<slug:reference>/take-away/",
        attachments.Remove.as_view(),
        name="remove_attachment",
    ),
    path(
        "plans/<slug:pep_ref>/sections/<slug:key>/owner/", delegate_section.ChangeOwner.as_view(), name="change_owner"
    ),
    path("children/<slug:reference>/earlier-plan/", legacy_plans.BringPaperIn.as_view(), name="bring_in"),
    path("earlier-plans/<slug:reference>/", legacy_plans.EarlierPaper.as_view(), name="earlier_plan"),
    path("plans/<slug:pep_ref>/respond/", life.Respond.as_view(), name="respond"),
    path("children/<slug:reference>/likely-exclusion/", views.SayLikely.as_view(), name="say_likely"),
    path("likely-exclusions/<slug:reference>/", views.Likely.as_view(), name="likely_exclusion"),
    path("likely-exclusions/<slug:reference>/answer/", views.AnswerLikely.as_view(), name="answer_likely"),
    path("likely-exclusions/<slug:reference>/close/", views.CloseLikely.as_view(), name="close_likely"),
    path("reviews/<int:pk>/plan/", statutory_reviews.CheckPlanAtReview.as_view(), name="check_at_review"),
    path("handing-on/<int:pk>/", delegate_section.DecideRequest.as_view(), name="decide_request"),
    path("caseloads/", caseloads.Caseloads.as_view(), name="caseloads"),
    path("caseloads/nobody/", caseloads.CaseloadOf.as_view(), {"pk": None}, name="caseload_of_nobody"),
    path("caseloads/<int:pk>/", caseloads.CaseloadOf.as_view(), name="caseload"),
    path("people/<int:pk>/posts/<int:post_pk>/end/", caseloads.EndPost.as_view(), name="end_post"),
]
