"""Every page of the trader, by address."""

from __future__ import annotations

from django.urls import URLPattern, path

from openaeo.web.trader import (
    account,
    appeals,
    application,
    certificate,
    cures,
    findings,
    people,
    progress,
    times,
    visits,
    worksheet,
)

CASE = "trader/applications/<str:number>/"

routes: list[URLPattern] = [
    path("trader/", account.home, name="trader_home"),
    path("trader/company/", account.company, name="company"),
    path("trader/sites/", account.sites, name="sites"),
    path("trader/sites/<int:pk>/close/", account.site_close, name="site_close"),
    path("trader/consent/", account.consent, name="consent"),
    path("trader/people/", people.firm_people, name="firm_people"),
    path("trader/people/invite/", people.firm_invite, name="firm_invite"),
    path("trader/people/hand-over/", people.hand_over, name="hand_over"),
    path("trader/people/succession/", people.succession_ask, name="succession_ask"),
    path("trader/people/<int:pk>/", people.firm_person, name="firm_person"),
    path("trader/people/<int:pk>/end/", people.mandate_end, name="mandate_end"),
    path(
        "trader/people/invitations/<int:pk>/take-back/",
        people.invitation_take_back,
        name="invitation_take_back",
    ),
    path("trader/successions/<int:pk>/", people.succession_page, name="succession"),
    path("trader/successions/<int:pk>/read/", people.succession_read, name="succession_read"),
    path("trader/documents/<int:pk>/", application.evidence_open, name="evidence_open"),
    path("trader/applications/start/", application.start, name="application_start"),
    path(CASE, application.task_list, name="application"),
    path(f"{CASE}roles/", application.roles, name="application_roles"),
    path(f"{CASE}groups/<str:letter>/", application.criteria_group, name="criteria_group"),
    path(f"{CASE}criteria/<str:criterion>/", application.criterion_answer, name="criterion_answer"),
    path(f"{CASE}criteria/<str:criterion>/evidence/", application.evidence_add, name="evidence_add"),
    path(
        f"{CASE}criteria/<str:criterion>/evidence/<int:pk>/remove/",
        application.evidence_remove,
        name="evidence_remove",
    ),
    path(f"{CASE}worksheet/", worksheet.worksheet, name="worksheet"),
    path(f"{CASE}worksheet/file/", worksheet.worksheet_file, name="worksheet_file"),
    path(f"{CASE}worksheet/<int:pk>/", worksheet.worksheet_preview, name="worksheet_preview"),
    path(f"{CASE}check/", application.check_answers, name="check_answers"),
    path(f"{CASE}submit/", application.submit, name="submit"),
    path(f"{CASE}withdraw/", application.withdraw, name="withdraw"),
    path(f"{CASE}timeline/", progress.case_timeline, name="case_timeline"),
    path(f"{CASE}questions/<int:pk>/", progress.request_reply, name="request_reply"),
    path(f"{CASE}time/", times.more_time, name="more_time"),
    path(f"{CASE}findings/<int:pk>/", findings.finding_read, name="finding_read"),
    path(f"{CASE}findings/<int:pk>/plan/", findings.plan_propose, name="plan_propose"),
    path(f"{CASE}findings/<int:pk>/actions/<int:action>/", findings.action_evidence, name="action_evidence"),
    path(f"{CASE}hearing/", progress.hearing_reply, name="hearing_reply"),
    path(f"{CASE}appeal/", appeals.case_appeal, name="case_appeal"),
    path("trader/measures/<int:pk>/appeal/", appeals.measure_appeal, name="measure_appeal"),
    path("trader/appeals/<int:pk>/withdraw/", appeals.appeal_withdraw, name="appeal_withdraw"),
    path(f"{CASE}visits/<int:pk>/", visits.visit, name="own_visit"),
    path(f"{CASE}visits/<int:pk>/decline/", visits.visit_decline, name="visit_decline"),
    path("trader/measures/<int:pk>/", progress.measure_reply, name="measure_reply"),
    path("trader/cures/<int:pk>/", cures.cure_report, name="cure_report"),
    path("trader/certificates/<str:number>/", certificate.certificate, name="certificate"),
    path("trader/certificates/<str:number>/surrender/", certificate.surrender, name="surrender"),
]
