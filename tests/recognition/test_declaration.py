import pytest

from openaeo.recognition.declaration import MAX_DEPTH, MAX_VALUE, read_declaration
from openaeo.recognition.problems import Problem

DEC = "urn:wco:datamodel:WCO:DEC-DMS:2"


def declaration(inside, namespace=DEC):
    return f'<Declaration xmlns="{namespace}">{inside}</Declaration>'.encode()


def found(inside):
    return [(p.role, p.level, p.line, p.value) for p in read_declaration(declaration(inside)).parties]


def refused(body, charset=None):
    with pytest.raises(Problem) as fault:
        read_declaration(body, charset)
    return fault.value


def test_every_level_in_document_order():
    assert found(
        "<Declarant><ID> A </ID></Declarant>"
        "<Consignment><Carrier><ID>B</ID></Carrier></Consignment>"
        "<GoodsShipment><Buyer><ID>C</ID></Buyer>"
        "<Consignment><Consignor><ID>D</ID></Consignor></Consignment>"
        "<GovernmentAgencyGoodsItem><SequenceNumeric>7</SequenceNumeric><Seller><ID>E</ID></Seller>"
        "</GovernmentAgencyGoodsItem>"
        "<GovernmentAgencyGoodsItem><Manufacturer><ID>F</ID></Manufacturer><SequenceNumeric>8</SequenceNumeric>"
        "</GovernmentAgencyGoodsItem>"
        "<Warehouse><ID>G</ID></Warehouse></GoodsShipment>"
        "<Submitter><ID>H</ID></Submitter>"
    ) == [
        ("Declarant", "declaration", None, "A"),
        ("Carrier", "declaration", None, "B"),
        ("Buyer", "shipment", None, "C"),
        ("Consignor", "shipment", None, "D"),
        ("Seller", "item", 7, "E"),
        ("Manufacturer", "item", 8, "F"),
        ("Warehouse", "shipment", None, "G"),
        ("Submitter", "declaration", None, "H"),
    ]


def test_an_item_without_a_usable_number_has_no_line():
    for number in ("<SequenceNumeric>x</SequenceNumeric>", "<SequenceNumeric>²</SequenceNumeric>", ""):
        inside = f"<GovernmentAgencyGoodsItem>{number}<Seller><ID>E</ID></Seller></GovernmentAgencyGoodsItem>"
        assert found(f"<GoodsShipment>{inside}</GoodsShipment>") == [("Seller", "item", None, "E")]


def test_only_its_own_identifier_belongs_to_a_party():
    (party,) = read_declaration(
        declaration(
            "<Carrier><Communication><ID>telephone</ID></Communication><Name>N</Name><ID>GB<!-- - -->1</ID>"
            "<Address><CountryCode>QN</CountryCode><ID>address</ID></Address></Carrier>"
        )
    ).parties
    assert (party.value, party.name, party.country, party.category) == ("GB1", "N", "QN", None)


def test_named_without_an_identifier_counts_and_naming_nobody_does_not():
    assert found(
        "<Buyer><Name>N</Name></Buyer><Seller><Address/></Seller><Importer><ID/></Importer>"
        "<Agent><FunctionCode>2</FunctionCode></Agent>"
    ) == [
        ("Buyer", "declaration", None, None),
        ("Seller", "declaration", None, None),
        ("Importer", "declaration", None, None),
    ]


def test_one_entry_for_each_of_several_identifiers():
    assert found("<Importer><ID>A</ID><ID>B</ID></Importer>") == [
        ("Importer", "declaration", None, "A"),
        ("Importer", "declaration", None, "B"),
    ]


def test_statements_of_status_are_found_among_documents():
    documents = "".join(
        f"<AdditionalDocument><CategoryCode>{category}</CategoryCode><ID>{code}</ID><TypeCode>{code}</TypeCode>"
        "</AdditionalDocument>"
        for category, code in (("Y", "022"), ("Y", "031"), ("Y", "032"), ("Y", "021"), ("C", "022"))
    )
    submitter = "<AdditionalDocument><Submitter><Name>An authority</Name></Submitter></AdditionalDocument>"
    parties = read_declaration(declaration(documents + submitter)).parties
    assert [(p.role, p.value, p.scheme) for p in parties] == [("Y022", "022", "aeo"), ("Y031", "031", "aeo")]


@pytest.mark.parametrize(
    ("element", "code", "category"),
    [
        ("AuthorisationHolder", "CategoryCode", "AEOC"),
        ("AEOMutualRecognitionParty", "RoleCode", "MF"),
        ("DomesticDutyTaxParty", "RoleCode", "FR1"),
        ("Warehouse", "TypeCode", None),
    ],
)
def test_the_code_beside_a_party_is_kept(element, code, category):
    said = category or "R"
    (party,) = read_declaration(
        declaration(f"<{element}><ID>A</ID><{code}>{said}</{code}></{element}>")
    ).parties
    assert party.category == category


def test_the_scheme_beside_an_identifier_is_kept_when_it_is_one():
    schemes = [
        read_declaration(declaration(f'<Importer><ID schemeID="{name}">A</ID></Importer>')).parties[0].scheme
        for name in ("MID", "tin", "DUNS")
    ]
    assert schemes == ["mid", "tin", None]


def test_elements_of_other_namespaces_are_not_parties():
    assert found('<x:Importer xmlns:x="urn:other"><x:ID>A</x:ID></x:Importer>') == []


@pytest.mark.parametrize(
    "body",
    [
        b"<MetaData><Declaration><Importer><ID>A</ID></Importer></Declaration></MetaData>",
        b"<Declaration><Importer><ID>A</ID></Importer></Declaration>",
        (
            b'<p:MetaData xmlns:p="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" xmlns:q="urn:wco:datamodel:WCO:DEC:1">'
            b"<q:Declaration><q:Importer><q:ID>A</q:ID></q:Importer></q:Declaration></p:MetaData>"
        ),
        (
            b'<v:submitDeclarationRequest xmlns:v="urn:x"><MetaData><Declaration><Importer><ID>A</ID></Importer>'
            b"</Declaration></MetaData></v:submitDeclarationRequest>"
        ),
    ],
)
def test_roots_and_prefixes_that_are_read(body):
    assert [p.value for p in read_declaration(body).parties] == ["A"]


def test_the_reference_is_the_functional_one_or_the_number():
    assert read_declaration(declaration("<ID>MRN</ID>")).reference == "MRN"
    said = "<ID>MRN</ID><FunctionalReferenceID>LRN</FunctionalReferenceID>"
    assert read_declaration(declaration(said)).reference == "LRN"
    assert read_declaration(declaration("")).reference is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding):
    said = '<?xml version="1.0" encoding="iso-8859-1"?>' if encoding == "iso-8859-1" else ""
    body = (said + declaration("<Importer><Name>é</Name></Importer>").decode()).encode(encoding)
    assert [party.name for party in read_declaration(body).parties] == ["é"]


def test_a_byte_order_mark_outranks_the_charset_and_the_charset_what_the_text_says():
    text = declaration("<Importer><Name>é</Name></Importer>").decode()
    marked = text.encode("utf-16")
    assert read_declaration(marked, "utf-8").parties[0].name == "é"
    plain = ('<?xml version="1.0" encoding="utf-8"?>' + text).encode("iso-8859-1")
    assert read_declaration(plain, "iso-8859-1").parties[0].name == "é"
    assert refused(plain).code == "malformed-xml"


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        (b"", "malformed-xml", 1),
        (b"no xml", "malformed-xml", 1),
        (b"<Declaration>\n<Importer>", "malformed-xml", 2),
        (b"<Declaration>\n\n</Importer>", "malformed-xml", 3),
        (b"<Declaration>\xff\xff</Declaration>", "malformed-xml", 1),
        (b'<?xml version="1.0" encoding="shift_jis"?><Declaration/>', "encoding-not-supported", 1),
        (b'<?xml version="1.0" encoding="nothing"?><Declaration/>', "encoding-not-supported", 1),
        (b"<Invoice/>", "wrong-root", 1),
        (b"\n<x:Declaration xmlns:x='urn:other'/>", "wrong-root", 2),
        (b"<MetaData><Other/></MetaData>", "no-declaration", 1),
        (b"<!DOCTYPE Declaration><Declaration/>", "entities-not-allowed", 1),
        (
            b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Declaration>&b;</Declaration>',
            "entities-not-allowed",
            1,
        ),
        (
            b'<?xml version="1.0"?>\n<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Declaration>&x;</Declaration>',
            "entities-not-allowed",
            2,
        ),
        (b"<Declaration>" * (MAX_DEPTH + 1), "too-deep", 1),
        (b"<Declaration><Buyer><ID>" + b"A" * (MAX_VALUE + 1) + b"</ID></Buyer>", "identifier-too-long", 1),
    ],
)
def test_what_is_refused_says_what_and_where(body, code, line):
    problem = refused(body)
    assert (problem.status, problem.code, problem.body.line) == (400, code, line)


def test_the_root_found_is_named():
    assert "Invoice in namespace urn:x" in refused(b"<Invoice xmlns='urn:x'/>").body.detail
