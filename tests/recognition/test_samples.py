"""The published sample declarations, against a reading of their own that shares no code with ours."""

import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("OPENAEO_SHARED", ROOT.parent / "shared"))
SAMPLES = SHARED / "data" / "cds" / "declarations"
PARTIES = {
    "Declarant",
    "Agent",
    "Exporter",
    "Importer",
    "Consignor",
    "Consignee",
    "Buyer",
    "Seller",
    "Carrier",
    "Manufacturer",
    "Warehouse",
    "Submitter",
    "DomesticDutyTaxParty",
    "AuthorisationHolder",
    "AEOMutualRecognitionParty",
}
CODES = {
    "AuthorisationHolder": "CategoryCode",
    "AEOMutualRecognitionParty": "RoleCode",
    "DomesticDutyTaxParty": "RoleCode",
}

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample declarations at {SAMPLES}")


def read(body):
    """The root, or None and where the text is not well-formed."""
    try:
        return ET.fromstring(body), None  # noqa: S314 - files of our own, read here to be independent
    except ET.ParseError as fault:
        return None, fault.position


def local(element):
    return element.tag.rpartition("}")[2]


def text(element, name):
    for child in element:
        if local(child) == name:
            return (child.text or "").strip() or None
    return None


def expected(root):
    """Identifiers with role, level and line, by walking every path from the root."""
    found = []

    def walk(element, path, line):
        name = local(element)
        if "Declaration" in path:
            if name in {"GovernmentAgencyGoodsItem", "ConsignmentItem"}:
                line = int(text(element, "SequenceNumeric"))
            level = "item" if line is not None else "shipment" if "GoodsShipment" in path else "declaration"
            if name in PARTIES and "AdditionalDocument" not in path:
                for child in element:
                    if local(child) == "ID" and (child.text or "").strip():
                        code = text(element, CODES[name]) if name in CODES else None
                        found.append((name, level, line, child.text.strip(), code))
            elif name == "AdditionalDocument" and text(element, "CategoryCode") == "Y":
                number = text(element, "TypeCode")
                if number and number.isdigit() and 22 <= int(number) <= 31 and text(element, "ID"):
                    found.append((f"Y{number}", level, line, text(element, "ID"), None))
        for child in element:
            walk(child, [*path, name], line)

    walk(root, [], None)
    return found


def test_all_are_there():
    assert len(list(SAMPLES.glob("*.xml"))) == 222


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda p: p.stem)
def test_a_sample_lists_exactly_its_identifiers(path, ask):
    body = path.read_bytes()
    status, headers, answer = ask(body, "application/xml")
    root, position = read(body)
    if root is None:
        told = (status, answer["code"], (answer["line"], answer["column"]), headers["Content-Type"])
        assert told == (400, "malformed-xml", position, "application/problem+json")
        return
    assert status == 200
    listed = [
        (party["role"], party["level"], party["line"], party["value"], party["category"])
        for party in answer["parties"]
        if party["value"] is not None
    ]
    assert listed == expected(root)
    reference = [element.text.strip() for element in root.iter() if local(element) == "FunctionalReferenceID"]
    if reference:
        assert answer["declaration"] == reference[0]


def test_the_files_malformed_as_published_are_the_two_known():
    faulty = [path.name for path in sorted(SAMPLES.glob("*.xml")) if read(path.read_bytes())[0] is None]
    assert faulty == ["TT_EX002a_TT_EX002a.xml", "TT_IM084a_TT_IM084a.xml"]


def test_the_samples_hold_what_they_are_known_to_hold():
    roots = [read(path.read_bytes())[0] for path in sorted(SAMPLES.glob("*.xml"))]
    found = [entry for root in roots if root is not None for entry in expected(root)]
    roles = {role for role, *_ in found}
    assert {"Y023", "Y024", "Y027", "AEOMutualRecognitionParty", "AuthorisationHolder", "Declarant"} <= roles
    assert len(found) > 900
