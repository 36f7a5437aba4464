"""Properties of the law run often enough to find a fault and briefly enough to be run at every save."""

from hypothesis import settings

settings.register_profile("law", max_examples=60, deadline=None)
settings.load_profile("law")
