from django.urls import path

from children.protection.views import protection, restriction

urlpatterns = [
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
]
