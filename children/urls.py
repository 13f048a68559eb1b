from django.urls import path

from children.views import imports, terms

app_name = "children"
urlpatterns = [
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("terms/new/", terms.AddTerm.as_view(), name="add_term"),
    path("terms/<slug:term_key>/", terms.TermPage.as_view(), name="term"),
    path("terms/<slug:term_key>/change/", terms.ChangeTerm.as_view(), name="change_term"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
]
