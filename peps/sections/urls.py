from django.urls import path

from peps.sections.views import drafts, sections, target_page

urlpatterns = [
    path("plans/<slug:pep_ref>/sections/<slug:key>/", sections.SectionPage.as_view(), name="section"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/read/", sections.ReadSection.as_view(), name="read_section"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/draft/", drafts.SaveDraft.as_view(), name="save_draft"),
    path("plans/<slug:pep_ref>/sections/<slug:key>/here/", drafts.Here.as_view(), name="here"),
    path("plans/<slug:pep_ref>/targets/<slug:target_ref>/", target_page.TargetPage.as_view(), name="target"),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/draft/",
        target_page.SaveTargetDraft.as_view(),
        name="target_draft",
    ),
]
