"""A declaration dropped at the desk is answered by the real recognition service, or the page says plainly why not."""

import socket
import threading
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openaeo.law.arrangement import Arrangement, Direction, Phase
from openaeo.recognition.engine import Book
from openaeo.recognition.follow import Shelf
from openaeo.recognition.index import Base, Index
from openaeo.recognition.server import make_app
from openaeo.web.desk.recognise import PLACES, REASONS

RECOGNISE = "/desk/recognise/"
SINCE = f"granted|{int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000}|"
DECLARATION = b"""<?xml version="1.0"?>
<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">
  <FunctionalReferenceID>REF-7</FunctionalReferenceID>
  <Exporter><Name>Almadi &amp; Co</Name><ID>QM00000001</ID></Exporter>
  <Declarant><ID>QN8001</ID></Declarant>
  <GoodsShipment>
    <Importer><ID>QX-404</ID></Importer>
    <GovernmentAgencyGoodsItem>
      <SequenceNumeric>3</SequenceNumeric>
      <Consignor><Name>Nameless Ltd</Name></Consignor>
      <AdditionalDocument>
        <CategoryCode>Y</CategoryCode><ID>QM AEO 00000001</ID><TypeCode>022</TypeCode>
      </AdditionalDocument>
    </GovernmentAgencyGoodsItem>
  </GoodsShipment>
</Declaration>"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def a_book():
    base = Base()
    rows = [
        ("QMAEO00000001", "QM", "true", "full", "QM", SINCE),
        ("QNAEO1", "QN", "false", "security", "QN", SINCE),
    ]
    aliases = [
        ("QMAEO00000001", "aeo", "QMAEO00000001"),
        ("QM00000001", "tin", "QMAEO00000001"),
        ("QN8001", "tin", "QNAEO1"),
    ]
    base.add_rows(*(list(column) for column in zip(*rows, strict=True)))
    base.add_aliases(*(list(column) for column in zip(*aliases, strict=True)))
    return Book(Index(base), {"QN": Arrangement("QN", Phase.SIGNED, Direction.BOTH)}, cursor=1)


def serve(shelf):
    server = make_server("127.0.0.1", 0, make_app(shelf), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def service(settings):
    """The recognition service itself, on a port of its own, with a small book."""
    server = serve(Shelf(a_book()))
    settings.RECOGNITION_URL = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def drop(client, content, name="declaration.xml"):
    return client.post(RECOGNISE, {"declaration": SimpleUploadedFile(name, content, "text/xml")})


def test_each_party_with_outcome_and_reason(signed_in, service):
    page = drop(signed_in("efua"), DECLARATION)
    words = page.content.decode()
    assert page.status_code == 200
    assert words.count('<li class="party party-') == 5
    for told in (
        "REF-7",
        "Almadi &amp; Co",
        "Authorised by this administration.",
        "The arrangement with QN is not in operation.",
        "No authorisation in the book has this identifier.",
        "The party is named without an identifier.",
        "Goods item 3",
        "Exporter",
        "AEO certificate stated in a document",
    ):
        assert told in words, told
    assert 'aria-label="Recognised: 2, Not covered: 1, Unknown code: 1, No code given: 1"' in words


def test_a_broken_file_is_unharmed_and_told_where(signed_in, service):
    page = drop(signed_in("efua"), b"<Declaration><Exporter>", name="broken.xml")
    words = page.content.decode()
    assert page.status_code == 422
    for told in ("cannot be read as a declaration", "broken.xml", "The XML is not well-formed", "unharmed"):
        assert told in words, told


def test_a_service_that_is_away(signed_in, settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.RECOGNITION_URL = f"http://127.0.0.1:{unused.getsockname()[1]}"
        page = drop(signed_in("efua"), DECLARATION)
    words = page.content.decode()
    assert page.status_code == 503
    assert ("does not answer" in words, "Try again in a minute" in words) == (True, True)


def test_a_service_without_its_book_is_away_too(signed_in, settings):
    server = serve(Shelf())
    settings.RECOGNITION_URL = f"http://127.0.0.1:{server.server_port}"
    try:
        assert drop(signed_in("efua"), DECLARATION).status_code == 503
    finally:
        server.shutdown()
        server.server_close()


def test_something_else_at_the_service_s_address_is_away_too(signed_in, settings):
    def other(_environ, start_response):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"status": "ok"}']

    server = make_server("127.0.0.1", 0, other, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.RECOGNITION_URL = f"http://127.0.0.1:{server.server_port}"
    try:
        assert drop(signed_in("efua"), DECLARATION).status_code == 503
    finally:
        server.shutdown()
        server.server_close()


def test_an_example_may_be_chosen_instead(signed_in, service, settings, tmp_path):
    settings.EXAMPLES_DIR = tmp_path
    (tmp_path / "three.xml").write_bytes(DECLARATION)
    efua = signed_in("efua")
    assert "three.xml" in efua.get(RECOGNISE).content.decode()
    assert "REF-7" in efua.post(RECOGNISE, {"example": "three.xml"}).content.decode()
    assert "There is a problem" in efua.post(RECOGNISE, {"example": "../secret"}).content.decode()


def test_nothing_chosen_and_too_much(signed_in, service):
    efua = signed_in("efua")
    assert "Choose a declaration file or an example." in efua.post(RECOGNISE).content.decode()
    assert "larger than 5 MB" in drop(efua, b" " * (5 * 1024 * 1024 + 1)).content.decode()


def test_traders_and_visitors_find_no_such_page(signed_in, client):
    assert signed_in("amara").get(RECOGNISE).status_code == 404
    assert client.get(RECOGNISE).status_code == 302


def test_every_reason_and_place_of_the_service_has_words():
    from openaeo.recognition.engine import SENTENCES
    from openaeo.recognition.places import ELEMENTS

    assert (set(REASONS), set(PLACES)) == (set(SENTENCES), set(ELEMENTS))
