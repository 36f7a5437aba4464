"""Every page of the trader, by address."""

from __future__ import annotations

from django.urls import URLPattern, path

from openaeo.web.trader import account, appeals, application, carrying, documents, evidence, progress, times

CASE = "trader/applications/<str:number>/"

routes: list[URLPattern] = [
    path("trader/", account.home, name="trader_home"),
    path("trader/company/", account.company, name="company"),
    path("trader/sites/", account.sites, name="sites"),
    path("trader/sites/<int:pk>/close/", account.site_close, name="site_close"),
    path("trader/consent/", account.consent, name="consent"),
    path("trader/documents/", documents.board, name="documents"),
    path("trader/documents/add/", documents.add, name="document_add"),
    path("trader/documents/<int:pk>/about/", documents.document, name="document"),
    path("trader/documents/<int:pk>/replace/", documents.replace, name="document_replace"),
    path("trader/documents/<int:pk>/retire/", documents.retire, name="document_retire"),
    path("trader/documents/<int:pk>/restore/", documents.restore, name="document_restore"),
    path("trader/documents/<int:pk>/use/", documents.use, name="document_use"),
    path("trader/documents/<int:pk>/", evidence.evidence_open, name="evidence_open"),
    path("trader/applications/start/", application.start, name="application_start"),
    path(CASE, application.task_list, name="application"),
    path(f"{CASE}roles/", application.roles, name="application_roles"),
    path(f"{CASE}carry/", carrying.carry, name="application_carry"),
    path(f"{CASE}carried/", carrying.carried, name="answers_carried"),
    path(f"{CASE}groups/<str:letter>/", application.criteria_group, name="criteria_group"),
    path(f"{CASE}criteria/<str:criterion>/", application.criterion_answer, name="criterion_answer"),
    path(f"{CASE}criteria/<str:criterion>/evidence/", evidence.evidence_add, name="evidence_add"),
    path(
        f"{CASE}criteria/<str:criterion>/evidence/<int:pk>/remove/",
        evidence.evidence_remove,
        name="evidence_remove",
    ),
    path(f"{CASE}evidence/", evidence.evidence_board, name="evidence_board"),
    path(f"{CASE}check/", application.check_answers, name="check_answers"),
    path(f"{CASE}submit/", application.submit, name="submit"),
    path(f"{CASE}withdraw/", application.withdraw, name="withdraw"),
    path(f"{CASE}timeline/", progress.case_timeline, name="case_timeline"),
    path(f"{CASE}questions/<int:pk>/", progress.request_reply, name="request_reply"),
    path(f"{CASE}time/", times.more_time, name="more_time"),
    path(f"{CASE}hearing/", progress.hearing_reply, name="hearing_reply"),
    path(f"{CASE}appeal/", appeals.case_appeal, name="case_appeal"),
    path("trader/measures/<int:pk>/appeal/", appeals.measure_appeal, name="measure_appeal"),
    path("trader/appeals/<int:pk>/withdraw/", appeals.appeal_withdraw, name="appeal_withdraw"),
    path("trader/measures/<int:pk>/", progress.measure_reply, name="measure_reply"),
    path("trader/certificates/<str:number>/", progress.certificate, name="certificate"),
    path("trader/certificates/<str:number>/surrender/", progress.surrender, name="surrender"),
]
