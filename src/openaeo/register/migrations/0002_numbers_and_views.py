"""Our own numbers, and the views through which the fast lane reads the book."""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE register_own_number MINVALUE 1 MAXVALUE 99999999;

CREATE VIEW register_book AS
SELECT held.number,
       held.administration_id::text AS administration,
       administration.is_home AS home,
       held.tier::text AS tier,
       held.roles::text[] AS roles,
       coalesce((
           SELECT string_agg(
               period.status
               || '|' || (extract(epoch FROM lower(period.during)) * 1000000)::bigint
               || '|' || coalesce((extract(epoch FROM upper(period.during)) * 1000000)::bigint::text, ''),
               ';' ORDER BY lower(period.during))
           FROM register_statusperiod AS period
           WHERE period.authorisation_id = held.number
       ), '') AS periods,
       held.holder::text AS holder,
       held.country::text AS country
FROM register_authorisation AS held
JOIN parties_administration AS administration ON administration.code = held.administration_id;
COMMENT ON VIEW register_book IS
    'One row an authorisation. periods: "status|from|to;…" in microseconds since 1970 UTC, half-open, to empty = open.';

CREATE VIEW register_book_alias AS
SELECT authorisation_id::text AS number, scheme::text AS scheme, value::text AS value FROM register_alias;
COMMENT ON VIEW register_book_alias IS 'One row an identifier under which an authorisation is looked up.';
"""
BACKWARD = """
DROP VIEW register_book_alias;
DROP VIEW register_book;
DROP SEQUENCE register_own_number;
"""


class Migration(migrations.Migration):
    """Sequence and views."""

    dependencies = [("register", "0001_initial"), ("parties", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
