from django.db import migrations

from luodi.ledger import guard


class Migration(migrations.Migration):
    """The database itself refuses to change or remove an entry."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard.put, guard.lift)]
