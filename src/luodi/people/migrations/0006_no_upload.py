"""Tables that are sent in have a house of their own. Those that wait here, for two hours at most, are sent in again."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0005_holiday_notice")]
    operations = [migrations.DeleteModel("Upload")]
