from django.urls import include, path

from pep_portal.council_style import CouncilStyle
from pep_portal.gallery import Gallery
from pep_portal.session import SessionState

handler500 = "pep_portal.error_pages.something_went_wrong"

urlpatterns = [
    path("council.css", CouncilStyle.as_view(), name="council_css"),
    path("session/", SessionState.as_view(), name="session"),
    path("components/", Gallery.as_view(), name="gallery"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("imports.urls")),
    path("", include("children.urls")),
    path("", include("quality.urls")),
    path("", include("peps.urls")),
    path("", include("funding.urls")),
    path("", include("records.urls")),
    path("", include("reports.urls")),
    path("", include("workspace.urls")),
]
