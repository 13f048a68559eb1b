from django.urls import include, path

app_name = "children"
urlpatterns = [
    path("", include("children.calendar.urls")),
    path("", include("children.protection.urls")),
    path("", include("children.moves.urls")),
    path("", include("children.collection.urls")),
    path("", include("children.named_staff.urls")),
    path("", include("children.editing.urls")),
]
