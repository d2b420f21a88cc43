"""Holiday notices that are taken in while the product runs."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_manage")]
    operations = [
        migrations.CreateModel("HolidayNotice", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("year", models.PositiveSmallIntegerField(unique=True)),
            ("text", models.TextField()),
            ("mark", models.CharField(max_length=16)),
            ("added_at", models.DateTimeField()),
        ]),
    ]
