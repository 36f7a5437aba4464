"""Loads the book and looks up in process: `python _recognition_inprocess.py DATABASE_URL` prints JSON."""

# ruff: noqa: ANN001, ANN202, S311 - a program to run; its sizes and seeds are fixed

import gc
import json
import random
import resource
import sys
import time
from statistics import median

from _recognition_data import draw, kept

from openaeo.recognition.engine import now
from openaeo.recognition.follow import connect, load

LOOKUPS = 200_000


def fresh(values):
    """The same values as new objects, as they come out of a request."""
    return "\n".join(values).split("\n")


def timed(book, values):
    judge, at, clock = book.judge, now(), time.perf_counter
    rounds = []
    for _ in range(7):
        asked = fresh(values)
        began = clock()
        for value in asked:
            judge(value, at, 2)
        rounds.append((clock() - began) / len(asked) * 1e9)
    return {"median": median(rounds), "best": min(rounds)}


def main():
    url = sys.argv[1]
    loads = []
    book = None
    for _ in range(2):
        book = None
        gc.collect()
        with connect(url, autocommit=True) as connection:
            began, cpu = time.perf_counter(), time.process_time()
            book = load(connection, url)
            loads.append((time.perf_counter() - began, time.process_time() - cpu))
        if len(loads) == 1:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    chance = random.Random(5)
    keys = list(book.index.base.keys)
    uniform = [chance.choice(keys) for _ in range(LOOKUPS)]
    print(
        json.dumps(
            {
                "identifiers": len(keys),
                "load_s": min(loads)[0],
                "load_cpu_s": min(loads)[1],
                "peak_mb": peak,
                "declared": timed(book, draw(kept(book), LOOKUPS, chance)),
                "uniform": timed(book, uniform),
            }
        )
    )


if __name__ == "__main__":
    main()
