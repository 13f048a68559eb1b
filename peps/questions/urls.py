from django.urls import path

from peps.questions.views import council_form

urlpatterns = [
    path("form/", council_form.FormOverview.as_view(), name="form"),
    path("form/sections/", council_form.SwitchSections.as_view(), name="switch_sections"),
    path("form/words-for-children/", council_form.WordsForChildrenPage.as_view(), name="words_for_children"),
    path("form/voice/<slug:phase>/", council_form.WordVoice.as_view(), name="word_voice"),
    path("form/preview/<slug:phase>/", council_form.PreviewForm.as_view(), name="preview_form"),
    path("form/local/add/", council_form.AddLocalQuestion.as_view(), name="add_local_question"),
    path("form/local/part/", council_form.ChooseLocalPart.as_view(), name="local_part"),
    path("form/local/<int:pk>/", council_form.ChangeLocalQuestion.as_view(), name="change_local_question"),
    path("form/local/<int:pk>/take-out/", council_form.RemoveLocalQuestion.as_view(), name="remove_local_question"),
]
