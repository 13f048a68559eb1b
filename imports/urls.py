from django.urls import path

from imports.views import missing_rows, runs, taking_back, term_dates, uploads

app_name = "imports"
urlpatterns = [
    path("terms/file/", term_dates.TermDatesFromFile.as_view(), name="term_dates_file"),
    path("imports/", runs.Imports.as_view(), name="imports"),
    path("imports/bring/", uploads.Upload.as_view(), name="upload"),
    path("imports/missing/", missing_rows.MissingRows.as_view(), name="missing_rows"),
    path("imports/missing/<int:pk>/", missing_rows.SettleMissingRow.as_view(), name="settle_missing_row"),
    path("imports/files/", uploads.Described.as_view(), name="described"),
    path("imports/files/<str:name>/", uploads.Template.as_view(), name="template"),
    path("imports/<int:pk>/stop/", uploads.StopRun.as_view(), name="stop_import"),
    path("imports/<int:pk>/again/", uploads.TakeAgain.as_view(), name="take_again"),
    path("imports/<int:pk>/back/", taking_back.TakeBack.as_view(), name="take_back"),
    path("imports/<int:pk>/report.<slug:shape>", uploads.RunReport.as_view(), name="import_report"),
    path("imports/<int:pk>/", runs.ImportPage.as_view(), name="import"),
]
