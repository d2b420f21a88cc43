"""Units can be closed; tables that were sent in are kept until they are confirmed."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_signing")]
    operations = [
        migrations.AddField("unit", "closed", models.DateField(blank=True, null=True)),
        migrations.CreateModel("Upload", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("file", models.CharField(max_length=120)),
            ("rows", models.JSONField()),
            ("at", models.DateTimeField()),
            ("expires", models.DateTimeField(db_index=True)),
            ("done", models.JSONField(blank=True, null=True)),
            ("account", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ("region", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.region")),
            ("unit", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.unit")),
        ]),
    ]
