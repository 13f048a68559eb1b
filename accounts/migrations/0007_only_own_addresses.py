"""Takes away the sign-in library's addresses that are not the account's own: somebody could sign in by them, and have a
new password sent there."""

from django.db import migrations


def remove_other_addresses(apps, schema_editor):
    addresses = apps.get_model("account", "EmailAddress").objects
    users = apps.get_model("accounts", "User").objects
    own = {pk: email.lower() for pk, email in users.values_list("pk", "email")}
    others = [pk for pk, user, email in addresses.values_list("pk", "user_id", "email") if email.lower() != own.get(user)]
    addresses.filter(pk__in=others).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_email_change"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(remove_other_addresses, migrations.RunPython.noop)]
