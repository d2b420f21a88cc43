"""Orders of all projects. SQLite takes no index that has empty places last, and holds few projects: it sorts them."""

from typing import Any

from django.db import migrations, models

MAKE = "CREATE INDEX project_money_all ON projects_project (investment_wan DESC NULLS LAST, id DESC)"


def make(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(MAKE)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX project_money_all")


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_library")]
    operations = [
        migrations.AddIndex("project", models.Index(fields=["due_on", "id"], name="project_due_all")),
        migrations.AddIndex("project", models.Index(fields=["-changed_at", "-id"], name="project_changed_all")),
        migrations.RunPython(make, drop),
    ]
