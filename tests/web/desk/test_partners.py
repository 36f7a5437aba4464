"""The pages about partners and their lists: who sees them, what they say, and what they refuse."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import staff

from openaeo.bedrock import files
from openaeo.exchange import arrangements, lists, tasks
from openaeo.exchange.models import Arrangement, ListImport, ListRow
from openaeo.law.arrangement import Direction, Phase
from openaeo.law.terms import Capacity
from openaeo.parties.models import Person
from openaeo.register.models import Authorisation
from openaeo.web.desk.partner_lists import harmless
from openaeo.web.desk.partner_words import PROBLEMS, REFUSALS

HEADER = "code,name,country,tier,valid_from,valid_until,status,address"
SOUND = [f"QN-{n},Firm {n},QN,full,2025-01-15,,granted,{n} Quay Street" for n in range(1, 4)]
READERS = ("efua", "ben", "dalia")
OUTSIDERS = ("amara", "otto", "gina")


@pytest.fixture
def desk(cast):
    return cast.efua


@pytest.fixture
def efua(signed_in):
    return signed_in("efua")


@pytest.fixture
def at_browser(cast, signed_in):
    """Return a signed-in client for anybody of the cast, or for Gina, who administers the installation."""

    def sign_in(key):
        if key != "gina":
            return signed_in(key)
        client = Client()
        gina = staff("gina", Capacity.ADMINISTRATOR, "Gina Ferro")
        client.force_login(Person.objects.get(pk=gina.person))
        return client

    return sign_in


def arrange(desk, code="QN", **terms):
    return arrangements.arrange(
        code,
        **{
            "partner_name": f"{code} Customs",
            "title": f"Arrangement with {code}",
            "direction": Direction.BOTH,
            "phase": Phase.IN_OPERATION,
            "tiers": ["full", "light"],
            "roles": [],
            "benefits": [],
            "in_operation_from": datetime(2025, 1, 1, tzinfo=UTC),
            "in_operation_until": None,
            "expected_version": 0,
            "actor": desk,
            "at": datetime.now(UTC),
            **terms,
        },
    )


def csv_of(*lines):
    return "\n".join([HEADER, *lines, ""]).encode()


def receive(desk, *lines, code="QN", name="list.csv"):
    at = datetime.now(UTC)
    stored = files.store(io.BytesIO(csv_of(*lines)), name, at=at, accept=lists.ACCEPTED)
    return lists.receive_list(code, stored=stored, name=name, actor=desk, at=at)


def checked(desk, *lines, **particulars):
    listing = receive(desk, *lines, **particulars)
    tasks.check_list(listing.pk)
    return ListImport.objects.get(pk=listing.pk)


def applied(desk, *lines, **particulars):
    listing = checked(desk, *lines, **particulars)
    lists.apply_list(listing.pk, actor=desk, at=datetime.now(UTC))
    tasks.apply_list(listing.pk)
    return ListImport.objects.get(pk=listing.pk)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def upload(client, content, name="list.csv", code="QN"):
    return client.post(reverse("list_upload", args=[code]), {"file": SimpleUploadedFile(name, content)})


def every_address(listing):
    row = ListRow.objects.filter(listing=listing, verdict="quarantined").first()
    reading = [
        reverse("partners"),
        reverse("partner", args=["QN"]),
        reverse("list_template"),
        *(reverse(name, args=[listing.pk]) for name in ("list_import", "list_rows", "list_errors")),
    ]
    acting = [
        reverse("arrangement_new"),
        reverse("arrangement_edit", args=["QN"]),
        reverse("list_upload", args=["QN"]),
        *(reverse(name, args=[listing.pk]) for name in ("list_apply", "list_check", "list_discard")),
        reverse("row_release", args=[row.pk]),
    ]
    return reading, acting


def test_every_page_has_its_audience(at_browser, desk):
    arrange(desk)
    listing = checked(desk, *SOUND, "QN-9,Far,QX,full,2025-01-15,,granted,")
    reading, acting = every_address(listing)
    for key in READERS:
        client = at_browser(key)
        assert [client.get(address).status_code for address in reading] == [200] * len(reading)
        assert {client.get(address).status_code for address in acting} == ({200} if key == "efua" else {404})
    for key in OUTSIDERS:
        client = at_browser(key)
        assert {client.get(address).status_code for address in reading + acting} == {404}
    for address in reading + acting:
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize("key", ["ben", "dalia", "amara", "gina"])
def test_nobody_else_acts_by_post(at_browser, desk, key):
    arrange(desk)
    listing = checked(desk, *SOUND, "QN-9,Far,QX,full,2025-01-15,,granted,")
    client = at_browser(key)
    for address in every_address(listing)[1]:
        assert client.post(address, {"reason": "Mine"}).status_code == 404
    listing.refresh_from_db()
    assert (listing.state, ListRow.objects.filter(released_by__isnull=False).count()) == ("checked", 0)


def test_an_empty_page_says_what_to_expect(efua):
    assert "No partner yet" in text(efua.get(reverse("partners")))


def test_partners_cost_the_same_for_one_and_for_many(efua, desk):
    arrange(desk)
    applied(desk, *SOUND)
    before = queries(efua, reverse("partners"))
    for code in ("QP", "QR", "QS"):
        arrange(desk, code)
        applied(desk, f"{code}-1,Firm,{code},full,2025-01-15,,granted,", code=code)
    assert queries(efua, reverse("partners")) == before


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_of_partners_tells_phase_holders_and_freshness(efua, desk):
    arrange(desk)
    applied(desk, *SOUND)
    arrange(desk, "QP", phase=Phase.NEGOTIATION, in_operation_from=None)
    said = text(efua.get(reverse("partners")))
    assert "QN Customs" in said
    assert "In operation" in said
    assert "From today" in said
    assert "No list yet" in said
    filtered = text(efua.get(reverse("partners") + "?phase=negotiation"))
    assert "QP Customs" in filtered
    assert "QN Customs" not in filtered


def test_a_list_that_did_not_come_is_shown_in_red(efua, desk):
    arrange(desk)
    applied(desk, *SOUND)
    ListImport.objects.update(applied_at=datetime.now(UTC) - timedelta(days=71))
    assert re.search(r'tag-red">.*?71 days old', text(efua.get(reverse("partners"))))


FORM = {
    "partner_code": "qn",
    "partner_name": "Quince Customs",
    "title": "Recognition of full operators",
    "direction": "inbound",
    "phase": "pilot",
    "tiers": "full, light",
    "roles": ["exporter"],
    "in_operation_from": "2026-01-01",
    "in_operation_until": "2026-12-31",
    "version": "0",
}


def test_an_arrangement_is_written_down_by_form(efua):
    response = efua.post(reverse("arrangement_new"), FORM)
    assert (response.status_code, response.url) == (302, reverse("partner", args=["QN"]))
    row = Arrangement.objects.get()
    assert (row.partner_id, row.direction, row.phase, row.tiers, row.roles) == (
        "QN",
        "inbound",
        "pilot",
        ["full", "light"],
        ["exporter"],
    )
    assert row.in_operation_until == datetime(2027, 1, 1, tzinfo=UTC)
    assert "Arrangement written down" in text(efua.get(response.url))
    form = text(efua.get(reverse("arrangement_edit", args=["QN"])))
    assert 'value="2026-12-31"' in form


def test_a_refusal_stands_beside_its_field(efua):
    said = text(efua.post(reverse("arrangement_new"), {**FORM, "in_operation_from": ""}))
    assert 'href="#id_in_operation_from"' in said
    assert not Arrangement.objects.exists()


def test_the_slower_of_two_sees_what_is_recorded_and_may_save_again(efua, desk):
    arrange(desk)
    address = reverse("arrangement_edit", args=["QN"])
    mine = {**FORM, "version": "1", "title": "Mine"}
    arrange(desk, expected_version=1, title="Theirs")
    said = text(efua.post(address, mine))
    assert "As it is recorded now" in said
    assert "Theirs" in said
    assert 'value="Mine"' in said
    version = re.search(r'name="version" value="(\d+)"', said)[1]
    assert efua.post(address, {**mine, "version": version}).status_code == 302
    assert Arrangement.objects.get().title == "Mine"


def test_changes_stand_in_the_timeline(efua, desk):
    arrange(desk)
    arrange(desk, expected_version=1, phase=Phase.SUSPENDED)
    said = text(efua.get(reverse("partner", args=["QN"])))
    assert "Phase: In operation → Suspended" in said


def test_a_list_from_upload_to_register(efua, desk):
    arrange(desk)
    response = upload(efua, csv_of(*SOUND))
    listing = ListImport.objects.get()
    assert response.url == reverse("list_import", args=[listing.pk])
    waiting = text(efua.get(response.url))
    assert f'hx-get="{reverse("list_progress", args=[listing.pk])}"' in waiting
    assert 'hx-trigger="every 1s"' in waiting
    tasks.check_list(listing.pk)
    preview = text(efua.get(response.url))
    assert "hx-trigger" not in preview
    assert f'href="{response.url}rows/?verdict=new">3</a>' in preview
    confirm = reverse("list_apply", args=[listing.pk])
    assert f'href="{confirm}"' in preview
    assert "3 operators enter the register." in text(efua.get(confirm))
    assert efua.post(confirm).status_code == 302
    assert "being written into the register" in text(efua.get(response.url))
    tasks.apply_list(listing.pk)
    assert "Applied" in text(efua.get(response.url))
    assert Authorisation.objects.filter(administration="QN").count() == 3


def test_progress_polls_until_the_work_is_done(efua, desk):
    arrange(desk)
    listing = receive(desk, *SOUND)
    address = reverse("list_progress", args=[listing.pk])
    assert efua.get(address).url == reverse("list_import", args=[listing.pk])
    busy = efua.get(address, headers={"HX-Request": "true"})
    assert ("HX-Refresh" in busy.headers, "<html" in text(busy)) == (False, False)
    ListImport.objects.update(state="checking", rows_total=2000, rows_done=1000)
    assert "1000 of 2000 rows checked" in text(efua.get(address, headers={"HX-Request": "true"}))
    ListImport.objects.update(state="checked")
    done = efua.get(address, headers={"HX-Request": "true"})
    assert (done.headers["HX-Refresh"], "hx-trigger" in text(done)) == ("true", False)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"code,name\nA,B\n", "list.csv", "no column valid_from, status"),
        (b"", "list.csv", "empty"),
        (b"%PDF-1.7 not a list", "list.pdf", "this kind"),
        (b"PK\x03\x04 torn", "list.xlsx", "content of the file|damaged"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(efua, desk, content, name, says):
    arrange(desk)
    said = text(upload(efua, content, name))
    assert "There is a problem" in said
    assert re.search(says, said)
    assert not ListImport.objects.exists()


def test_errors_name_row_column_and_remedy_and_block_the_list(efua, desk):
    arrange(desk)
    listing = checked(desk, SOUND[0], "QN-2,Firm,QN,full,03/04/2026,,maybe,")
    said = text(efua.get(reverse("list_import", args=[listing.pk])))
    assert "Rows in error: 1." in said
    assert reverse("list_apply", args=[listing.pk]) not in said
    assert re.search(
        r'number">3</th>.*<code>valid_from</code>:</strong> <bdi>The date 03/04/2026 can be read in two ways',
        said,
    )
    assert "Write it as year, month, day: 2026-04-03." in said
    assert "Rows in error: 1." in text(efua.post(reverse("list_apply", args=[listing.pk])))
    listing.refresh_from_db()
    assert listing.state == "checked"


def test_a_held_back_row_is_released_with_a_reason(efua, desk):
    arrange(desk)
    listing = checked(desk, SOUND[0], "QN-9,Far,QX,full,2025-01-15,,granted,")
    row = ListRow.objects.get(verdict="quarantined")
    address = reverse("row_release", args=[row.pk])
    assert f'href="{address}"' in text(efua.get(reverse("list_import", args=[listing.pk])))
    assert "The firm is in QX" in text(efua.get(address))
    assert "This field is required" in text(efua.post(address, {"reason": ""}))
    assert efua.post(address, {"reason": "Branch, confirmed by letter"}).status_code == 302
    said = text(efua.get(reverse("list_import", args=[listing.pk])))
    assert "Released by" in said
    assert "Branch, confirmed by letter" in said


def test_a_row_the_register_could_not_keep_offers_no_release(efua, desk):
    arrange(desk)
    listing = checked(desk, "QN-9,Far,QN,full,2025-01-15,2020-01-01,granted,")
    said = text(efua.get(reverse("list_import", args=[listing.pk])))
    assert "The validity ends before it starts." in said
    assert "Release row" not in said


def test_rows_are_filtered_paged_and_cost_the_same(efua, desk):
    arrange(desk)
    few = checked(desk, *SOUND)
    before = queries(efua, reverse("list_rows", args=[few.pk]))
    many = checked(
        desk,
        *[f"QN-{n},Firm {n},QN,full,2025-01-15,,granted," for n in range(120)],
        SOUND[0].replace("QN,full", "QX,full").replace("QN-1,", "QN-77x,"),
    )
    address = reverse("list_rows", args=[many.pk])
    assert queries(efua, address) == before
    assert "Page 1 of 3" in text(efua.get(address))
    assert "QN-77x" in text(efua.get(address + "?verdict=quarantined"))
    assert "?verdict=new&amp;page=2" in text(efua.get(address + "?verdict=new"))
    assert "Firm 117" in text(efua.get(address + "?q=Firm+117"))
    assert "No row matches" in text(efua.get(address + "?q=nowhere"))


def test_changes_are_shown_with_before_and_after(efua, desk):
    arrange(desk)
    applied(desk, *SOUND)
    listing = checked(desk, SOUND[0].replace("1 Quay", "9 Quay"), *SOUND[1:])
    said = text(efua.get(reverse("list_rows", args=[listing.pk])))
    assert (
        "<code>address</code>: <del><bdi>1 Quay Street</bdi></del> <ins><bdi>9 Quay Street</bdi></ins>"
        in said
    )


def test_the_same_bytes_are_recognised_and_told(efua, desk):
    arrange(desk)
    applied(desk, *SOUND, name="first.csv")
    again = checked(desk, *SOUND, name="second.csv")
    assert "byte for byte the same as “first.csv”" in text(efua.get(reverse("list_import", args=[again.pk])))


def test_missing_operators_are_told(efua, desk):
    arrange(desk)
    applied(desk, *SOUND)
    listing = checked(desk, SOUND[0])
    said = text(efua.get(reverse("list_import", args=[listing.pk])))
    assert "2 operators that the register has from this partner are not on the list." in said
    assert "<bdi>QN-3</bdi>" in said


def test_a_guessed_encoding_is_told(efua, desk):
    arrange(desk)
    upload(efua, csv_of("QN-1,Café,QN,full,2025-01-15,,granted,").decode().encode("cp1252"))
    assert "it was read as cp1252" in text(
        efua.get(reverse("list_import", args=[ListImport.objects.get().pk]))
    )


def test_the_errors_as_csv_cannot_become_formulas(efua, desk):
    arrange(desk)
    listing = checked(desk, '"QN-1","=cmd|calc",QN,full,=1+1,,maybe,')
    response = efua.get(reverse("list_errors", args=[listing.pk]))
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert response.headers["Content-Disposition"] == f'attachment; filename="list-{listing.pk}-errors.csv"'
    assert "2,Error,valid_from,'=1+1," in body
    assert ",=1+1" not in body


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_spreadsheets_would_run_are_defused(start):
    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless("1=1") == "1=1"
    assert harmless(-1) == "'-1"


def test_names_are_escaped_on_pages(efua, desk):
    arrange(desk)
    listing = checked(desk, "QN-1,<script>alert(1)</script>,QN,full,2025-01-15,,granted,")
    said = text(efua.get(reverse("list_rows", args=[listing.pk])))
    assert "&lt;script&gt;" in said
    assert "<script>alert" not in said


def test_the_template_is_itself_a_sound_list(efua, desk):
    arrange(desk)
    body = b"".join(efua.get(reverse("list_template")).streaming_content)
    upload(efua, body, "template.csv")
    listing = ListImport.objects.get()
    tasks.check_list(listing.pk)
    listing.refresh_from_db()
    assert (listing.state, listing.counts["new"], listing.counts["error"]) == ("checked", 1, 0)


def test_a_failed_list_says_why_and_offers_the_way_out(efua, desk):
    arrange(desk)
    listing = checked(desk, SOUND[0], 'QN-2,"never closed')
    said = text(efua.get(reverse("list_import", args=[listing.pk])))
    assert "cannot be read at row 3" in said
    assert reverse("list_discard", args=[listing.pk]) in said
    assert efua.post(reverse("list_discard", args=[listing.pk])).status_code == 302
    listing.refresh_from_db()
    assert listing.state == "discarded"


@pytest.mark.parametrize("name", ["list_import", "list_rows", "list_errors", "list_apply", "list_progress"])
def test_a_list_that_is_not_there(efua, name):
    assert efua.get(reverse(name, args=[4711])).status_code == 404


def test_no_page_carries_inline_style_or_script(efua, desk):
    arrange(desk)
    listing = checked(desk, *SOUND, "QN-9,Far,QX,full,2025-01-15,,granted,", "QN-8,Bad,QN,full,,,granted,")
    reading, acting = every_address(listing)
    for address in [*reading, *acting]:
        if not address.endswith(".csv"):
            said = text(efua.get(address))
            assert not re.search(r"<[^>]+ style=|<[^>]+ on\w+=|<script>", said), address


def test_every_problem_and_refusal_has_words():
    for what, fix in PROBLEMS.values():
        assert str(what) % {"detail": "x"}
        assert str(fix)
    for sentence in REFUSALS.values():
        assert str(sentence) % {"detail": "x"}
