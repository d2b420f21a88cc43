"""Every account is looked after by a unit: that of its first post, else the first unit there is."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _fill(apps: Any, schema_editor: Any) -> None:
    account, post, unit = (apps.get_model("people", name) for name in ("Account", "Post", "Unit"))
    first = unit.objects.order_by("id").first()
    for one in account.objects.filter(unit__isnull=True):
        held = post.objects.filter(account=one).order_by("id").first()
        one.unit_id = held.unit_id if held else first and first.pk
        one.save(update_fields=["unit"])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.AddField("account", "unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="people.unit")),
        migrations.RunPython(_fill, migrations.RunPython.noop),
        migrations.AlterField("account", "unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="people.unit")),
    ]
