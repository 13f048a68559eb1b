"""A child who was known by another reference before: old addresses lead on."""

from children.models import Child


def reference_now(former: str) -> str | None:
    """The reference of the child that the record with this one was merged into; None where there is none."""
    child = Child.objects.filter(reference=former).exclude(merged_into=None).select_related("merged_into").first()
    return child.merged_into.reference if child else None
