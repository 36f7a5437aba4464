"""Every address of the desk's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from openaeo.web.desk import (
    appeals,
    assessment,
    authorisations,
    case,
    changes,
    criterion,
    cures,
    decision,
    findings,
    inbox,
    people,
    recognise,
    rulebook,
    successions,
    times,
    visits,
)
from openaeo.web.desk.partner_routes import routes as partner_routes

CASE = "desk/cases/<str:number>/"
HELD = "desk/authorisations/<str:number>/"

routes: list[URLPattern] = [
    path("desk/cases/", inbox.inbox, name="inbox"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}criteria/<str:criterion>/", criterion.criterion, name="criterion"),
    path(f"{CASE}criteria/<str:criterion>/alternative/", criterion.alternative, name="alternative"),
    path(f"{CASE}files/<int:pk>/", criterion.evidence_file, name="evidence_file"),
    path(f"{CASE}steps/<slug:step>/", assessment.case_act, name="case_act"),
    path(f"{CASE}time/", times.case_times, name="case_times"),
    path(f"{CASE}ask/", assessment.request_ask, name="request_ask"),
    path(f"{CASE}questions/<int:pk>/cancel/", assessment.request_cancel, name="request_cancel"),
    path(f"{CASE}findings/raise/", findings.finding_raise, name="finding_raise"),
    path(f"{CASE}findings/<int:pk>/", findings.finding, name="finding"),
    path(f"{CASE}findings/<int:pk>/<slug:step>/", findings.finding_act, name="finding_act"),
    path(f"{CASE}hear/", decision.hear, name="hear"),
    path(f"{CASE}decide/", decision.decide, name="decide"),
    path(f"{CASE}sites/<int:pk>/risk/", visits.site_rate, name="site_rate"),
    path(f"{CASE}sites/<int:pk>/plan/", visits.site_plan, name="site_plan"),
    path(f"{CASE}visits/", visits.case_visits, name="case_visits"),
    path(f"{CASE}visits/plan/", visits.visit_plan, name="visit_plan"),
    path(f"{CASE}visits/<int:pk>/", visits.visit, name="visit"),
    path(f"{CASE}visits/<int:pk>/<slug:step>/", visits.visit_step, name="visit_step"),
    path("desk/visits/", visits.my_visits, name="my_visits"),
    path("desk/sites/", visits.sites_due, name="sites_due"),
    path(f"{CASE}<slug:tab>/", case.case, name="case"),
    path("desk/authorisations/", authorisations.authorisations, name="authorisations"),
    path(HELD, authorisations.authorisation, name="authorisation"),
    path(f"{HELD}measure/", authorisations.measure_propose, name="measure_propose"),
    path(f"{HELD}changes/record/", changes.change_record, name="change_record"),
    path("desk/changes/", changes.changes, name="changes"),
    path("desk/changes/<int:pk>/", changes.change, name="change"),
    path("desk/changes/<int:pk>/files/<int:paper>/", changes.change_file, name="change_file"),
    path(f"{HELD}lift/", authorisations.lift, name="lift"),
    path("desk/measures/<int:pk>/", authorisations.measure, name="measure"),
    path("desk/appeals/", appeals.appeals, name="appeals"),
    path("desk/appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("desk/cures/<int:pk>/", cures.cure, name="cure"),
    path("desk/cures/<int:pk>/files/<int:paper>/", cures.cure_file, name="cure_file"),
    path("desk/recognise/", recognise.recognise, name="recognise"),
    path("desk/successions/", successions.successions, name="successions"),
    path("desk/successions/propose/", successions.succession_propose, name="succession_propose"),
    path("desk/successions/<int:pk>/", successions.succession_decide, name="succession_decide"),
    path("desk/programme/", rulebook.programme_rules, name="programme"),
    path("desk/people/", people.people, name="people"),
    path("desk/people/appoint/", people.person_appoint, name="person_appoint"),
    path("desk/people/<int:pk>/end/", people.post_end, name="post_end"),
    *partner_routes,
]
