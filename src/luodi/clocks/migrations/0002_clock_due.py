"""Another index for the sweep: on SQLite one from which it reads all it needs."""

from django.db import migrations, models

import luodi.clocks.models


class Migration(migrations.Migration):
    """Another index."""

    dependencies = [
        ("clocks", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=luodi.clocks.models.Due(condition=models.Q(("next_on__isnull", False)), fields=[
                "region_id", "next_on", "ladder", "light", "rung", "yellow_on", "due_on", "overdue_on", "hold_until", "reread_on", "clock"], name="clock_due"),
        ),
        migrations.RemoveIndex(model_name="standing", name="clock_next"),
    ]
