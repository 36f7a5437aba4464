"""Tables between application and decision and after; one module a subject, all known to Django from here."""

from openaeo.casework.models.answers import Answer, Result
from openaeo.casework.models.appeals import Appeal, AppealQuerySet
from openaeo.casework.models.carried import UNCONFIRMED, Carried
from openaeo.casework.models.cases import Case, CaseQuerySet, Handling
from openaeo.casework.models.documents import Document, DocumentQuerySet, Evidence, Opening
from openaeo.casework.models.measures import Measure, MeasureQuerySet
from openaeo.casework.models.requests import Request, RequestQuerySet
from openaeo.casework.models.times import ClockStop, Extension, ExtensionQuerySet

__all__ = [
    "UNCONFIRMED",
    "Answer",
    "Appeal",
    "AppealQuerySet",
    "Carried",
    "Case",
    "CaseQuerySet",
    "ClockStop",
    "Document",
    "DocumentQuerySet",
    "Evidence",
    "Extension",
    "ExtensionQuerySet",
    "Handling",
    "Measure",
    "MeasureQuerySet",
    "Opening",
    "Request",
    "RequestQuerySet",
    "Result",
]
