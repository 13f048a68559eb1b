from django.urls import path

from workspace.views.changes import Changes, Moves
from workspace.views.children import ChildPage, Children, ChildTab
from workspace.views.register import Register
from workspace.views.school import OurPupils
from workspace.views.summaries import Summaries, Summary, SummaryPaper
from workspace.views.undone_work import UndoneWorkPage
from workspace.views.work import MyWork

app_name = "workspace"
urlpatterns = [
    path("", MyWork.as_view(), name="my_work"),
    path("register/", Register.as_view(), name="register"),
    path("school/", OurPupils.as_view(), name="school"),
    path("undone-work/", UndoneWorkPage.as_view(), name="undone_work"),
    path("changes/", Changes.as_view(), name="changes"),
    path("moves/", Moves.as_view(), name="moves"),
    path("children/", Children.as_view(), name="children"),
    path("children/<slug:reference>/", ChildPage.as_view(), name="child"),
    path("children/<slug:reference>/summaries/", Summaries.as_view(), name="summaries"),
    path("summaries/<slug:summary_ref>/", Summary.as_view(), name="summary"),
    path("summaries/<slug:summary_ref>/pdf/", SummaryPaper.as_view(), name="summary_paper"),
    path("children/<slug:reference>/<slug:tab>/", ChildTab.as_view(), name="child_tab"),
]
