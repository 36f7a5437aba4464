"""What stands beside the browser: a declaration system that asks about parties, and an app that shows codes."""

import base64
import hashlib
import hmac
import json
import struct
import threading
import time
import urllib.request


def asked(recognition, tin):
    """Return outcome and reason for an exporter whom a declaration names by `tin`."""
    party = answered(recognition, tin)
    return party["outcome"], party["reason"]["code"]


def answered(recognition, tin):
    """Return all that recognition says of an exporter whom a declaration names by `tin`."""
    body = json.dumps({"parties": [{"role": "Exporter", "scheme": "tin", "id": tin}]}).encode()
    question = urllib.request.Request(
        f"{recognition}/recognise", data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(question, timeout=5) as answer:
        return json.load(answer)["parties"][0]


class Watch(threading.Thread):
    """A declaration system that asks about one party until it hears `awaited`."""

    def __init__(self, recognition, tin, awaited):
        super().__init__(daemon=True)
        self._recognition, self._tin = recognition, tin
        self._awaited = awaited
        self.before = self.heard()
        self._seen = None
        self._last = self.before

    def heard(self):
        return self.party()["outcome"]

    def party(self):
        """Return all that recognition says of the party now."""
        return answered(self._recognition, self._tin)

    def run(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self._last = self.heard()
            if self._last == self._awaited:
                self._seen = time.time() * 1000
                return
            threading.Event().wait(0.005)

    def result(self):
        """Return the moment of the first such answer, in milliseconds since 1970."""
        self.join(timeout=30)
        assert self._seen is not None, f"recognition still says {self._last}, not {self._awaited}"
        return self._seen


def code(key, period):
    """Return the six digits that an authenticator shows (RFC 6238: SHA-1, thirty seconds)."""
    padded = key.replace(" ", "").upper() + "=" * (-len(key) % 8)
    digest = hmac.new(base64.b32decode(padded), struct.pack(">Q", int(period)), hashlib.sha1).digest()
    start = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
