"""Regions, units, accounts, posts, absences."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("must_change_password", models.BooleanField(default=False)),
                ("failed_sign_ins", models.PositiveSmallIntegerField(default=0)),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("login"), name="account_login_once"),
                    models.CheckConstraint(condition=models.Q(("login", ""), _negated=True), name="account_login_given"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("province", "省"), ("city", "市"), ("district", "区县"), ("park", "园区"), ("town", "镇街")], max_length=16),
                ),
                ("slug", models.SlugField(blank=True, db_index=False, max_length=64)),
                ("name", models.CharField(max_length=60)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("parent", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="people.region")),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("promotion", "招商部门"),
                            ("approval", "审批部门"),
                            ("department", "职能部门"),
                            ("town", "镇街"),
                            ("park", "园区"),
                            ("supervision", "督查部门"),
                            ("leadership", "领导"),
                            ("enterprise", "企业"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("parent", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="people.unit")),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="units", to="people.region")),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=16)),
                ("first", models.DateField()),
                ("last", models.DateField(blank=True, null=True)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="posts", to=settings.AUTH_USER_MODEL)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="people.unit")),
            ],
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="absences", to=settings.AUTH_USER_MODEL)),
                ("deputy", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stands_in", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["deputy", "last"], name="absence_by_deputy")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("last__gte", models.F("first"))), name="absence_days_in_order"),
                    models.CheckConstraint(condition=models.Q(("deputy", models.F("account")), _negated=True), name="absence_deputy_is_another"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="region",
            index=models.Index(fields=["path"], name="region_path"),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", ["province", "city", "district", "park", "town"])), name="region_kind"),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"),
                name="region_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.UniqueConstraint(fields=("parent", "name"), name="region_name_once"),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.UniqueConstraint(condition=models.Q(("parent__isnull", True)), fields=("name",), name="region_root_name_once"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["path"], name="unit_path"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["promotion", "approval", "department", "town", "park", "supervision", "leadership", "enterprise"])),
                name="unit_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"),
                name="unit_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("region", "parent", "name"), name="unit_name_once"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(condition=models.Q(("parent__isnull", True)), fields=("region", "name"), name="unit_root_name_once"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "promoter",
                            "navigator",
                            "clerk",
                            "reviewer",
                            "chief",
                            "team_lead",
                            "supervisor",
                            "leader",
                            "town_officer",
                            "regulator",
                            "unit_admin",
                            "platform_admin",
                            "auditor",
                            "enterprise",
                        ],
                    )
                ),
                name="post_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__isnull", True), ("last__gte", models.F("first")), _connector="OR"), name="post_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("account", "unit", "role", "first"), name="post_once"),
        ),
    )
