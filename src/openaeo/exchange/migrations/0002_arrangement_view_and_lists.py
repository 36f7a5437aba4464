"""The arrangements as the fast lane reads them; how a list was read, when it was checked, who released a row."""

from django.conf import settings
from django.db import migrations, models

VIEW = """
CREATE VIEW register_book_arrangement AS
SELECT
    partner_id::text AS partner,
    phase::text AS phase,
    direction::text AS direction,
    tiers::text[] AS tiers,
    roles::text[] AS roles,
    benefits::text[] AS benefits,
    (extract(epoch FROM in_operation_from) * 1000000)::bigint AS since_us,
    (extract(epoch FROM in_operation_until) * 1000000)::bigint AS until_us
FROM exchange_arrangement
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW register_book_arrangement"),
        migrations.AddField(
            model_name="listimport",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="listimport",
            name="checked_version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="listimport",
            name="reading",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="listrow",
            name="release_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="listrow",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="listrow",
            index=models.Index(fields=["listing", "verdict", "row"], name="row_verdict"),
        ),
    ]
