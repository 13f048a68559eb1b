import accounts.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Takes over the tables that files had in the app children: none is made, and none is changed."""

    initial = True

    dependencies = [
        ('children', '0016_files_in_elsewhere'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='FileRoll',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.CharField(max_length=40, unique=True)),
                        ('keys', models.JSONField(default=dict)),
                        ('came_at', models.DateTimeField(default=accounts.clock.now)),
                    ],
                    options={
                        'db_table': 'children_fileroll',
                    },
                ),
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('CHILDREN', 'Case-system extract'), ('SSDA903', 'SSDA903 return'), ('SCHOOLS', 'Register of schools'), ('ATTENDANCE', 'Attendance'), ('ATTAINMENT', 'Attainment'), ('SUSPENSIONS', 'Suspensions and exclusions'), ('EARLIER', 'Plans of the old system')], max_length=11)),
                        ('state', models.CharField(choices=[('WAITING', 'Waiting to be read'), ('RUNNING', 'Being read'), ('DONE', 'Finished'), ('STOPPED', 'Stopped'), ('FAILED', 'Not finished')], default='RUNNING', max_length=8)),
                        ('started_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('by_name', models.CharField(max_length=140)),
                        ('is_dry_run', models.BooleanField(default=False)),
                        ('is_strict', models.BooleanField(default=False)),
                        ('folder', models.CharField(blank=True, max_length=200)),
                        ('total', models.PositiveBigIntegerField(default=0)),
                        ('done', models.PositiveBigIntegerField(default=0)),
                        ('heartbeat_at', models.DateTimeField(null=True)),
                        ('stop_asked_at', models.DateTimeField(null=True)),
                        ('counts', models.JSONField(default=dict)),
                        ('refusals', models.JSONField(default=list)),
                        ('changes', models.JSONField(default=list)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'children_importrun',
                        'ordering': ['-started_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='MissingRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.CharField(max_length=40)),
                        ('key', models.CharField(max_length=300)),
                        ('whose', models.CharField(max_length=254, verbose_name="e-mail of a person, or the child's number")),
                        ('row_id', models.BigIntegerField()),
                        ('maybe_email', models.EmailField(blank=True, max_length=254, verbose_name='who may be the same person under another address')),
                        ('noticed_at', models.DateTimeField(default=accounts.clock.now)),
                        ('settled_at', models.DateTimeField(blank=True, null=True)),
                        ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='missing_rows', to='children.child')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'children_missingrow',
                        'ordering': ['file', 'noticed_at', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('file', 'key', 'row_id'), name='a_missing_row_waits_once')],
                    },
                ),
            ]
        )
    ]
