"""Every address of the pages about partners and their lists."""

from __future__ import annotations

from django.urls import URLPattern, path

from openaeo.web.desk import partner_lists, partners

LIST = "desk/lists/<int:pk>/"

routes: list[URLPattern] = [
    path("desk/partners/", partners.partners, name="partners"),
    path("desk/partners/new/", partners.arrangement_new, name="arrangement_new"),
    path("desk/partners/list-template.csv", partner_lists.list_template, name="list_template"),
    path("desk/partners/<str:code>/", partners.partner, name="partner"),
    path("desk/partners/<str:code>/arrangement/", partners.arrangement_edit, name="arrangement_edit"),
    path("desk/partners/<str:code>/list/", partner_lists.list_upload, name="list_upload"),
    path(LIST, partner_lists.list_import, name="list_import"),
    path(f"{LIST}progress/", partner_lists.list_progress, name="list_progress"),
    path(f"{LIST}rows/", partner_lists.list_rows, name="list_rows"),
    path(f"{LIST}errors.csv", partner_lists.list_errors, name="list_errors"),
    path(f"{LIST}apply/", partner_lists.list_apply, name="list_apply"),
    path(f"{LIST}check/", partner_lists.list_check, name="list_check"),
    path(f"{LIST}discard/", partner_lists.list_discard, name="list_discard"),
    path("desk/list-rows/<int:pk>/release/", partner_lists.row_release, name="row_release"),
]
