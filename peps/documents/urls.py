from django.urls import path

from peps.documents.views import copies, documents, guest_copy

urlpatterns = [
    path("plans/<slug:pep_ref>/document/", documents.PlanDocument.as_view(), name="document"),
    path("plans/<slug:pep_ref>/word/", copies.WordDocument.as_view(), name="word"),
    path("plans/<slug:pep_ref>/copies/", copies.Copies.as_view(), name="copies"),
    path("plans/<slug:pep_ref>/copies/sent/", copies.SayItWasSent.as_view(), name="copy_sent"),
    path("plans/<slug:pep_ref>/copies/filed/", copies.SayItWasFiled.as_view(), name="filed"),
    path("plans/<slug:pep_ref>/copies/meeting-pack/", copies.MeetingPack.as_view(), name="meeting_pack"),
    path("plans/<slug:pep_ref>/copies/bursary-letter/", copies.BursaryLetter.as_view(), name="bursary_letter"),
    path("plans/<slug:pep_ref>/copies/<slug:made_for>/", copies.CopyFile.as_view(), name="copy_file"),
    path("plans/<slug:pep_ref>/my-copy/", documents.ChildCopy.as_view(), name="child_copy"),
    path("own/page/<slug:page_ref>/copy/", guest_copy.OwnCopy.as_view(), name="own_copy"),
    path("own/page/<slug:page_ref>/copy/pdf/", guest_copy.OwnCopy.as_view(), {"as_pdf": True}, name="own_copy_pdf"),
]
