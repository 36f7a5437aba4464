"""The invented register of the recognition benchmark, and the identifiers that declarations name."""

# ruff: noqa: ANN001, ANN202, PLR2004 - a program to run; its sizes and seeds are fixed

import json
import os
import subprocess
import sys

import psycopg

FILL = """
ALTER TABLE register_statusperiod DROP CONSTRAINT status_periods_do_not_overlap;
INSERT INTO parties_administration (code, name, is_home)
SELECT 'Q' || chr(64 + i), '{{}}', i = 13 FROM generate_series(1, 26) i ON CONFLICT DO NOTHING;
INSERT INTO register_authorisation (number, administration_id, holder, holder_local, country, address, tier, roles,
                                    starts, state, public, changed_at, check_code)
SELECT code || 'AEO' || lpad(i::text, 8, '0'), code, 'Invented ' || i, '', code, '',
       CASE WHEN i % 4 = 0 THEN 'basic' ELSE 'security' END, '{{exporter}}', '2023-01-01', 'granted', false, now(), 'c' || i
FROM (SELECT i, CASE WHEN i % 10 = 0 THEN 'QM' ELSE 'Q' || chr(65 + i % 26) END AS code
      FROM generate_series(1, {authorisations}) i) drawn;
INSERT INTO register_alias (authorisation_id, scheme, value)
SELECT number, 'aeo', number FROM register_authorisation
UNION ALL
SELECT number, 'tin', left(number, 2) || lpad((right(number, 8)::bigint * 7)::text, 12, '0')
FROM register_authorisation;
INSERT INTO register_statusperiod (authorisation_id, status, during, reason)
SELECT number, 'granted', tstzrange('2023-01-01', CASE WHEN number LIKE '%7' THEN timestamptz '2025-01-01' END), ''
FROM register_authorisation
UNION ALL
SELECT number, 'suspended', tstzrange('2025-01-01', NULL), '' FROM register_authorisation WHERE number LIKE '%7';
INSERT INTO exchange_arrangement (partner_id, title, direction, phase, tiers, roles, benefits, in_operation_from, version,
                                  changed_at)
SELECT code, 'Invented', 'both', 'in-operation', '{{security}}', '{{exporter,importer,carrier}}', '{{B1,B2}}', '2020-01-01',
       1, now()
FROM parties_administration WHERE code <> 'QM' AND code <= 'QT';
ANALYZE;
"""
ROLES = ("Exporter", "Importer", "Carrier", "Declarant", "Manufacturer")


def fill(url, identifiers):
    """Make the tables by the product's own migrations, then fill them: two identifiers an authorisation."""
    env = {**os.environ, "DATABASE_URL": url}
    migrate = "import sys; from openaeo.config.command import main; sys.exit(main(['migrate']))"
    subprocess.run([sys.executable, "-c", migrate], env=env, check=True, capture_output=True)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in FILL.format(authorisations=identifiers // 2).split(";\n"):
            connection.execute(statement)


def draw(identifiers, count, chance):
    """Identifiers as declarations name them: about 39 in 100 in the book, popular ones often (power law, 0.72)."""
    many = len(identifiers)
    drawn = []
    for _ in range(count):
        if chance.random() < 0.39:
            drawn.append(identifiers[int(many * chance.random() ** (1 / (1 - 0.72)))])
        else:
            drawn.append(f"QX{chance.randrange(10**12):012d}")
    return drawn


def kept(book):
    """The identifiers of a book."""
    return list(book.index.base.keys)


def bodies(identifiers, count, parties, chance):
    """Request bodies of so many parties each."""
    drawn = iter(draw(identifiers, count * parties, chance))
    return [
        json.dumps(
            {"parties": [{"role": chance.choice(ROLES), "id": next(drawn)} for _ in range(parties)]},
            separators=(",", ":"),
        )
        for _ in range(count)
    ]
