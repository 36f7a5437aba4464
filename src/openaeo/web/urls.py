"""Every page of the product: the public's here, the trader's and the desk's in their own tables."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from openaeo.web import conversations, exports, letters, mentoring, notices, session
from openaeo.web.desk.routes import routes as desk_routes
from openaeo.web.public import (
    accounts,
    certificate,
    eligibility,
    home,
    invitation,
    readiness,
    register,
    requirements,
)
from openaeo.web.trader.routes import routes as trader_routes

public_pages: list[URLPattern] = [
    path("", home.home, name="home"),
    path("entrance", home.entrance, name="entrance"),
    path("help", home.guide, name="help"),
    path("ready", eligibility.eligibility, name="eligibility"),
    path("ready/all", readiness.readiness, name="readiness"),
    path("requirements/<str:letter>", requirements.requirements, name="requirements"),
    path("register", register.register, name="register"),
    path("register/<str:number>", register.register_entry, name="register_entry"),
    path("check", certificate.check_form, name="check_form"),
    path("check/<str:code>", certificate.check, name="check"),
    path("ask-account", accounts.account_ask, name="account_ask"),
    path("ask-account/sent", accounts.account_asked, name="account_asked"),
    path("ask-account/confirm/<str:key>", accounts.account_confirm, name="account_confirm"),
    path("my-request", accounts.account_track, name="account_track"),
    path("my-request/state", accounts.account_state, name="account_state"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("certificate/<str:number>.pdf", certificate.certificate_pdf, name="certificate_pdf"),
]

letter_pages: list[URLPattern] = [
    path("letters/<int:pk>.pdf", letters.letter_file, name="letter_file"),
    path("data/", exports.own_data, name="own_data"),
    path("exports/<int:pk>/", exports.export_progress, name="export_progress"),
    path("exports/<int:pk>/<slug:form>/", exports.export_file, name="export_file"),
]

session_pages: list[URLPattern] = [
    path("language", session.switch_language, name="switch_language"),
    path("capacity", session.choose_capacity, name="choose_capacity"),
    path("demo", session.demo_switch, name="demo_switch"),
]

conversation_pages: list[URLPattern] = [
    path("conversations/", conversations.conversations, name="conversations"),
    path("conversations/<int:pk>/", conversations.conversation, name="conversation"),
    path(
        "conversations/<int:pk>/files/<int:paper>/", conversations.conversation_file, name="conversation_file"
    ),
    path(
        "conversations/begin/case/<str:number>/", conversations.conversation_begin, name="conversation_begin"
    ),
    path(
        "conversations/begin/authorisation/<str:number>/",
        conversations.conversation_begin_after,
        name="conversation_begin_after",
    ),
]

mentoring_pages: list[URLPattern] = [
    path("mentoring/", mentoring.firms_mentored, name="firms_mentored"),
    path("mentoring/invitation/<str:token>/", mentoring.mentor_invitation, name="mentor_invitation"),
    path("mentoring/<int:pk>/", mentoring.mentored, name="mentored"),
    path("mentoring/<int:pk>/leave/", mentoring.mentorship_leave, name="mentorship_leave"),
    path(
        "mentoring/<int:pk>/questions/<str:criterion>/", mentoring.mentored_question, name="mentored_question"
    ),
]

notice_pages: list[URLPattern] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/preferences/", notices.notice_preferences, name="notice_preferences"),
    path("notices/calendar/", notices.calendar_renew, name="calendar_renew"),
    path("notices/dates/<str:name>.ics", notices.date_file, name="date_file"),
    path("notices/<int:pk>/", notices.notice_open, name="notice_open"),
    path("calendar/<str:key>.ics", notices.calendar_feed, name="calendar_feed"),
    path("demo/mail", notices.demo_mail, name="demo_mail"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *public_pages,
    *session_pages,
    *notice_pages,
    *letter_pages,
    *conversation_pages,
    *mentoring_pages,
    *trader_routes,
    *desk_routes,
    path("account/", include("allauth.urls")),
]
