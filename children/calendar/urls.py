from django.urls import path

from children.calendar.views import terms, years

urlpatterns = [
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("terms/new/", terms.AddTerm.as_view(), name="add_term"),
    path("terms/schools/", years.OwnDays.as_view(), name="own_days"),
    path("terms/schools/days-off/", years.AddDaysOff.as_view(), name="add_days_off"),
    path("terms/schools/term/", years.AddOwnTerm.as_view(), name="add_own_term"),
    path("terms/year/<slug:year>/", years.SchoolYear.as_view(), name="school_year"),
    path("terms/<slug:term_key>/", terms.TermPage.as_view(), name="term"),
    path("terms/<slug:term_key>/change/", terms.ChangeTerm.as_view(), name="change_term"),
]
