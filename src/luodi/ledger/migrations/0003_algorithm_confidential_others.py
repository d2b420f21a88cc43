from django.db import migrations, models

from luodi.ledger import guard


class Migration(migrations.Migration):
    """What entries did not say before. Old ones get what their hashes do not cover, and stay as they were."""

    dependencies = [("ledger", "0002_guard")]
    operations = [
        # SQLite makes the table anew, without its triggers.
        migrations.RunPython(guard.lift, guard.put),
        migrations.AddField("entry", "algorithm", models.CharField(default="sha256", max_length=8)),
        migrations.AddField("entry", "confidential", models.BooleanField(default=False)),
        migrations.AddField("entry", "others", models.JSONField(null=True)),
        migrations.RunPython(guard.put, guard.lift),
        migrations.AddIndex("idempotency", models.Index(fields=["at"], name="ledger_idempotency_at")),
        migrations.AddIndex("outbox", models.Index(condition=models.Q(("state", "sent")), fields=["next_at"], name="ledger_outbox_sent")),
    ]
