from django.urls import path

from children.collection.views import collection, entry

urlpatterns = [
    path("collection/", collection.Collect.as_view(), name="collect"),
    path("collection/people/", collection.WhoIsWho.as_view(), name="collection_people"),
    path("collection/<slug:what>/", collection.Collection.as_view(), name="collection"),
    path("collection/<slug:what>/ask/", collection.AskSchools.as_view(), name="ask_schools"),
    path("school/attendance/", entry.EnterAttendance.as_view(), name="enter_attendance"),
    path("school/attainment/", entry.EnterAttainment.as_view(), name="enter_attainment"),
]
