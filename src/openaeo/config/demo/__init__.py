"""The demonstration world: invented people, forty firms at every stage, a partner, and a full register."""

from __future__ import annotations

from openaeo.config.demo.people import PASSWORD, STAFF, TRADERS
from openaeo.config.demo.world import seed as seed

SIGN_INS = tuple(
    f"{member.email:24} {PASSWORD}   {member.name}, {member.does}" for member in (*TRADERS, *STAFF)
)
