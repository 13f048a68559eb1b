from django.urls import path

from records.views.merging import FindTwo, MergeTwo

app_name = "records"
urlpatterns = [
    path("records/merge/", FindTwo.as_view(), name="merge"),
    path("records/merge/<slug:kept>/<slug:duplicate>/", MergeTwo.as_view(), name="merge_two"),
]
