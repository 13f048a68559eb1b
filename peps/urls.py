app_name = "peps"
urlpatterns = []
