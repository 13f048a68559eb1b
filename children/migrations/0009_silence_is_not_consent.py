"""What nobody said becomes 'not known': until now an empty cell of a file counted as yes, and was stored like one.

A row from a file keeps what protects (no contact; an address that must not become known; parental responsibility).
What the column's default may have said is forgotten, and the next file says it anew where it knows. What a person
entered about a contact stays: they were asked. No person was ever asked about an address.
"""

from django.db import migrations

BY_HAND = "HAND"


def forget_what_nobody_said(apps, schema_editor):
    placements, contacts = apps.get_model("children", "Placement"), apps.get_model("children", "Contact")
    placements.objects.filter(is_address_sensitive=False).update(is_address_sensitive=None)
    from_files = contacts.objects.exclude(origin=BY_HAND)
    from_files.filter(may_have_contact=True).update(may_have_contact=None)
    from_files.filter(has_parental_responsibility=False).update(has_parental_responsibility=None)


def say_what_is_safe(apps, schema_editor):
    """Backwards there is no 'not known': the stricter answer stands, and an address is protected by its own row alone."""
    placements, contacts = apps.get_model("children", "Placement"), apps.get_model("children", "Contact")
    placements.objects.filter(is_address_sensitive=None).update(is_address_sensitive=False)
    contacts.objects.filter(may_have_contact=None).update(may_have_contact=False)
    contacts.objects.filter(has_parental_responsibility=None).update(has_parental_responsibility=False)


class Migration(migrations.Migration):

    dependencies = [
        ('children', '0008_protective_facts'),
    ]

    operations = [
        migrations.RunPython(forget_what_nobody_said, say_what_is_safe, elidable=False),
    ]
