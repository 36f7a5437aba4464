"""The words of the pages in one language, so that a journey is walked in several."""

from django.utils import translation
from django.utils.translation import gettext


class Words:
    """Returns what the pages say in `language`, by what the English page says."""

    def __init__(self, language):
        self.language = language

    def __call__(self, english, **filled):
        with translation.override(self.language):
            said = gettext(english)
        return said % filled if filled else said
