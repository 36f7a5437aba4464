"""Tables between application and decision and after; one module a subject, all known to Django from here."""

from openaeo.casework.models.absences import Absence, AbsenceQuerySet
from openaeo.casework.models.accounts import (
    OPENERS,
    AccountEnclosure,
    AccountQuestion,
    AccountRequest,
    AccountRequestQuerySet,
)
from openaeo.casework.models.alternatives import Alternative
from openaeo.casework.models.answers import Answer, Result
from openaeo.casework.models.appeals import Appeal, AppealQuerySet
from openaeo.casework.models.carried import UNCONFIRMED, Carried
from openaeo.casework.models.cases import Case, CaseQuerySet, Handling
from openaeo.casework.models.changes import Change, ChangeQuerySet, ChangeQuestion
from openaeo.casework.models.consultations import Consultation, ConsultationQuerySet
from openaeo.casework.models.conversations import (
    Conversation,
    ConversationQuerySet,
    Enclosure,
    Message,
)
from openaeo.casework.models.cures import Cure, CureQuerySet
from openaeo.casework.models.daysoff import DayOff
from openaeo.casework.models.declarations import Declaration, DeclarationQuerySet
from openaeo.casework.models.dockets import Docket, DocketQuerySet
from openaeo.casework.models.documents import Document, DocumentQuerySet, Evidence, Opening
from openaeo.casework.models.editions import EditionOrder, EditionOrderQuerySet
from openaeo.casework.models.findings import CorrectiveAction, Finding, FindingQuerySet
from openaeo.casework.models.intakes import Intake, IntakeQuerySet, IntakeRow, IntakeRowQuerySet
from openaeo.casework.models.interests import Interest, InterestQuerySet
from openaeo.casework.models.measures import Measure, MeasureQuerySet
from openaeo.casework.models.mentors import (
    Advice,
    AdviceQuerySet,
    MentorLook,
    MentorLookQuerySet,
    Mentorship,
    MentorshipQuerySet,
)
from openaeo.casework.models.outlooks import SiteOutlook
from openaeo.casework.models.procedures import (
    Membership,
    MembershipQuerySet,
    Procedure,
    ProcedureQuerySet,
    ProcedureReference,
    ProcedureReferenceQuerySet,
    ProcedureVersion,
    ProcedureVersionQuerySet,
    Publisher,
    PublisherQuerySet,
)
from openaeo.casework.models.ratings import RiskRating
from openaeo.casework.models.reassessments import ReassessedPoint, Reassessment, ReassessmentQuerySet
from openaeo.casework.models.recommendations import (
    Recommendation,
    RecommendationQuerySet,
    RecommendedPoint,
)
from openaeo.casework.models.requests import Request, RequestQuerySet
from openaeo.casework.models.retention import (
    DIFFERS,
    KEEPERS,
    NOT_DUE,
    Hold,
    Removal,
    RemovalItem,
    Tombstone,
)
from openaeo.casework.models.reuses import Reuse, ReuseQuerySet
from openaeo.casework.models.reviews import EditionReview, EditionReviewQuerySet, ReviewAnswer
from openaeo.casework.models.rounds import Remark, Round, RoundQuerySet, Sending
from openaeo.casework.models.savedviews import SavedView, SavedViewQuerySet
from openaeo.casework.models.splitting import CasePart, CasePartQuerySet
from openaeo.casework.models.times import ClockStop, Extension, ExtensionQuerySet
from openaeo.casework.models.trader_reports import ReportChoice, TraderReport, TraderReportQuerySet
from openaeo.casework.models.visits import (
    Decline,
    Observation,
    Offer,
    SitePlan,
    Visit,
    VisitNote,
    VisitQuerySet,
)
from openaeo.casework.models.worksheets import Worksheet, WorksheetQuerySet

__all__ = [
    "DIFFERS",
    "KEEPERS",
    "NOT_DUE",
    "OPENERS",
    "UNCONFIRMED",
    "Absence",
    "AbsenceQuerySet",
    "AccountEnclosure",
    "AccountQuestion",
    "AccountRequest",
    "AccountRequestQuerySet",
    "Advice",
    "AdviceQuerySet",
    "Alternative",
    "Answer",
    "Appeal",
    "AppealQuerySet",
    "Carried",
    "Case",
    "CasePart",
    "CasePartQuerySet",
    "CaseQuerySet",
    "Change",
    "ChangeQuerySet",
    "ChangeQuestion",
    "ClockStop",
    "Consultation",
    "ConsultationQuerySet",
    "Conversation",
    "ConversationQuerySet",
    "CorrectiveAction",
    "Cure",
    "CureQuerySet",
    "DayOff",
    "Declaration",
    "DeclarationQuerySet",
    "Decline",
    "Docket",
    "DocketQuerySet",
    "Document",
    "DocumentQuerySet",
    "EditionOrder",
    "EditionOrderQuerySet",
    "EditionReview",
    "EditionReviewQuerySet",
    "Enclosure",
    "Evidence",
    "Extension",
    "ExtensionQuerySet",
    "Finding",
    "FindingQuerySet",
    "Handling",
    "Hold",
    "Intake",
    "IntakeQuerySet",
    "IntakeRow",
    "IntakeRowQuerySet",
    "Interest",
    "InterestQuerySet",
    "Measure",
    "MeasureQuerySet",
    "Membership",
    "MembershipQuerySet",
    "MentorLook",
    "MentorLookQuerySet",
    "Mentorship",
    "MentorshipQuerySet",
    "Message",
    "Observation",
    "Offer",
    "Opening",
    "Procedure",
    "ProcedureQuerySet",
    "ProcedureReference",
    "ProcedureReferenceQuerySet",
    "ProcedureVersion",
    "ProcedureVersionQuerySet",
    "Publisher",
    "PublisherQuerySet",
    "ReassessedPoint",
    "Reassessment",
    "ReassessmentQuerySet",
    "Recommendation",
    "RecommendationQuerySet",
    "RecommendedPoint",
    "Remark",
    "Removal",
    "RemovalItem",
    "ReportChoice",
    "Request",
    "RequestQuerySet",
    "Result",
    "Reuse",
    "ReuseQuerySet",
    "ReviewAnswer",
    "RiskRating",
    "Round",
    "RoundQuerySet",
    "SavedView",
    "SavedViewQuerySet",
    "Sending",
    "SiteOutlook",
    "SitePlan",
    "Tombstone",
    "TraderReport",
    "TraderReportQuerySet",
    "Visit",
    "VisitNote",
    "VisitQuerySet",
    "Worksheet",
    "WorksheetQuerySet",
]
