import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openaeo.recognition.engine import OUTCOMES
from openaeo.recognition.follow import Shelf
from openaeo.recognition.messages import MAX_DECLARATIONS
from openaeo.recognition.server import MAX_BODY, make_app

from .conftest import asker

ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
XML = "application/xml"
KEYS = [
    "role",
    "level",
    "line",
    "scheme",
    "value",
    "name",
    "category",
    "outcome",
    "reason",
    "authorisation",
    "administration",
    "tier",
    "benefits",
]


def test_parties_in_json(ask):
    status, headers, answer = ask(
        {
            "id": "D1",
            "at": "2025-01-01T00:00:00Z",
            "parties": [
                {"role": "Exporter", "id": "qn-aeo-1", "name": "N"},
                {"role": "importer", "scheme": "tin", "id": "QM00000001"},
                {"role": "AEOMutualRecognitionParty", "name": "Nobody"},
            ],
        }
    )
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert answer["declaration"] == "D1"
    assert answer["at"] == "2025-01-01T00:00:00.000Z"
    assert answer["book"]["cursor"] == 7
    assert 0 <= answer["book"]["age_s"] < 60
    assert [list(party) for party in answer["parties"]] == [KEYS] * 3
    assert answer["parties"][0] == {
        "role": "Exporter",
        "level": "declaration",
        "line": None,
        "scheme": "aeo",
        "value": "qn-aeo-1",
        "name": "N",
        "category": None,
        "outcome": "recognised",
        "reason": {
            "code": "arrangement-covers",
            "sentence": "Authorised by QN; the arrangement with it covers this tier and role.",
        },
        "authorisation": "QNAEO1",
        "administration": "QN",
        "tier": "security",
        "benefits": ["B1", "B2"],
    }
    assert [party["outcome"] for party in answer["parties"]] == ["recognised", "recognised", "no-code"]


def test_without_a_moment_the_question_is_about_now(ask):
    _, _, answer = ask({"parties": [{"role": "Exporter", "id": "QMAEO00000004"}]})
    assert answer["parties"][0]["outcome"] == "expired"


def test_a_batch_keeps_its_order_and_each_its_moment(ask):
    declarations = [
        {"declaration": "A", "parties": [{"role": "exporter", "id": "QMAEO00000002"}]},
        {"parties": []},
        {
            "id": "C",
            "at": "2023-06-01T02:00:00+02:00",
            "parties": [{"role": "exporter", "id": "QMAEO00000002"}],
        },
    ]
    status, _, answer = ask({"at": "2024-06-01T00:00:00Z", "declarations": declarations})
    assert status == 200
    told = [(a["declaration"], a["at"], [p["outcome"] for p in a["parties"]]) for a in answer["declarations"]]
    assert told == [
        ("A", "2024-06-01T00:00:00.000Z", ["suspended"]),
        (None, "2024-06-01T00:00:00.000Z", []),
        ("C", "2023-06-01T00:00:00.000Z", ["recognised"]),
    ]


def test_ten_thousand_declarations_and_not_one_more(ask):
    one = {"parties": [{"role": "exporter", "id": "QNAEO1"}]}
    status, _, answer = ask({"declarations": [one] * MAX_DECLARATIONS})
    assert (status, len(answer["declarations"])) == (200, MAX_DECLARATIONS)
    status, _, answer = ask({"declarations": [one] * (MAX_DECLARATIONS + 1)})
    assert (status, answer["code"], answer["pointer"]) == (413, "too-many-declarations", "/declarations")


def batch_with(**party):
    sound = {"parties": [{"role": "exporter", "id": "QNAEO1"}] * 5}
    faulty = {
        "parties": [*sound["parties"][:3], {"role": "exporter", "id": "X", **party}, *sound["parties"][:1]]
    }
    return {"declarations": [*[sound] * 17, faulty, sound]}


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (batch_with(id=5), 422, "wrong-type", "/declarations/17/parties/3/id"),
        (batch_with(id="A" * 513), 422, "wrong-type", "/declarations/17/parties/3/id"),
        (batch_with(role=None), 422, "wrong-type", "/declarations/17/parties/3/role"),
        (batch_with(role="king"), 422, "unknown-role", "/declarations/17/parties/3/role"),
        (batch_with(scheme="duns"), 400, "unknown-scheme", "/declarations/17/parties/3/scheme"),
        (batch_with(ids="X"), 422, "wrong-type", "/declarations/17/parties/3"),
        (
            {"declarations": [{"parties": [], "at": "0001-01-01T00:00:00+14:00"}]},
            422,
            "moment-out-of-range",
            "/declarations/0/at",
        ),
        ({"at": "9999-12-31T23:59:59-14:00", "parties": []}, 422, "moment-out-of-range", "/at"),
        ({"at": "2025-01-01T00:00:00", "parties": []}, 422, "wrong-type", "/at"),
        ({"at": "yesterday", "parties": []}, 422, "wrong-type", "/at"),
        ({"parties": [{"id": "X"}]}, 422, "wrong-type", "/parties/0"),
        ({"parties": {}}, 422, "wrong-type", "/parties"),
        ({"parties": [], "declarations": []}, 422, "wrong-type", ""),
        ({}, 422, "wrong-type", ""),
        ([], 422, "wrong-type", ""),
        (b"{", 400, "malformed-json", None),
        (b"", 400, "empty-body", None),
        (b"\xff\xfe{\x00}\x00", 400, "malformed-json", None),
        (b'{"parties":[{"role":"exporter","id":"\xff"}]}', 400, "malformed-json", None),
        (b"[" * 100_000, 422, "wrong-type", ""),
        (b'{"parties":' + b"[" * 100_000, 422, "wrong-type", "/parties/0"),
    ],
)
def test_what_json_is_refused_says_what_and_where(ask, body, status, code, pointer):
    told, headers, answer = ask(body)
    assert (told, answer["code"], answer.get("pointer")) == (status, code, pointer)
    assert headers["Content-Type"] == "application/problem+json"
    assert answer["status"] == status
    assert answer["type"] == f"urn:openaeo:problem:{code}"
    assert answer["title"]
    assert answer["detail"]


@pytest.mark.parametrize(
    "media",
    ["", "text/plain", "application/jsonx", "application/json; charset=utf-16", "text/xml; charset=koi8-r"],
)
def test_other_content_types_are_refused(ask, media):
    status, headers, answer = ask(b"{}", media)
    assert (status, answer["code"]) == (415, "content-type-not-supported")
    assert headers["Accept-Post"] == "application/xml, application/json"


@pytest.mark.parametrize("media", ["APPLICATION/XML", 'text/xml; charset="UTF-8"', "application/xml;a=b"])
def test_content_types_that_are_read(ask, media):
    assert ask(b"<Declaration/>", media)[0] == 200


def test_other_methods_and_addresses_are_refused(ask):
    status, headers, answer = ask(b"", method="GET")
    assert (status, headers["Allow"], answer["code"]) == (405, "POST", "method-not-allowed")
    status, headers, answer = ask(b"", path="/health", method="POST")
    assert (status, headers["Allow"], answer["code"]) == (405, "GET, HEAD", "method-not-allowed")
    assert ask(b"", path="/recognise/")[0] == 404


def test_a_body_too_large_by_what_it_says_is_not_read(ask):
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError("it was read")

    told = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(50 * 1024 * 1024)}
    status, _, answer = ask(b"", XML, environ=told)
    assert (status, answer["code"]) == (413, "body-too-large")


def test_a_body_too_large_by_what_comes_is_not_read_to_its_end(ask):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            assert size >= 0
            self.given += size
            return b" " * size

    stream = Endless()
    status, _, answer = ask(b"", XML, length=False, environ={"wsgi.input": stream})
    assert (status, answer["code"]) == (413, "body-too-large")
    assert stream.given == MAX_BODY + 1


@pytest.mark.parametrize(
    ("length", "status", "code"),
    [("x", 400, "bad-length"), ("-1", 400, "bad-length"), ("9", 400, "incomplete-body")],
)
def test_lengths_that_do_not_hold(ask, length, status, code):
    told, _, answer = ask(b"{}", environ={"CONTENT_LENGTH": length})
    assert (told, answer["code"]) == (status, code)


def test_without_a_book_it_says_so():
    ask = asker(make_app(Shelf()))
    assert ask(b"", path="/health", method="GET")[::2] == (
        503,
        {"status": "loading", "book": None, "authorisations": None},
    )
    status, headers, answer = ask({"parties": []})
    assert (status, headers["Retry-After"], answer["code"]) == (503, "1", "book-not-loaded")


def test_health(ask):
    status, _, answer = ask(b"", path="/health", method="GET")
    assert (status, answer["status"], answer["book"]["cursor"], answer["authorisations"]) == (
        200,
        "ok",
        7,
        11,
    )


def test_a_document_names_a_certificate_yet_finds_the_holder_by_any_number(ask):
    document = "<AdditionalDocument><CategoryCode>Y</CategoryCode><ID>QM 00000001</ID><TypeCode>023</TypeCode></AdditionalDocument>"
    _, _, answer = ask(f"<Declaration>{document}</Declaration>".encode(), XML)
    (party,) = answer["parties"]
    assert (party["role"], party["scheme"], party["authorisation"]) == ("Y023", "aeo", "QMAEO00000001")


def test_a_fault_of_ours_is_a_problem_and_the_next_request_is_answered(book, caplog):
    class Broken:
        book = property(lambda _: 1 / 0)

    status, _, answer = asker(make_app(Broken()))({"parties": []})
    assert (status, answer["code"]) == (500, "internal")
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


LIKELY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["exporter", "tin", "QNAEO1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["parties", "declarations", "role", "id", "scheme", "at", "name", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@ANY
@given(LIKELY | st.binary(max_size=200))
def test_no_json_brings_it_down(ask, body):
    status, _, answer = ask(body if isinstance(body, bytes) else json.dumps(body).encode())
    assert status in {200, 400, 413, 422}
    assert status == 200 or answer["code"]


PIECES = st.sampled_from(
    ["<Declaration>", "</Declaration>", "<Importer>", "</Importer>", "<ID>", "</ID>", "QNAEO1", "<MetaData>", "</MetaData>",
     "&amp;", "&x;", "<!DOCTYPE d [", "]>", "<!--", "-->", "<![CDATA[", "]]>", "<?p?>", "\x00", "é", "<a:b/>", "<GoodsShipment>",
     "</GoodsShipment>", "<GovernmentAgencyGoodsItem>", "</GovernmentAgencyGoodsItem>", "<SequenceNumeric>", "</SequenceNumeric>",
     "9" * 5000]
)  # fmt: skip


@ANY
@given(
    st.binary(max_size=200) | st.lists(PIECES, max_size=20).map(lambda parts: "".join(parts).encode()),
    st.sampled_from(["", "; charset=utf-16", "; charset=utf-8"]),
)
def test_no_xml_brings_it_down(ask, body, charset):
    status, _, answer = ask(body, XML + charset)
    assert status in {200, 400}
    for party in answer.get("parties", []):
        assert party["outcome"] in OUTCOMES
