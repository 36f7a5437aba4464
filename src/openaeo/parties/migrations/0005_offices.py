"""Offices become rows of their own; the office that a post names in words is looked up or opened."""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import Min, Q


def seat(apps: Any, _schema: Any) -> None:
    """Open each office that a post names, as of the first post there, and put the posts into it."""
    office, post = apps.get_model("parties", "Office"), apps.get_model("parties", "Post")
    named = post.objects.exclude(office_named="")
    for name, since in named.order_by().values_list("office_named").annotate(Min("since")):
        known = office.objects.filter(name__iexact=name.strip()).first()
        found = known or office.objects.create(name=name.strip() or name, opened_at=since)
        named.filter(office_named=name).update(office=found)


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_sites_and_ratings")]

    operations = [
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"ordering": ["name", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(condition=~Q(name=""), name="office_has_a_name"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                condition=Q(closed_at__isnull=True),
                name="one_open_office_of_a_name",
            ),
        ),
        migrations.RenameField("post", "office", "office_named"),
        migrations.AddField(
            model_name="post",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to="parties.office",
            ),
        ),
        migrations.RunPython(seat, migrations.RunPython.noop),
    ]
