"""Recognition against named alternatives on the same data: `./dev bench recognition` (`--help` for sizes).

One run prints the rate in process, over HTTP in singles and in batches of a hundred, and the ratios to a Django view with
an indexed PostgreSQL query and to Redis, with p50 and p99 at eight connections and one worker each. Every alternative
first gives the same answers, or there is no number. `DATABASE_URL` names a server to use; without it the private cluster.
"""

# ruff: noqa: ANN001, ANN201, PLR2004, S311 - a program to run; its sizes and seeds are fixed

import argparse
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "src"), str(HERE)]
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(HERE)])}

import psycopg  # noqa: E402 - after the path
import psycopg.conninfo  # noqa: E402
from _recognition_data import bodies, fill, kept  # noqa: E402

from openaeo.recognition.follow import connect, load  # noqa: E402

BATCH = 100
CONNECTIONS = 8
OURS = "ours"
LUA = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local bodies, n = {}, 0
init = function(args)  -- not earlier: only now does wrk know the Host header
  for line in io.lines("%s") do bodies[#bodies + 1] = wrk.format(nil, "/recognise", nil, line) end
end
request = function() n = n %% #bodies + 1; return bodies[n] end
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format('RESULT {"rate": %%f, "p50": %%f, "p99": %%f, "errors": %%d}\\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
"""


def pinned(core):
    """Keep a process on one core, where there is more than one."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        return None
    return lambda: os.sched_setaffinity(0, {cores[core % len(cores)]})


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def scratch_database(stack):
    """A database of this run's own."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        from openaeo.config import postgres

        server = stack.enter_context(postgres.Lease(ROOT / ".local")).url
    name = f"openaeo_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield with_database(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def with_database(url, name):
    """The same server, another database, still written as an address."""
    return re.sub(r"^(\w+://[^/]*)/[^?]*", rf"\1/{name}", url)


@contextmanager
def running(command, ready, core=0):
    process = subprocess.Popen(
        command,
        env=ENV,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=pinned(core),  # noqa: PLW1509 - no threads here yet
    )
    try:
        deadline = time.monotonic() + 120
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"did not start: {command}")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def ask(port, body):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/recognise", body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
        return json.load(answer)


def answers(port, body):
    try:
        ask(port, body)
    except OSError:
        return False
    return True


def decided(answer):
    return [
        (p["outcome"], p["authorisation"], p["administration"], list(p["benefits"]))
        for p in answer["parties"]
    ]


def same_answers(ports, lines):
    """Stop unless every server decides the first requests alike."""
    for line in lines:
        told = {name: decided(ask(port, line)) for name, port in ports.items()}
        if any(answer != told[OURS] for answer in told.values()):
            raise SystemExit(f"Different answers, so no numbers: {line} {told}")


def generated(port, seconds, path, wrk):
    """One measurement by wrk where present, else by our own generator; in a process of its own."""
    if wrk:
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(LUA % path)
            script.flush()
            command = [
                wrk,
                "-t1",
                f"-c{CONNECTIONS}",
                f"-d{seconds}s",
                "-s",
                script.name,
                f"http://127.0.0.1:{port}",
            ]
            text = subprocess.run(
                command, check=True, capture_output=True, text=True, preexec_fn=pinned(1)
            ).stdout
        told = json.loads(text.split("RESULT ", 1)[1])
    else:
        command = [sys.executable, str(HERE / "_recognition_load.py"), str(port), str(seconds), str(path)]
        told = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True, preexec_fn=pinned(1)).stdout
        )
    if told["errors"]:
        raise SystemExit(
            f"{told['errors']} requests failed on port {port} with {path}, so no numbers: {told}"
        )
    return told


def fill_redis(port, url):
    import redis

    store = redis.Redis(port=port)
    with psycopg.connect(url) as connection, connection.cursor("book") as rows:
        rows.itersize = 20_000
        pipe = store.pipeline(transaction=False)
        rows.execute(
            "SELECT value, json_build_array(number, administration, home, tier, periods)::text"
            " FROM register_book_alias JOIN register_book USING (number)"
        )
        for count, (value, row) in enumerate(rows, 1):
            pipe.set(value, row)
            if count % 20_000 == 0:
                pipe.execute()
        pipe.execute()


def start_all(stack, url, names, line):
    """Start every server side by side, idle until measured; gives their ports."""
    ports = {OURS: free_port()}
    redis_port = free_port()
    if "redis-get" in names:
        command = [
            "redis-server",
            "--port",
            str(redis_port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--bind",
            "127.0.0.1",
        ]
        stack.enter_context(running(command, lambda: can_connect(redis_port), core=1))
        fill_redis(redis_port, url)
    command = [
        sys.executable,
        "-m",
        "openaeo.recognition.server",
        "--database-url",
        url,
        "--port",
        str(ports[OURS]),
    ]
    processes = {ports[OURS]: stack.enter_context(running(command, lambda: answers(ports[OURS], line)))}
    for name in names:
        port = ports[name] = free_port()
        command = [
            sys.executable,
            str(HERE / "_recognition_rivals.py"),
            name,
            str(port),
            url,
            str(redis_port),
        ]
        processes[port] = stack.enter_context(running(command, lambda port=port: answers(port, line)))
    return ports, processes


def can_connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def spent(port, processes):
    """CPU seconds that the server at a port has used, its workers included; None where the system does not say."""
    try:
        owners = {str(processes[port].pid)}
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if stat.parent.name in owners or fields[1] in owners:
                total += int(fields[11]) + int(fields[12])
    except OSError:
        return None
    return total / os.sysconf("SC_CLK_TCK")


def measured(port, seconds, path, wrk, processes):
    """One measurement, with the server's own CPU time a request."""
    before = spent(port, processes)
    told = generated(port, seconds, path, wrk)
    after = spent(port, processes)
    told["cpu"] = 0.0 if None in (before, after) else (after - before) / (told["rate"] * seconds) * 1e6
    return told


def measure(ports, processes, files, options, wrk):
    """Measure in turn, several rounds; gives the median of each number by server and kind."""
    found = {}
    for turn in range(options.rounds):
        for name, port in ports.items():
            for kind, path in files.items():
                generated(port, 1, path, wrk)
                found.setdefault((name, kind), []).append(
                    measured(port, options.seconds, path, wrk, processes)
                )
        print(f"  round {turn + 1} of {options.rounds} done", flush=True)
    return {key: {word: median(one[word] for one in told) for word in told[0]} for key, told in found.items()}


def report(found):
    """Two tables: single look-ups, and batches."""
    for kind, size, title in (
        ("single", 1, "single look-ups/s"),
        ("batch", BATCH, f"parties/s in batches of {BATCH}"),
    ):
        ours = found[OURS, kind]["rate"]
        print(f"\n  {'':<20}{title:>28}{'p50 ms':>9}{'p99 ms':>9}{'CPU us a request':>18}{'ours is':>10}")
        for (name, one), told in found.items():
            if one == kind:
                print(
                    f"  {name:<20}{told['rate'] * size:>28,.0f}{told['p50']:>9.2f}{told['p99']:>9.2f}"
                    f"{told['cpu']:>18.0f}{ours / told['rate']:>9.1f}x"
                )


def verdict(found, inside):
    """The aims of the product, and whether this run met them."""
    single, batch = found[OURS, "single"], found[OURS, "batch"]
    aims = [
        ("p99 under 2 ms in singles at 8 connections", single["p99"] < 2, f"{single['p99']:.2f} ms"),
        (
            "200 000 parties/s in batches of 100",
            batch["rate"] * BATCH >= 200_000,
            f"{batch['rate'] * BATCH:,.0f}",
        ),
        (
            "look-up in process under 1 us",
            inside["declared"]["median"] < 1000,
            f"{inside['declared']['median']:.0f} ns",
        ),
        ("book loaded in under 3 s", inside["load_s"] < 3, f"{inside['load_s']:.2f} s"),
        ("book in under 400 MB at peak", inside["peak_mb"] < 400, f"{inside['peak_mb']:.0f} MB"),
    ]
    for name, least in (("django-postgresql", 10), ("redis-get", 4)):
        if (name, "single") in found:
            ratio = single["rate"] / found[name, "single"]["rate"]
            aims.append((f"at least {least} times {name} in singles", ratio >= least, f"{ratio:.1f}x"))
    print()
    for what, met, value in aims:
        print(f"  {'met   ' if met else 'MISSED'}  {what}: {value}")


def main():
    parser = argparse.ArgumentParser(description="Recognition against named alternatives.")
    parser.add_argument("--identifiers", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=4, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--interfaces", action="store_true", help="also our engine behind ASGI and RSGI")
    options = parser.parse_args()
    wrk = shutil.which("wrk")
    chance = random.Random(1)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(scratch_database(stack))
        print(f"Filling {options.identifiers:,} identifiers…", flush=True)
        fill(url, options.identifiers)
        told = subprocess.run(
            [sys.executable, str(HERE / "_recognition_inprocess.py"), url],
            env=ENV, check=True, capture_output=True, text=True, preexec_fn=pinned(0),
        ).stdout  # fmt: skip
        inside = json.loads(told)
        print(
            f"In process, {inside['identifiers']:,} identifiers: loaded in {inside['load_s']:.2f} s "
            f"({inside['load_cpu_s']:.2f} s of our CPU), {inside['peak_mb']:.0f} MB at peak;\n"
            f"  a look-up takes {inside['declared']['median']:.0f} ns as declarations ask "
            f"(best round {inside['declared']['best']:.0f}), {inside['uniform']['median']:.0f} ns when every identifier "
            f"is as likely as any other (best {inside['uniform']['best']:.0f})"
        )
        with connect(url, autocommit=True) as connection:
            identifiers = kept(load(connection, url))
        files = {"single": folder / "single", "batch": folder / "batch"}
        files["single"].write_text("\n".join(bodies(identifiers, 4000, 1, chance)) + "\n")
        files["batch"].write_text("\n".join(bodies(identifiers, 200, BATCH, chance)) + "\n")
        del identifiers
        names = ["django-postgresql"]
        if shutil.which("redis-server"):
            names.append("redis-get")
        else:
            print("redis-server is not installed: no numbers for Redis.")
        names += ["ours-asgi", "ours-rsgi"] if options.interfaces else []
        line = files["single"].read_text().split("\n", 1)[0]
        ports, processes = start_all(stack, url, names, line)
        same_answers(
            ports,
            files["single"].read_text().splitlines()[:200] + files["batch"].read_text().splitlines()[:2],
        )
        print(
            f"HTTP, one worker each on one core, {CONNECTIONS} connections, load by {wrk or 'our own generator'} on "
            f"another core; median of {options.rounds} rounds of {options.seconds} s", flush=True,
        )  # fmt: skip
        found = measure(ports, processes, files, options, wrk)
        print(f"  load of this machine, all work counted: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        report(found)
        verdict(found, inside)


if __name__ == "__main__":
    main()
