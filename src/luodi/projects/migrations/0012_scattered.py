"""Serial numbers that do not follow one another, from the next year or division on: what is given out goes on as it began."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("projects", "0010_library")]
    operations = [migrations.AddField("numbering", "key", models.BigIntegerField(null=True))]
