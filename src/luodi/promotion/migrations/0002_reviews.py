import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("projects", "0012_scattered"),
        ("promotion", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="left",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="opinion",
            name="supplied",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="opinion",
            name="paper",
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.paper"),
        ),
    ]
