"""Every address of the pages about lists of our own holders."""

from __future__ import annotations

from django.urls import URLPattern, path

from openaeo.web.desk import holders

INTAKE = "desk/holders/<int:pk>/"

routes: list[URLPattern] = [
    path("desk/holders/", holders.intakes, name="intakes"),
    path("desk/holders/new/", holders.intake_new, name="intake_new"),
    path("desk/holders/rows/<int:pk>/", holders.intake_row, name="intake_row"),
    path(INTAKE, holders.intake, name="intake"),
    path(f"{INTAKE}columns/", holders.intake_columns, name="intake_columns"),
    path(f"{INTAKE}words/", holders.intake_words, name="intake_words"),
    path(f"{INTAKE}progress/", holders.intake_progress, name="intake_progress"),
    path(f"{INTAKE}rows/", holders.intake_rows, name="intake_rows"),
    path(f"{INTAKE}report.csv", holders.intake_report, name="intake_report"),
    path(f"{INTAKE}take-over/", holders.intake_take_over, name="intake_take_over"),
    path(f"{INTAKE}discard/", holders.intake_discard, name="intake_discard"),
]
