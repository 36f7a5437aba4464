"""Where parties stand in a declaration, and which role of the trade each place stands for."""

from __future__ import annotations

from openaeo.law.terms import Role

ELEMENTS: dict[str, Role | None] = {
    "Declarant": Role.BROKER,
    "Agent": Role.BROKER,
    "Submitter": Role.BROKER,
    "Exporter": Role.EXPORTER,
    "Consignor": Role.EXPORTER,
    "Seller": Role.EXPORTER,
    "Importer": Role.IMPORTER,
    "Consignee": Role.IMPORTER,
    "Buyer": Role.IMPORTER,
    "Carrier": Role.CARRIER,
    "Manufacturer": Role.MANUFACTURER,
    "Warehouse": Role.WAREHOUSE,
    "DomesticDutyTaxParty": None,
    "AuthorisationHolder": None,
    "AEOMutualRecognitionParty": None,
}
"""Party elements of the WCO declaration. None: the place alone names no role, so only the tier is asked for."""

ACTORS: dict[str, Role] = {
    "CS": Role.CONSOLIDATOR,
    "FW": Role.FORWARDER,
    "MF": Role.MANUFACTURER,
    "WH": Role.WAREHOUSE,
}
"""Role codes of an AEO mutual recognition party (code list CL704; DE 3/37, 13 14)."""

STATEMENTS: dict[str, Role | None] = {
    "Y022": Role.EXPORTER,
    "Y023": Role.IMPORTER,
    "Y024": Role.BROKER,
    "Y025": Role.BROKER,
    "Y026": None,
    "Y027": Role.WAREHOUSE,
    "Y028": Role.CARRIER,
    "Y029": None,
    "Y030": None,
    "Y031": None,
}
"""Document codes that state a party's AEO certificate number (UK and EU document lists)."""

CATEGORY = {
    "AuthorisationHolder": "CategoryCode",
    "AEOMutualRecognitionParty": "RoleCode",
    "DomesticDutyTaxParty": "RoleCode",
}
"""The code that says more about a party, by element."""

ROLES: tuple[Role | None, ...] = (None, *Role)
ROLE_CODE: dict[Role | None, int] = {role: code for code, role in enumerate(ROLES)}


def role_at(place: str, category: str | None = None) -> int:
    """Return the role code (see `ROLES`) of an element or document code, with its category."""
    if place == "AEOMutualRecognitionParty":
        return ROLE_CODE[ACTORS.get((category or "").upper())]
    return ROLE_CODE[ELEMENTS.get(place) or STATEMENTS.get(place)]


WORDS: dict[str, int] = {
    **{element: role_at(element) for element in ELEMENTS},
    **{element.casefold(): role_at(element) for element in ELEMENTS},
    **{code.casefold(): role_at(code) for code in STATEMENTS},
    **{code.casefold(): ROLE_CODE[role] for code, role in ACTORS.items()},
    **{role.value: ROLE_CODE[role] for role in Role},
}
"""Every word that a JSON request may use for a role: as the standard spells it, and in lower case."""
