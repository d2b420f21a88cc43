import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("promotion", "0001_initial"),
    ]

    operations = [
        # A clause is asked about before anything is said of it; nobody has said anything yet.
        migrations.DeleteModel(name="ClauseCheck"),
        migrations.CreateModel(
            name="ClauseCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(max_length=40)),
                ("mark", models.CharField(max_length=64)),
                ("asked_on", models.DateField()),
                ("passed", models.BooleanField(null=True)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("on", models.DateField(blank=True, null=True)),
                ("agreement", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="promotion.agreement")),
                ("unit", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit")),
                ("account", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("clock", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clocks.clock")),
                ("by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("agreement", "clause", "mark"), name="clause_check_once")]},
        ),
        migrations.AddField(model_name="fairreview", name="first", field=models.TextField(blank=True)),
        migrations.AddField(model_name="decision", name="number", field=models.PositiveSmallIntegerField(default=1), preserve_default=False),
        migrations.AddIndex(model_name="promise", index=models.Index(fields=["due_on", "id"], name="promise_due")),
    ]
