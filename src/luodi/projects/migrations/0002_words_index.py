"""The index through which PostgreSQL finds words; SQLite has none and looks through them."""

from typing import Any

from django.db import migrations

MAKE = "CREATE INDEX words_grams ON projects_words USING gin (to_tsvector('simple'::regconfig, COALESCE(grams, '')))"


def make(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(MAKE)


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX words_grams")


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
