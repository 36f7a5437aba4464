"""The alternatives that recognition is measured against: `python _recognition_rivals.py NAME PORT DATABASE_URL REDIS_PORT`.

Each answers the same requests with the same outcomes, authorisations and benefits; `recognition.py` checks that.
"""

# ruff: noqa: ANN001, ANN202, ANN204 - a program to run; its sizes and seeds are fixed

import json
import sys
import time
from datetime import UTC, datetime
from functools import partial

import msgspec
from granian import Granian
from granian.constants import HTTPModes, Interfaces, RuntimeModes

from openaeo.law.arrangement import not_covered
from openaeo.law.identifiers import tidy
from openaeo.recognition import server
from openaeo.recognition.engine import now
from openaeo.recognition.follow import Follower, Shelf, connect, read_arrangements
from openaeo.recognition.places import ROLES, WORDS

SQL = """
SELECT alias.value, held.number, held.administration_id, administration.is_home, held.tier,
       extract(epoch FROM lower(period.during)) <= %s AS begun, period.status
FROM register_alias AS alias
JOIN register_authorisation AS held ON held.number = alias.authorisation_id
JOIN parties_administration AS administration ON administration.code = held.administration_id
LEFT JOIN register_statusperiod AS period
       ON period.authorisation_id = held.number AND period.during @> to_timestamp(%s)
WHERE alias.value = ANY(%s)
"""


def entry(party, held, arrangements, at):
    """The answer for a party, from what a store said of its holder: (number, administration, home, tier, status)."""
    outcome, reason, number, administration, benefits = "unknown-code", "not-in-book", None, None, ()
    if held is not None:
        number, administration, home, tier, status = held
        if status is None:
            outcome, reason = "not-covered", "not-yet-in-effect"
        elif status != "granted":
            outcome = "revoked" if status == "surrendered" else status
            reason = status
        elif home:
            outcome, reason = "recognised", "holder-here"
        else:
            terms = arrangements.get(administration)
            role = ROLES[WORDS[party["role"].casefold()]]
            why = not_covered(terms, tier=tier, role=role.value if role else None, at=at)
            if why is None:
                outcome, reason, benefits = "recognised", "arrangement-covers", terms.benefits
            else:
                outcome, reason = "not-covered", why.code
    return {
        "role": party["role"],
        "level": "declaration",
        "line": None,
        "scheme": None,
        "value": party["id"],
        "name": None,
        "category": None,
        "outcome": outcome,
        "reason": {"code": reason, "sentence": reason},
        "authorisation": number,
        "administration": administration,
        "benefits": benefits,
    }


def whole(parties):
    return {
        "declaration": None,
        "at": datetime.now(UTC).isoformat(),
        "book": {"cursor": 0, "age_s": 0.0},
        "parties": parties,
    }


# --- a Django view with an indexed PostgreSQL query ------------------------------------------------------------------
def django_postgres(url, _redis):
    import django
    import psycopg.conninfo
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.http import JsonResponse
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt

    told = psycopg.conninfo.conninfo_to_dict(url)
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="bench",  # noqa: S106 - of a process that lives for seconds
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": told["dbname"],
                "HOST": told.get("host", ""),
                "PORT": told.get("port", ""),
                "USER": told.get("user", ""),
                "PASSWORD": told.get("password", ""),
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()
    with connect(url, autocommit=True) as once:
        arrangements = read_arrangements(once)

    @csrf_exempt
    def view(request):
        parties = json.loads(request.body)["parties"]
        keys = [tidy(party["id"]) for party in parties]
        at = time.time()
        with connection.cursor() as cursor:
            cursor.execute(SQL, [at, at, keys])
            held = {
                value: (number, code, home, tier, status if begun else None)
                for value, number, code, home, tier, begun, status in cursor.fetchall()
            }
        moment = datetime.now(UTC)
        return JsonResponse(
            whole([entry(p, held.get(k), arrangements, moment) for p, k in zip(parties, keys, strict=True)])
        )

    globals()["urlpatterns"] = [path("recognise", view)]
    return get_wsgi_application()


# --- Redis, from a plain WSGI callable -------------------------------------------------------------------------------
def redis_get(url, redis_port):
    import redis

    store = redis.Redis(port=int(redis_port))
    decode = msgspec.json.Decoder(tuple[str, str, bool, str, str]).decode
    with connect(url, autocommit=True) as once:
        arrangements = read_arrangements(once)

    def held(raw, at):
        if raw is None:
            return None
        number, code, home, tier, periods = decode(raw)
        status = None
        for stretch in periods.split(";"):
            word, since, _until = stretch.split("|")
            if int(since) <= at:
                status = word
        return number, code, home, tier, status

    def app(environ, start_response):
        parties = msgspec.json.decode(environ["wsgi.input"].read())["parties"]
        keys = [tidy(party["id"]) for party in parties]
        found = [store.get(keys[0])] if len(keys) == 1 else store.mget(keys)
        at, moment = now(), datetime.now(UTC)
        body = msgspec.json.encode(
            whole(
                [entry(p, held(raw, at), arrangements, moment) for p, raw in zip(parties, found, strict=True)]
            )
        )
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return (body,)

    return app


# --- the same engine behind other server interfaces ------------------------------------------------------------------
def followed(url):
    shelf = Shelf()
    Follower(url, shelf).start()
    while shelf.book is None:
        time.sleep(0.05)
    return shelf


def answered(shelf, body):
    return server.recognise(
        shelf,
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": Given(body),
        },
    )


class Given:
    def __init__(self, body):
        self.body = body

    def read(self, _size):
        return self.body


def ours_asgi(url, _redis):
    shelf = followed(url)

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        parts, more = [], True
        while more:
            event = await receive()
            parts.append(event["body"])
            more = event["more_body"]
        body = answered(shelf, b"".join(parts))
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def ours_rsgi(url, _redis):
    shelf = followed(url)

    async def app(_scope, protocol):
        body = answered(shelf, await protocol())
        protocol.response_bytes(200, [("content-type", "application/json")], body)

    return app


RIVALS = {
    "django-postgresql": (django_postgres, Interfaces.WSGI),
    "redis-get": (redis_get, Interfaces.WSGI),
    "ours-asgi": (ours_asgi, Interfaces.ASGI),
    "ours-rsgi": (ours_rsgi, Interfaces.RSGI),
}


def load(name, url, redis_port):
    return RIVALS[name][0](url, redis_port)


def main():
    name, port, url, redis_port = sys.argv[1:]
    Granian(
        "rival",
        port=int(port),
        interface=RIVALS[name][1],
        workers=1,
        blocking_threads=1,
        http=HTTPModes.http1,
        runtime_mode=RuntimeModes.mt,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=partial(load, name, url, redis_port), wrap_loader=False)


if __name__ == "__main__":
    main()
