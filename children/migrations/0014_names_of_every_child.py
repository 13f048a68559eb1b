"""Every child's names of today become rows. From when they are used is not known: they begin with the date of birth."""

from django.db import migrations

AT_ONCE = 500


def give_rows(apps, schema_editor):
    children, rows = apps.get_model("children", "Child"), apps.get_model("children", "ChildName")
    new = []
    for child in children.objects.order_by("pk").iterator(AT_ONCE):
        for kind, given, family in (
            ("LEGAL", child.given_name, child.family_name),
            ("KNOWN_AS", child.preferred_name, ""),
        ):
            if given or family:
                row = rows(child=child, kind=kind, given_name=given, family_name=family, from_date=child.date_of_birth)
                new.append(row)
    rows.objects.bulk_create(new, batch_size=AT_ONCE)


def keep_columns(apps, schema_editor):
    """Backwards the columns hold the names of today already; the table is dropped with the step before."""


class Migration(migrations.Migration):

    dependencies = [
        ('children', '0013_names'),
    ]

    operations = [
        migrations.RunPython(give_rows, keep_columns, elidable=False),
    ]
