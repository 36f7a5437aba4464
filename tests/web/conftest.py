"""What every test of pages stands on: staff need no second factor unless the test is about it."""

import pytest


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """Let staff pages be asked for directly; `tests/web/test_shell.py` switches the rule on."""
    settings.REQUIRE_STAFF_MFA = False


@pytest.fixture(autouse=True)
def simple_static_files(settings):
    """Look files up under their plain names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
