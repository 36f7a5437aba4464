"""The address table of the whole program."""

from django.urls import include, path

from openaeo.api.root import api

# Pages first: the interface would answer for the home page too.
urlpatterns = [path("", include("openaeo.web.urls")), path("", api.urls)]

handler400 = "openaeo.web.errors.bad_request"
