from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_region_division'),
        ('projects', '0010_library'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['due_on', 'id'], name='project_due_all'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['-changed_at', '-id'], name='project_changed_all'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(models.OrderBy(models.F('investment_wan'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), name='project_money_all'),
        ),
    ]
