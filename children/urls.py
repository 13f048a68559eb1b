from django.urls import path

from children.views import changes, closing, imports, moves, record, terms, uploads

app_name = "children"
urlpatterns = [
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("terms/new/", terms.AddTerm.as_view(), name="add_term"),
    path("terms/<slug:term_key>/", terms.TermPage.as_view(), name="term"),
    path("terms/<slug:term_key>/change/", terms.ChangeTerm.as_view(), name="change_term"),
    path("children/<slug:reference>/report/", changes.ReportChange.as_view(), name="report_change"),
    path("children/<slug:reference>/report/school/", changes.ReportSchool.as_view(), name="report_school"),
    path("children/<slug:reference>/report/left/", changes.ReportLeft.as_view(), name="report_left"),
    path("children/<slug:reference>/report/placement/", changes.ReportPlacement.as_view(), name="report_placement"),
    path("children/<slug:reference>/report/worker/", changes.ReportWorker.as_view(), name="report_worker"),
    path("children/<slug:reference>/record/<slug:kind>/", record.AddRow.as_view(), name="add_row"),
    path("children/<slug:reference>/record/<slug:kind>/<int:pk>/end/", record.EndRow.as_view(), name="end_row"),
    path(
        "children/<slug:reference>/record/<slug:kind>/<int:pk>/error/",
        record.CloseInError.as_view(),
        name="row_in_error",
    ),
    path("children/<slug:reference>/move/", moves.ProposeMove.as_view(), name="plan_move"),
    path("moves/<int:pk>/", moves.Move.as_view(), name="move"),
    path("moves/<int:pk>/asked/", moves.Consult.as_view(), name="move_consulted"),
    path("moves/<int:pk>/approval/", moves.Approve.as_view(), name="move_approved"),
    path("moves/<int:pk>/agree/", moves.Agree.as_view(), name="move_agreed"),
    path("moves/<int:pk>/withdraw/", moves.Withdraw.as_view(), name="move_withdrawn"),
    path("closing/<slug:reference>/", closing.Closing.as_view(), name="closing"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/bring/", uploads.Upload.as_view(), name="upload"),
    path("imports/files/", uploads.Described.as_view(), name="described"),
    path("imports/files/<str:name>/", uploads.Template.as_view(), name="template"),
    path("imports/<int:pk>/stop/", uploads.StopRun.as_view(), name="stop_import"),
    path("imports/<int:pk>/again/", uploads.TakeAgain.as_view(), name="take_again"),
    path("imports/<int:pk>/report.<slug:shape>", uploads.RunReport.as_view(), name="import_report"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
]
