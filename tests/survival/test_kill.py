"""Kill web, worker, recognition and PostgreSQL at random while people work: nothing is lost, nothing is doubled.

The whole product runs as an operator runs it (`./dev serve`), on a cluster of its own. A trader acts 200 times
through the pages and behaves as people do: when a page does not answer, looks whether it was done, and does it
again only when it was not.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener, urlopen

import pytest

from openaeo.config import postgres

ROOT = Path(__file__).resolve().parents[2]
ACTS = 200
KILLS = ("pages", "recognition", "worker", "postgres")
PATIENCE = 90
PREPARE = """
import django; django.setup()
from tests.worlds import a_granted, an_operator, people
from allauth.account.models import EmailAddress
from openaeo.parties.models import Person
held = a_granted(public=True)
person = Person.objects.get(email="amara@example.org")
EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
print(held.number)
"""
COUNT = """
import django; django.setup()
import json
from openaeo.bedrock.models import JournalEntry
from openaeo.parties.models import Site
from openaeo.register.models import Authorisation
names = list(Site.objects.filter(name__startswith="Shed ").values_list("name", flat=True))
told = JournalEntry.objects.filter(act="add-site").count()
public = list(Authorisation.objects.values_list("public", flat=True))
print(json.dumps({"sites": sorted(names), "told": told, "public": public}))
"""


def free_ports():
    for port in range(18_400, 18_900, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports side by side")


class House:
    """The running product, and ways to hurt it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_ports()
        self.folder = folder
        self.env = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("DATABASE", "OPENAEO"))
            },
            "OPENAEO_LOCAL_DIR": str(folder),
            "OPENAEO_STATIC_HASHED": "false",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "openaeo.config.settings",
        }
        self.log = (folder / "house.log").open("ab")
        self.process: subprocess.Popen | None = None

    def openaeo(self, *words: str, check: bool = True) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "openaeo", *words]
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=check)

    def python(self, code: str) -> str:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                f"from openaeo.config import database\nwith database.running():\n exec({code!r})",
            ],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def open(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "dev"), "serve", "--port", str(self.port)],
            env=self.env,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        wait_for(lambda: answers(f"http://127.0.0.1:{self.port}/health"), "the pages")
        wait_for(lambda: answers(f"http://127.0.0.1:{self.port + 1}/health"), "recognition")

    def close(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def victims(self) -> dict[str, list[int]]:
        """Return process ids by what they are."""
        found: dict[str, list[int]] = {kind: [] for kind in KILLS}
        marks = {
            "pages": f"serve --port {self.port}",
            "recognition": f"recognise --port {self.port + 1}",
            "worker": "openaeo worker",
            "postgres": f"-D {postgres.locate(self.folder, 'pg').data}",
        }
        for pid, words, env in processes():
            for kind, mark in marks.items():
                if mark in words and (kind == "postgres" or str(self.folder) in env):
                    found[kind].append(pid)
        return found

    def hurt(self, kind: str) -> bool:
        """Kill what is of this kind now; return whether anything was."""
        found = self.victims()[kind]
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(found)


def processes():
    """Yield id, command line and environment of every process we may read."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            env = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if words and "/dev serve" not in words and "./dev" not in words:
            yield int(folder.name), words, env


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


def wait_for(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come back within {PATIENCE} s"
        time.sleep(0.1)


class Stay(HTTPRedirectHandler):
    """Redirects are answers, not errands."""

    def redirect_request(self, *_particulars):
        return None


class Trader:
    """Somebody at a browser: signs in, acts, looks, and tries again."""

    def __init__(self, port: int) -> None:
        self.base = f"http://localhost:{port}"
        self.jar = CookieJar()
        self.browser = build_opener(HTTPCookieProcessor(self.jar), Stay())

    def ask(self, path: str, form: dict | None = None) -> tuple[int, str]:
        """Return status and text; 0 when nobody answered."""
        data = None
        if form is not None:
            token = next((one.value for one in self.jar if one.name == "csrftoken"), "")
            data = urlencode({**form, "csrfmiddlewaretoken": token}).encode()
        request = Request(self.base + path, data=data, headers={"Referer": self.base + path})
        try:
            with self.browser.open(request, timeout=20) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except (URLError, OSError, TimeoutError):
            return 0, ""

    def look(self, path: str) -> str:
        """Return the page, however long that takes."""
        shown = ""

        def there() -> bool:
            nonlocal shown
            status, shown = self.ask(path)
            return status == 200

        wait_for(there, path)
        return shown

    def sign_in(self, password: str) -> None:
        self.look("/account/login/")
        status, text = self.ask("/account/login/", {"login": "amara@example.org", "password": password})
        assert status == 302, text[:2000]

    def act(self, path: str, form: dict, done) -> None:
        """Post until it is done, looking first whenever it is not known."""
        deadline = time.monotonic() + PATIENCE
        while self.ask(path, form)[0] != 302:
            if done(self.look(path)):
                return
            assert time.monotonic() < deadline, f"{path} could not be done"


@pytest.fixture
def house(tmp_path):
    running = House(tmp_path)
    yield running
    if running.process is not None and running.process.poll() is None:
        running.close()
    leftovers = {kind: pids for kind, pids in running.victims().items() if pids}
    running.log.close()
    assert not leftovers, f"left behind: {leftovers}"


@pytest.mark.timeout(600)
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds its victims through /proc")
def test_nothing_is_lost_or_doubled_when_everything_is_killed(house):
    from tests.worlds import PASSWORD

    house.openaeo("migrate")
    number = house.python(PREPARE)
    house.open()
    trader = Trader(house.port)
    trader.sign_in(PASSWORD)
    chance = random.Random(2026)
    order = [kind for kind in KILLS for _ in range(2)]
    chance.shuffle(order)
    finished, killed = threading.Event(), []

    def hurt():
        for kind in order:
            if finished.wait(chance.uniform(0.3, 1.5)):
                return
            wait_for(lambda kind=kind: house.hurt(kind), kind)
            killed.append(kind)
            wait_for(
                lambda: answers(f"http://127.0.0.1:{house.port}/health") or finished.is_set(), "the pages"
            )

    killer = threading.Thread(target=hurt)
    killer.start()
    try:
        wanted = do_everything(trader, chance, killer)
    finally:
        finished.set()
        killer.join()

    assert killed == order
    counted = json.loads(house.python(COUNT))
    assert counted["sites"] == wanted["sites"]
    assert counted["told"] == len(wanted["sites"]) + 2  # and those that the two firms began with
    assert counted["public"] == [wanted["public"]]
    verdict = house.openaeo("journal", "verify", check=False)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    wait_for(lambda: outcome(house.port + 1, number) == "recognised", "recognition")
    assert house.close() == 0


def do_everything(trader, chance, killer):
    sites, public, place = [], True, 0
    while place < ACTS or killer.is_alive():
        if chance.random() < 0.6:
            name = f"Shed {place:04d}"
            form = {"name": name, "address": "Dock 1", "purpose": "Export", "customs_relevant": "on"}
            trader.act("/trader/sites/", form, lambda page, name=name: name in page)
            sites.append(name)
        else:
            public = not public
            # Saying the same twice changes nothing, so this may be repeated without looking.
            trader.act(
                "/trader/consent/",
                {"partners": "on", **({"public": "on"} if public else {})},
                lambda _page: False,
            )
        place += 1
    return {"sites": sorted(sites), "public": public}


def outcome(port: int, number: str) -> str:
    asked = json.dumps({"parties": [{"role": "exporter", "id": number}]}).encode()
    request = Request(
        f"http://127.0.0.1:{port}/recognise", data=asked, headers={"Content-Type": "application/json"}
    )
    try:
        with urlopen(request, timeout=5) as response:
            return json.loads(response.read())["parties"][0]["outcome"]
    except (URLError, OSError):
        return ""
