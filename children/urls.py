from django.urls import path

from children.moves.views import closing, moves
from children.protection.views import protection, restriction
from children.record.views import changes, record
from children.school_year.views import terms, years
from children.schooling.views import collection, entry

app_name = "children"
urlpatterns = [
    path("terms/", terms.Terms.as_view(), name="terms"),
    path("terms/new/", terms.AddTerm.as_view(), name="add_term"),
    path("terms/schools/", years.OwnDays.as_view(), name="own_days"),
    path("terms/schools/days-off/", years.AddDaysOff.as_view(), name="add_days_off"),
    path("terms/schools/term/", years.AddOwnTerm.as_view(), name="add_own_term"),
    path("terms/year/<slug:year>/", years.SchoolYear.as_view(), name="school_year"),
    path("terms/<slug:term_key>/", terms.TermPage.as_view(), name="term"),
    path("terms/<slug:term_key>/change/", terms.ChangeTerm.as_view(), name="change_term"),
    path("children/<slug:reference>/report/", changes.ReportChange.as_view(), name="report_change"),
    path("children/<slug:reference>/report/school/", changes.ReportSchool.as_view(), name="report_school"),
    path("children/<slug:reference>/report/school/setting/", changes.ReportSetting.as_view(), name="report_setting"),
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
    path("children/<slug:reference>/warnings/", protection.Protection.as_view(), name="protection"),
    path("children/<slug:reference>/warnings/restrict/", restriction.Restrict.as_view(), name="restrict"),
    path(
        "children/<slug:reference>/warnings/open-again/", restriction.LiftRestriction.as_view(), name="lift_restriction"
    ),
    path("children/<slug:reference>/warnings/address/", protection.PutUpAddress.as_view(), name="put_up_address"),
    path("children/<slug:reference>/warnings/contact/", protection.PutUpOfPerson.as_view(), name="put_up_no_contact"),
    path(
        "children/<slug:reference>/warnings/collecting/", protection.PutUpCollecting.as_view(), name="put_up_collecting"
    ),
    path("children/<slug:reference>/warnings/asked/<int:pk>/", protection.Settle.as_view(), name="settle_protection"),
    path("children/<slug:reference>/warnings/<slug:mark>/keep/", protection.Keep.as_view(), name="keep_protection"),
    path(
        "children/<slug:reference>/warnings/<slug:mark>/remove/", protection.Remove.as_view(), name="remove_protection"
    ),
    path("warnings/", protection.ToSettle.as_view(), name="protection_to_settle"),
    path("children/<slug:reference>/move/", moves.ProposeMove.as_view(), name="plan_move"),
    path("moves/<int:pk>/", moves.Move.as_view(), name="move"),
    path("moves/<int:pk>/asked/", moves.Consult.as_view(), name="move_consulted"),
    path("moves/<int:pk>/approval/", moves.Approve.as_view(), name="move_approved"),
    path("moves/<int:pk>/agree/", moves.Agree.as_view(), name="move_agreed"),
    path("moves/<int:pk>/withdraw/", moves.Withdraw.as_view(), name="move_withdrawn"),
    path("closing/<slug:reference>/", closing.Closing.as_view(), name="closing"),
    path("collection/", collection.Collect.as_view(), name="collect"),
    path("collection/people/", collection.WhoIsWho.as_view(), name="collection_people"),
    path("collection/<slug:what>/", collection.Collection.as_view(), name="collection"),
    path("collection/<slug:what>/ask/", collection.AskSchools.as_view(), name="ask_schools"),
    path("school/attendance/", entry.EnterAttendance.as_view(), name="enter_attendance"),
    path("school/attainment/", entry.EnterAttainment.as_view(), name="enter_attainment"),
    path("school/people/", entry.ConfirmPeople.as_view(), name="confirm_people"),
]
