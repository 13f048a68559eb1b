from django.urls import path

from children.editing.views import changes, record

urlpatterns = [
    path("children/<slug:reference>/report/", changes.ReportChange.as_view(), name="report_change"),
    path("children/<slug:reference>/report/school/", changes.ReportSchool.as_view(), name="report_school"),
    path("children/<slug:reference>/report/school/setting/", changes.ReportSetting.as_view(), name="report_setting"),
    path(
        "children/<slug:reference>/report/school/setting/<slug:number>/",
        changes.CorrectSetting.as_view(),
        name="correct_setting",
    ),
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
    path(
        "children/<slug:reference>/record/<slug:kind>/<int:pk>/correct/",
        record.CorrectRow.as_view(),
        name="correct_row",
    ),
]
