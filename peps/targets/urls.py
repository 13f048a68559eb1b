from django.urls import path

from peps.targets.views import progress, rows, settings, targets

urlpatterns = [
    path("plans/<slug:pep_ref>/targets/add/", targets.AddTarget.as_view(), name="add_target"),
    path("plans/<slug:pep_ref>/targets/bank/", targets.BankOfTargets.as_view(), name="bank"),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/advice/", targets.TargetAdvice.as_view(), name="target_advice"
    ),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/take-out/",
        targets.TakeOutTarget.as_view(),
        name="take_out_target",
    ),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/put-back/",
        targets.PutTargetBack.as_view(),
        name="put_target_back",
    ),
    path("plans/<slug:pep_ref>/targets/<slug:target_ref>/costs/add/", rows.CostPage.as_view(), name="add_cost"),
    path("plans/<slug:pep_ref>/targets/<slug:target_ref>/costs/<int:pk>/", rows.CostPage.as_view(), name="change_cost"),
    path(
        "plans/<slug:pep_ref>/targets/<slug:target_ref>/costs/<int:pk>/remove/",
        rows.RemoveCost.as_view(),
        name="remove_cost",
    ),
    path("plans/<slug:pep_ref>/progress/", progress.Progress.as_view(), name="progress"),
    path("plans/<slug:pep_ref>/progress/add/", progress.NoteProgress.as_view(), name="note_progress"),
    path("form/targets/", settings.TargetSettings.as_view(), name="target_settings"),
    path("form/bank/", settings.OwnBank.as_view(), name="own_bank"),
    path("form/bank/add/", settings.OwnExample.as_view(), name="add_own_example"),
    path("form/bank/<int:pk>/", settings.OwnExample.as_view(), name="change_own_example"),
    path("form/bank/<int:pk>/take-out/", settings.RemoveOwnExample.as_view(), name="remove_own_example"),
]
