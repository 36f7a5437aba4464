"""A partner administration, the recognition desk, and lists to import."""

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from openaeo.bedrock import files
from openaeo.bedrock.actors import Actor
from openaeo.bedrock.rows import in_utf8
from openaeo.exchange import arrangements, lists, tasks
from openaeo.exchange.models import ListImport
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Capacity
from openaeo.parties.models import Administration, Person

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
HEADER = (
    "code",
    "name",
    "local_name",
    "address",
    "country",
    "tier",
    "roles",
    "valid_from",
    "valid_until",
    "status",
    "status_since",
    "tin",
)


def a_line(code="QNAEO0001", name="Papaya Wharf Ltd", **cells):
    """One row of a list, sound unless told otherwise."""
    told = {
        "code": code,
        "name": name,
        "local_name": "",
        "address": "1 Quay Street",
        "country": "QN",
        "tier": "full",
        "roles": "exporter",
        "valid_from": "2024-01-15",
        "valid_until": "",
        "status": "granted",
        "status_since": "",
        "tin": "",
        **cells,
    }
    return [told[column] for column in HEADER]


def as_csv(lines, header=HEADER, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def as_xlsx(lines, header=HEADER):
    book = Workbook()
    sheet = book.active
    sheet.append(list(header))
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def an_arrangement(desk, code="QN", expected_version=0, **terms):
    return arrangements.arrange(
        code,
        **{
            "partner_name": "Quince Customs",
            "title": "Mutual recognition QM-QN",
            "direction": Direction.BOTH,
            "phase": Phase.IN_OPERATION,
            "tiers": ["full", "light"],
            "roles": [],
            "benefits": ["fewer-checks"],
            "in_operation_from": datetime(2025, 1, 1, tzinfo=UTC),
            "in_operation_until": None,
            "expected_version": expected_version,
            "actor": desk,
            "at": AT,
            **terms,
        },
    )


def receive(desk, content, name="list.csv", code="QN", at=AT):
    with in_utf8(io.BytesIO(content)) as (stream, sent):
        stored = files.store(stream, name, at=at, accept=lists.ACCEPTED)
    return lists.receive_list(code, stored=stored, name=name, sent=sent, actor=desk, at=at)


def checked(desk, content, name="list.csv", at=AT):
    """A list received and checked, as the worker checks it."""
    listing = receive(desk, content, name, at=at)
    tasks.check_list(listing.pk)
    return ListImport.objects.get(pk=listing.pk)


def applied(desk, content, name="list.csv", at=AT):
    """A list received, checked and written into the book."""
    listing = checked(desk, content, name, at=at)
    lists.apply_list(listing.pk, actor=desk, at=at)
    tasks.apply_list(listing.pk)
    return ListImport.objects.get(pk=listing.pk)


def staff(capacity, name):
    person = Person.objects.create_user(f"{capacity.value}@qm.example", "a long enough secret", name=name)
    return Actor(capacity, person=person.pk, name=name)


@pytest.fixture
def home(db):
    return Administration.objects.create(code="QM", name={"en": "Quokka Customs"}, is_home=True)


@pytest.fixture
def desk(home):
    return staff(Capacity.RECOGNITION_DESK, "Efua Desk")


@pytest.fixture
def officer(home):
    return staff(Capacity.OFFICER, "Ben Officer")


@pytest.fixture
def arrangement(desk):
    return an_arrangement(desk)
