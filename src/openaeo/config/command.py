"""The command `openaeo` that operators use: it reads the words, prepares the database and calls one room."""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

Command = Callable[[argparse.Namespace], int]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit code: 0 well, 1 refused or failed, 2 not understood."""
    arguments = _parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openaeo.config.settings")
    signal.signal(signal.SIGTERM, _leave)
    command: Command = arguments.command
    try:
        return command(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="openaeo", description="Runs an AEO programme. See docs/operate/.")
    words = parser.add_subparsers(metavar="command", required=True)

    def word(name: str, command: Command, text: str) -> argparse.ArgumentParser:
        one = words.add_parser(name, help=text, description=text)
        one.set_defaults(command=command)
        return one

    serve = word("serve", _serve, "Serve the pages.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port (default 8000)")
    serve.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    serve.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")
    word("worker", _worker, "Run background jobs and the readers of the journal.")
    recognise = word("recognise", _recognise, "Serve recognition.")
    recognise.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    recognise.add_argument("--port", type=int, default=8001, help="port (default 8001)")
    word("migrate", _migrate, "Bring the database to this version. Safe to repeat.")
    create = word("createadmin", _createadmin, "Create a person who may appoint others.")
    create.add_argument("email")
    create.add_argument("--name", default="", help="full name; asked for when missing")
    journal = word("journal", _journal, "Check the journal, or print its head.")
    journal.add_argument("what", choices=["verify", "head"])
    demo = word("demo", _demo, "Fill an empty database with the demonstration world, or list its people.")
    demo.add_argument("what", choices=["seed", "people"])
    demo.add_argument("--small", action="store_true", help="a register of hundreds instead of thousands")
    mail = word("mail", _mail, "Send a test mail at once, past the queue.")
    mail.add_argument("what", choices=["test"])
    mail.add_argument("address")
    word("check", _check, "Check settings and database before going live.")
    _programme_words(
        word("programme", _check_programmes, "Check the programmes on disk, or print a rule book.")
    )
    openapi = word("openapi", _openapi, "Print the descriptions of the interfaces for machines.")
    openapi.add_argument("--folder", default="", help="write them there instead, one file each (docs/api)")
    word("shell", _shell, "A Python prompt with the program loaded.")
    return parser


def _programme_words(programme: argparse.ArgumentParser) -> None:
    words = programme.add_subparsers(metavar="what", required=True)
    check = words.add_parser("check", help="Tell of each programme whether it is sound, with every fault.")
    check.add_argument("codes", nargs="*", metavar="code", help="folders of programmes/ (default: all)")
    check.set_defaults(command=_check_programmes)
    explain = words.add_parser("explain", help="Print a programme's rules in sentences, in Markdown.")
    explain.add_argument("code", help="folder of programmes/")
    explain.add_argument("--language", default="en", help="language to print in (default en)")
    explain.set_defaults(command=_explain_programme)


# --- ground ---------------------------------------------------------------------------------------
@contextmanager
def _ground() -> Iterator[None]:
    """The database is up while inside, and Django is loaded."""
    import django

    with _cluster():
        django.setup()
        yield


def _cluster() -> AbstractContextManager[str]:
    from openaeo.config import database

    return database.running()


def _django(*words: str, **options: Any) -> None:
    from django.core.management import call_command

    call_command(*words, **options)


# --- services -------------------------------------------------------------------------------------
def _serve(arguments: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with _ground():
        from django.conf import settings

        if not settings.WHITENOISE_USE_FINDERS:
            _django("collectstatic", interactive=False, verbosity=0)
        Granian(
            "openaeo.config.wsgi:application",
            address=arguments.host,
            port=arguments.port,
            interface=Interfaces.WSGI,
            workers=arguments.workers,
            blocking_threads=arguments.threads,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
            log_level=LogLevels.warning,
        ).serve()
    return 0


def _worker(_arguments: argparse.Namespace) -> int:
    import threading

    with _ground():
        from openaeo.bedrock.worker import run_readers

        stopping = threading.Event()
        readers = threading.Thread(target=run_readers, kwargs={"stopping": stopping}, name="journal-readers")
        readers.start()
        try:
            _django("procrastinate", "worker")
        finally:
            stopping.set()
            readers.join(timeout=10)
    return 0


def _recognise(arguments: argparse.Namespace) -> int:
    with _cluster() as url:
        from openaeo.config.settings import HOME_ADMINISTRATION, PROGRAMMES_DIR
        from openaeo.law.programme_folder import load_programme
        from openaeo.recognition.server import serve

        folder = PROGRAMMES_DIR / HOME_ADMINISTRATION.lower()
        terms = load_programme(folder)
        benefits = {tier: tuple(terms.benefits_of(tier)) for tier in terms.tiers}
        serve(url, host=arguments.host, port=arguments.port, benefits_here=benefits)
    return 0


# --- one-off work ---------------------------------------------------------------------------------
def _migrate(_arguments: argparse.Namespace) -> int:
    with _ground():
        from openaeo.config.settings import HOME_ADMINISTRATION
        from openaeo.parties.models import Administration

        _django("migrate", interactive=False, verbosity=1)
        Administration.objects.get_or_create(code=HOME_ADMINISTRATION, defaults={"is_home": True, "name": {}})
    return 0


def _createadmin(arguments: argparse.Namespace) -> int:
    with _ground():
        from allauth.account.models import EmailAddress
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from openaeo.bedrock.actors import SYSTEM
        from openaeo.law.terms import Capacity
        from openaeo.parties import onboarding
        from openaeo.parties.models import Person

        email = arguments.email.strip().lower()
        if Person.objects.filter(email=email).exists():
            print(f"{email} is here already. Nothing was changed.", file=sys.stderr)
            return 1
        name = arguments.name or input("Full name: ")
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
        except ValidationError as fault:
            print("Nobody was created. " + " ".join(fault.messages), file=sys.stderr)
            return 1
        at = datetime.now(UTC)
        person = onboarding.sign_up(email=email, name=name, password=password, language="en", at=at)
        # The console is the root of trust: whoever can run this may make the first administrator.
        onboarding.appoint(person, Capacity.ADMINISTRATOR, actor=SYSTEM, at=at)
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        print(f"{email} may sign in and appoint others.")
    return 0


def _journal(arguments: argparse.Namespace) -> int:
    with _ground():
        from openaeo.bedrock import journal

        verdict = journal.verify()
        if arguments.what == "head":
            print(verdict.entries, verdict.head)
            return 0 if verdict.fault is None else 1
        if verdict.fault is not None:
            print(f"BROKEN: {verdict.fault}")
            return 1
        print(f"{verdict.entries} entries, unbroken. Head {verdict.head}")
        from openaeo.register.replay import agree

        differences = agree()
        for difference in differences:
            print(f"The register differs from the journal: {difference}")
        if not differences:
            print("The register agrees with the journal.")
        return 1 if differences else 0


def _demo(arguments: argparse.Namespace) -> int:
    with _ground():
        from openaeo.config.demo import SIGN_INS, seed

        if arguments.what == "people":
            print("\n".join(f"    {line}" for line in SIGN_INS))
            return 0

        tell = partial(print, flush=True)
        if arguments.small:
            seed(tell, own=500, partner=200)
        else:
            seed(tell)
    return 0


def _check(_arguments: argparse.Namespace) -> int:
    with _ground():
        from django.core.management.base import CommandError, SystemCheckError

        try:
            _django("check", deploy=True, fail_level="WARNING")
            _django("migrate", check_unapplied=True, verbosity=0)
        except SystemCheckError as fault:
            print(fault, file=sys.stderr)
            return 1
        except (CommandError, SystemExit):
            print("The database is not at this version. Run `openaeo migrate`.", file=sys.stderr)
            return 1
        from django.conf import settings

        if settings.MAIL_READY:
            print("Mail can be sent. Try it: openaeo mail test you@example.org")
        else:
            print("Mail cannot be sent: OPENAEO_MAIL_HOST is empty. People are told in the product only.")
        print("Ready.")
    return 0


def _check_programmes(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from openaeo.config import programmes

    sound = True
    for well, line in programmes.check(arguments.codes):
        print(line, file=sys.stdout if well else sys.stderr)
        sound &= well
    return 0 if sound else 1


def _explain_programme(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from openaeo.config import programmes
    from openaeo.law.sheet import EditionFault

    try:
        print(programmes.explain(arguments.code, arguments.language), end="")
    except EditionFault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _mail(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.core.mail import EmailMessage

    if not settings.MAIL_READY:
        print("Nothing was sent: OPENAEO_MAIL_HOST is empty.", file=sys.stderr)
        return 1
    mail = EmailMessage("OpenAEO: test", "Mail from this installation arrives.", to=[arguments.address])
    try:
        mail.send()
    except (
        OSError,
        ValueError,
    ) as fault:  # smtplib's faults are of the first kind, odd addresses of the second
        print(f"Nothing was sent: {type(fault).__name__}: {fault}", file=sys.stderr)
        return 1
    print(f"Handed over for {arguments.address}. Look whether it arrives.")
    return 0


def _openapi(arguments: argparse.Namespace) -> int:
    import django

    django.setup()
    from openaeo.config.openapi import documents

    for name, text in documents().items():
        if arguments.folder:
            (Path(arguments.folder) / name).write_text(text, encoding="utf-8")
        else:
            print(text)
    return 0


def _shell(_arguments: argparse.Namespace) -> int:
    with _ground():
        _django("shell")
    return 0
