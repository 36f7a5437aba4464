"""A load generator without dependencies: `python _recognition_load.py PORT SECONDS FILE` prints JSON.

Eight keep-alive connections, one request under way on each, raw sockets. FILE holds one request body a line.
"""

# ruff: noqa: ANN001, ANN202 - a program to run; its sizes and seeds are fixed

import json
import selectors
import socket
import sys
import time
from itertools import cycle

CONNECTIONS = 8


def requests(path):
    with open(path, "rb") as lines:  # noqa: PTH123 - one line a body
        return [
            b"POST /recognise HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(body), body)
            for body in (line.rstrip(b"\n") for line in lines)
        ]


def measure(port, seconds, path):
    bodies = cycle(requests(path))
    chooser = selectors.DefaultSelector()
    clock = time.perf_counter
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(connection, selectors.EVENT_READ, [clock(), b""])
        connection.sendall(next(bodies))
    took, began = [], clock()
    while clock() - began < seconds:
        for key, _ in chooser.select(1):
            connection, state = key.fileobj, key.data
            state[1] += connection.recv(1 << 18)
            head, ended, body = state[1].partition(b"\r\n\r\n")
            if not ended or len(body) < int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]):
                continue
            assert head.startswith(b"HTTP/1.1 200"), head
            took.append(clock() - state[0])
            state[0], state[1] = clock(), b""
            connection.sendall(next(bodies))
    spent = clock() - began
    took.sort()
    return {
        "rate": len(took) / spent,
        "p50": took[len(took) // 2] * 1000,
        "p99": took[int(len(took) * 0.99)] * 1000,
        "errors": 0,
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])))
