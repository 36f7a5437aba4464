"""While a part of an authorisation is suspended, its status periods say as which tier it goes on."""

from django.db import migrations, models

VIEW = """
CREATE OR REPLACE VIEW register_book AS
SELECT held.number,
       held.administration_id::text AS administration,
       administration.is_home AS home,
       held.tier::text AS tier,
       held.roles::text[] AS roles,
       coalesce((
           SELECT string_agg(
               period.status
               || '|' || (extract(epoch FROM lower(period.during)) * 1000000)::bigint
               || '|' || coalesce((extract(epoch FROM upper(period.during)) * 1000000)::bigint::text, '')
               || {tier},
               ';' ORDER BY lower(period.during))
           FROM register_statusperiod AS period
           WHERE period.authorisation_id = held.number
       ), '') AS periods,
       held.holder::text AS holder,
       held.country::text AS country
FROM register_authorisation AS held
JOIN parties_administration AS administration ON administration.code = held.administration_id;
COMMENT ON VIEW register_book IS '{told}';
"""
HALF_OPEN = "in microseconds since 1970 UTC, half-open, to empty = open."
FORWARD = VIEW.format(
    tier="CASE WHEN period.tier = '' THEN '' ELSE '|' || period.tier END",
    told=f'One row an authorisation. periods: "status|from|to;…" {HALF_OPEN} '
    'While a part is suspended "status|from|to|tier" with the tier in effect.',
)
BACKWARD = VIEW.format(tier="''", told=f'One row an authorisation. periods: "status|from|to;…" {HALF_OPEN}')


class Migration(migrations.Migration):
    """The tier in effect, and the view of the fast lane with it."""

    dependencies = [("register", "0002_numbers_and_views")]

    operations = [
        migrations.AddField(
            model_name="statusperiod",
            name="tier",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="statusperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tier", ""),
                    models.Q(("status", "granted"), ("tier__regex", "^[a-z0-9-]+$")),
                    _connector="OR",
                ),
                name="another_tier_in_effect_only_while_granted",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
