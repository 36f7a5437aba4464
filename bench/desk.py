"""The desk at 200 cases and at 20 000: queries and median time of its pages, as ratios: `./dev bench desk` (`--help`).

Twelve cases are walked through the real verbs, with answers, documents, questions, findings and a history each, and then
copied by SQL with everything that belongs to them. A page must answer with at most 15 queries, and take at most five times
as long when there are a hundred times as many cases; the command fails when one does not. `DATABASE_URL` names a server to
use; without it the private cluster. The database is the run's own and is dropped.
"""

# ruff: noqa: ANN001, ANN201, PLR2004, S608 - a program to run; its sizes are fixed and its SQL names no words from outside

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "bench")]

from recognition import scratch_database  # noqa: E402 - after the path

QUERIES, TIMES = 15, 5.0
STEP = 10_000
"""How far apart the keys of two copies stand; a template has fewer rows of each kind."""
STAGES = ("submitted", "assessment", "assessment", "decision", "hearing", "refused", *["granted"] * 6)
DOCUMENTS = 15
TAIL = (
    "regexp_replace({0}, '\\d+$', '') || lpad((substring({0} from '\\d+$')::bigint + k * 100)::text, "
    "greatest(length(substring({0} from '\\d+$')), length((k * 100)::text)), '0')"
)
"""An identifier whose number at the end is moved on by a hundred for each copy."""
TAILED = {"operator.number", "operator.tin", "case.number", "authorisation.number", "alias.value"}
REWRITTEN = {
    "operator.name": "name || ' ' || k",
    "authorisation.holder": "holder || ' ' || k",
    "authorisation.check_code": "left(md5(check_code || k), length(check_code))",
}


def ground(url, files):
    """Make the tables by the product's own migrations, and load it as a test of pages would."""
    os.environ |= {"DATABASE_URL": url, "OPENAEO_FILES_DIR": files}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openaeo.config.settings")
    from django.conf import settings

    settings.REQUIRE_STAFF_MFA = False
    settings.STATIC_ROOT = files
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment(debug=False)
    call_command("migrate", verbosity=0)


def templates():
    """Walk twelve firms through the real verbs; gives the number of a case in assessment."""
    import io
    from datetime import timedelta

    from tests.worlds import a_case, a_finding, an_operator, people, when

    from openaeo.bedrock import files
    from openaeo.casework import requests
    from openaeo.casework.models import Document, Evidence

    cast = people()
    numbers = []
    for place, stage in enumerate(STAGES):
        firm = an_operator(f"firm{place}", name=f"Firm {place} Ltd", tin=f"QM1000000{place:02}", public=True)
        case = a_case(stage, firm=firm)
        numbers.append(case.number)
        stored = files.store(io.BytesIO(b"key,name\n1,a\n"), "keys.csv", at=when(1))
        for count, answer in enumerate(case.answers.order_by("pk")[:DOCUMENTS]):
            document = Document.objects.create(
                operator=firm.operator,
                file=stored,
                name=f"paper-{count}.csv",
                added_at=when(1),
                added_by_id=firm.owner.person,
            )
            Evidence.objects.create(answer=answer, document=document, added_at=when(1))
    a_finding("planned", case=case_called(numbers[1]))
    a_finding("accepted", case=case_called(numbers[1]), criterion="A2")
    requests.ask(numbers[2], question="Since when?", actor=cast.ben, at=when(5) + timedelta(hours=1))
    return numbers[1]


def case_called(number):
    from openaeo.casework.models import Case

    return Case.objects.get(pk=number)


def belongings():
    """The tables that are copied with a case, as models."""
    from openaeo.casework import models as casework
    from openaeo.parties.models import Mandate, Operator, Site
    from openaeo.register.models import Alias, Authorisation, StatusPeriod

    return (
        *(Operator, Mandate, Site, Authorisation, Alias, StatusPeriod),
        *(casework.Case, casework.Handling, casework.Answer, casework.Result, casework.Document),
        *(casework.Evidence, casework.Request, casework.Finding, casework.CorrectiveAction),
        *(casework.SitePlan, casework.SiteOutlook, casework.Docket),
    )


def copied(models, first, last):
    """Copy the templates as copies `first` to `last`, the journal of their cases included."""
    from django.db import connection

    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = replica")
        for model in models:
            sql.execute(statement(model, models), [first, last])
        sql.execute(
            f"INSERT INTO bedrock_journalentry (cursor, at, act, topic, subject, person, person_name, capacity, body, previous, hash)"
            f" SELECT (SELECT max(cursor) FROM bedrock_journalentry) + row_number() OVER (), at, act, topic, "
            f"{TAIL.format('subject')}, person, person_name, capacity, body, previous, hash"
            f" FROM bedrock_journalentry, generate_series(%s, %s) k WHERE topic = 'case' AND subject = ANY(%s)",
            [first, last, originals()],
        )
        sql.execute("SET session_replication_role = origin")
        # Dockets were copied with their cases: nothing is left to read.
        sql.execute(
            "UPDATE bedrock_readerposition SET cursor = (SELECT max(cursor) FROM bedrock_journalentry)"
        )
        sql.execute("VACUUM ANALYZE")


def originals():
    from openaeo.casework.models import Case

    return list(Case.objects.order_by("started_at", "number").values_list("number", flat=True)[: len(STAGES)])


def statement(model, models):
    """INSERT … SELECT of every row of a template, for each k."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's public face
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(value(model, field, models) for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column  # noqa: SLF001
    return (
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM (SELECT * FROM {table} WHERE {template(model, key)}) one,"
        f" generate_series(%s, %s) k"
    )


def template(model, key):
    kind = model._meta.pk  # noqa: SLF001
    while kind.remote_field:
        kind = kind.target_field
    if kind.get_internal_type().endswith("AutoField"):
        return f"{key} < {STEP}"
    return f"substring({key} from '\\d+$')::bigint < 100"


def value(model, field, models):
    name = f"{model._meta.model_name}.{field.name}"  # noqa: SLF001
    column = f'"{field.column}"'
    if name in REWRITTEN:
        return REWRITTEN[name]
    target = field
    while target.remote_field and target.remote_field.model in models:
        target = target.target_field
    if name in TAILED or (target is not field and not target.get_internal_type().endswith("AutoField")):
        return TAIL.format(column)
    own = field.primary_key or target is not field
    return f"{column} + k * {STEP}" if own and target.get_internal_type().endswith("AutoField") else column


def pages(number):
    """Name and address of every page that is measured."""
    from openaeo.casework.models import Case

    held = Case.objects.exclude(authorisation=None).order_by("started_at", "number").first().authorisation_id
    case = f"/desk/cases/{number}/"
    tabs = ("overview", "criteria", "evidence", "findings", "visits", "messages", "decision", "history")
    return {
        "inbox": "/desk/cases/",
        "inbox, overdue": "/desk/cases/?show=overdue",
        "inbox, by firm": "/desk/cases/?sort=firm",
        "inbox, searched": "/desk/cases/?q=firm+3",
        "inbox, by number": f"/desk/cases/?q={number}",
        **{f"case, {tab}": f"{case}{tab}/" for tab in tabs},
        "criterion": f"{case}criteria/A1/",
        "visits": "/desk/visits/",
        "sites due": "/desk/sites/",
        "authorisations": "/desk/authorisations/",
        "authorisations, searched": "/desk/authorisations/?q=firm+3",
        "authorisation": f"/desk/authorisations/{held}/",
        "public register": "/register?q=firm+3",
    }


def measured(addresses, rounds):
    """Queries and median milliseconds of each page, for an officer."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from openaeo.parties.models import Person

    client = Client()
    client.force_login(Person.objects.get(email="ben@example.org"))
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        count = len(captured)  # at once: the next request forgets them
        if answer.status_code != 200:
            sys.exit(f"{address} answered {answer.status_code}")
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - begun) * 1000)
        found[name] = (count, median(times))
    return found


def sizes():
    from openaeo.bedrock.models import JournalEntry
    from openaeo.casework.models import Case, Docket, Document

    rows = (Case, Docket, Document, JournalEntry)
    cases, dockets, documents, entries = (model.objects.count() for model in rows)
    return f"{cases:,} cases ({dockets:,} open), {documents:,} documents, {entries:,} journal entries"


def report(small, large):
    """The table, and whether every page kept its budget."""
    kept = True
    print(f"\n  {'page':<26}{'queries':>9}{'':>5}{'ms':>9}{'ms':>9}{'ratio':>8}")
    for name, (few, short) in small.items():
        many, long = large[name]
        over = " ".join(
            word
            for word, wrong in (("QUERIES", max(few, many) > QUERIES), ("SLOW", long > TIMES * short))
            if wrong
        )
        kept &= not over
        print(f"  {name:<26}{few:>9}{many:>5}{short:>9.1f}{long:>9.1f}{long / short:>7.1f}x  {over}")
    print(f"\n  {'met   ' if kept else 'MISSED'}  at most {QUERIES} queries, at most {TIMES:.0f}x the time")
    return kept


def main():
    parser = argparse.ArgumentParser(description="The desk at 200 cases and at 20 000.")
    parser.add_argument("--small", type=int, default=200, help="cases of the small world (default 200)")
    parser.add_argument("--large", type=int, default=20_000, help="cases of the large world (default 20 000)")
    parser.add_argument("--only", default="", help="measure only pages whose name has this in it")
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each page (default 9)")
    options = parser.parse_args()
    with ExitStack() as stack:
        files = stack.enter_context(tempfile.TemporaryDirectory())
        ground(stack.enter_context(scratch_database(stack)), files)
        from datetime import UTC, datetime

        from django.db import connection

        from openaeo.casework import docket

        stack.callback(connection.close)
        number = templates()
        while docket.read_on(at=datetime.now(UTC)):
            pass
        addresses = {name: at for name, at in pages(number).items() if options.only in name}
        models = belongings()
        worlds = []
        first = 1
        for cases in (options.small, options.large):
            last = max(first, round(cases / len(STAGES)) - 1)
            begun = time.monotonic()
            copied(models, first, last)
            first = last + 1
            print(f"  {sizes()}, made in {time.monotonic() - begun:.0f} s", flush=True)
            worlds.append(measured(addresses, options.rounds))
        sys.exit(0 if report(*worlds) else 1)


if __name__ == "__main__":
    main()
