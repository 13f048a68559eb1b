from django.urls import include, path

app_name = "peps"
urlpatterns = [
    path("", include("peps.delegation.urls")),
    path("", include("peps.life.urls")),
    path("", include("peps.comparison.urls")),
    path("", include("peps.opening.urls")),
    path("", include("peps.legacy_plans.urls")),
    path("", include("peps.deadlines.urls")),
    path("", include("peps.statutory_reviews.urls")),
    path("", include("peps.documents.urls")),
    path("", include("peps.voice.urls")),
    path("", include("peps.meetings.urls")),
    path("", include("peps.answers.urls")),
    path("", include("peps.section_owners.urls")),
    path("", include("peps.caseloads.urls")),
    path("", include("peps.targets.urls")),
    path("", include("peps.provision.urls")),
    path("", include("peps.sdq.urls")),
    path("", include("peps.results.urls")),
    path("", include("peps.questions.urls")),
    path("", include("peps.exclusions.urls")),
    path("", include("peps.sections.urls")),
    path("", include("peps.attachments.urls")),
    path("", include("peps.lists.urls")),
]
