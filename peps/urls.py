from django.urls import path

from peps.views import board, caseloads, delegation, documents, drafts, form_shape, handing_on, history, plans, sections

app_name = "peps"
urlpatterns = [
    path("plans/", board.Board.as_view(), name="board"),
    path("delegation/<slug:term_key>/", delegation.Delegation.as_view(), name="delegation"),
    path("children/<slug:reference>/open-a-plan/", delegation.OpenPlan.as_view(), name="open"),
    path("plans/<slug:pep_ref>/", plans.TaskList.as_view(), name="task_list"),
    path("plans/<slug:pep_ref>/part-1/", plans.SubmitPart1.as_view(), name="submit_part_1"),
    path("plans/<slug:pep_ref>/what-changed/", plans.WhatChanged.as_view(), name="what_changed"),
    path("plans/<slug:pep_ref>/close/", plans.ClosePep.as_view(), name="close"),
    path("plans/<slug:pep_ref>/why-late/", plans.SayWhyLate.as_view(), name="say_why_late"),
    path("plans/<slug:pep_ref>/document/", documents.PlanDocument.as_view(), name="document"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/", sections.SectionPage.as_view(), name="section"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/read/", sections.ReadSection.as_view(), name="read_section"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/draft/", drafts.SaveDraft.as_view(), name="save_draft"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/here/", drafts.Here.as_view(), name="here"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/history/", history.SectionHistory.as_view(), name="history"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/hand-on/", handing_on.HandOn.as_view(), name="hand_on"),
    path("form/", form_shape.FormOverview.as_view(), name="form"),
    path("form/sections/", form_shape.SwitchSections.as_view(), name="switch_sections"),
    path("form/voice/<slug:phase>/", form_shape.WordVoice.as_view(), name="word_voice"),
    path("form/preview/<slug:phase>/", form_shape.PreviewForm.as_view(), name="preview_form"),
    path("form/local/add/", form_shape.AddLocalQuestion.as_view(), name="add_local_question"),
    path("form/local/part/", form_shape.ChooseLocalPart.as_view(), name="local_part"),
    path("form/local/<int:pk>/", form_shape.ChangeLocalQuestion.as_view(), name="change_local_question"),
    path("form/local/<int:pk>/take-out/", form_shape.RemoveLocalQuestion.as_view(), name="remove_local_question"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/owner/", handing_on.ChangeOwner.as_view(), name="change_owner"),
    path("plans/<slug:pep_ref>/respond/", plans.Respond.as_view(), name="respond"),
    path("handing-on/<int:pk>/", handing_on.DecideRequest.as_view(), name="decide_request"),
    path("caseloads/", caseloads.Caseloads.as_view(), name="caseloads"),
    path("caseloads/nobody/", caseloads.CaseloadOf.as_view(), {"pk": None}, name="caseload_of_nobody"),
    path("caseloads/<int:pk>/", caseloads.CaseloadOf.as_view(), name="caseload"),
    path("people/<int:pk>/posts/<int:post_pk>/end/", caseloads.EndPost.as_view(), name="end_post"),
]
