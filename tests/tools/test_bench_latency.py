"""What `make bench BASE=COMMIT` makes of the times in the browser, and the link that it stretches."""

import json
import socket
import threading
from time import perf_counter

import pytest

from tools.bench_latency import BARE, EXPLORED, Extent, limits, main, table
from tools.delay import Delay
from tools.latency import NAMES, Steps

SUMMARY = {"steps": 20, "unseen": 0, "ms": 5.0, "ms_95": 9.0, "within": 1.0, "processor": 6.0, "processor_95": 20.0,
           "sent": 2000}
GOOD = {
    "near": {name: {"here": SUMMARY, "base": SUMMARY | {"ms": 240.0}} for name in NAMES},
    "far": {name: {"here": SUMMARY, "base": SUMMARY | {"ms": 240.0}} for name in NAMES},
    "held": {name: {"here": 25.0, "base": 6.0} for name in EXPLORED}, "held_wrong": [],
    "memory": {"1,000 steps": {"here": {"kernel": 1.0, "page": 2.0}, "base": {"kernel": 1.0, "page": 2.0}},
               "1,000 random moves of all": {"here": {"kernel": 1.0, "page": 2.0}}},
    "random": {"moves": 5000, "ahead": 4000, "wrong": []}, "console": [],
}


def test_good_numbers_are_all_reached():
    every = list(limits(GOOD))
    assert all(limit.reached for limit in every)
    assert len(every) == 10 * 4 + len(EXPLORED) * 4 + 4 + 3  # two of the explorers show photographs
    lines = list(table(GOOD))
    assert f"{len(every)} of {len(every)} numbers are reached" in lines
    assert "5000 random moves, 4000 of them shown ahead of the answer: 0 wrong" in lines
    assert any(line.startswith("groups ") and line.split()[1:] == ["240.0", "5.0", "9.0", "100", "%", "48.0", "x", "20",
                                                                  "0"] for line in lines)


@pytest.mark.parametrize("change, said", [
    (lambda r: r["far"]["groups"]["here"].update(ms=13.0), "groups, far: key to picture, median ms: 13.0, and 12.0"),
    (lambda r: r["far"]["groups"]["base"].update(ms=70.0), "groups, far: times faster than BASE: 14.0, and 15.0"),
    (lambda r: r["far"]["groups"]["here"].update(within=0.9), "groups, far: % of steps within 33 ms: 90.0, and 95.0"),
    (lambda r: r["near"]["groups"]["here"].update(ms=11.0), "groups, near: key to picture, median ms: 11.0, and 5.0"),
    (lambda r: r["held"]["groups"].update(here=14.0), "groups: new pictures a second while a key is held: 14.0"),
    (lambda r: r["far"]["groups"]["here"].update(processor_95=50.0), "95 % within ms: 50.0, and 40.0"),
    (lambda r: r["far"]["groups"]["here"].update(sent=26_000), "groups: kB over the link for a step, median: 26.0"),
    (lambda r: r["far"]["mixing"]["here"].update(sent=121_000), "mixing: kB over the link for a step, median: 121.0"),
    (lambda r: r["memory"]["1,000 steps"]["here"].update(page=11.0), "1,000 steps: MB more in the page: 11.0"),
    (lambda r: r["random"]["wrong"].append("groups, groups 2: svg"), "wrong pictures in random moves: 1.0, and 0.0"),
    (lambda r: r["held_wrong"].append("groups: svg"), "wrong after a key was held: 1.0"),
    (lambda r: r["console"].append("TypeError"), "errors in the page: 1.0"),
])
def test_a_number_that_is_not_reached_is_named(change, said):
    results = json.loads(json.dumps(GOOD))
    change(results)
    lines = [line for line in table(results) if line.startswith("  not reached: ")]
    assert len(lines) == 1
    assert said in lines[0]


def test_what_is_near_is_compared_with_the_bare_round_trip_of_the_run():
    results = json.loads(json.dumps(GOOD))
    results["near"][BARE]["here"]["ms"] = 4.0
    missed = [limit for limit in limits(results) if not limit.reached]
    assert {limit.limit for limit in missed} == {4.0}
    assert len(missed) == 10


def test_a_step_without_a_picture_is_counted_apart():
    steps = Steps()
    steps.add([{"changed": True, "ms": None}, {"changed": False, "ms": None}, {"changed": True, "ms": 7.0}],
              [(0, 0), (1, 10), (2, 30), (2.5, 60)])
    assert (steps.ms, steps.unseen, steps.processor, steps.sent) == ([7.0], 1, [1000, 500], [10, 30])


def test_a_base_that_is_no_commit_is_refused():
    with pytest.raises(SystemExit, match="no such commit"):
        main("0123abc", Extent())


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_long_link_delays_and_does_not_make_narrow(server):
    whole = 8_000_000
    with Delay(server.getsockname()[1], 0.6) as link, socket.create_connection(("127.0.0.1", link.port)) as near:
        start = perf_counter()
        threading.Thread(target=near.sendall, args=(b"x" * whole,), daemon=True).start()
        far, _ = server.accept()
        with far:
            got = len(far.recv(1 << 16))
            first = perf_counter() - start
            while got < whole:
                got += len(far.recv(1 << 16))
            last = perf_counter() - start
    assert first >= 0.3
    assert last < 0.3 + 2  # a delay for each piece would be more than 30 s


def test_bytes_of_the_kernel_s_websocket_alone_are_counted(server):
    with Delay(server.getsockname()[1]) as link:
        for request, counted in ((b"GET /api/contents?x=1", 0), (b"GET /api/kernels/7/channels?session_id=1", 1000)):
            with socket.create_connection(("127.0.0.1", link.port)) as near:
                near.sendall(request)
                far, _ = server.accept()
                with far:
                    assert far.recv(100) == request
                    far.sendall(b"y" * 1000)
                    got = b""
                    while len(got) < 1000:
                        got += near.recv(1000)
            assert link.received == counted


def test_a_server_that_is_gone_hangs_up(server):
    port = server.getsockname()[1]
    server.close()
    with Delay(port) as link, socket.create_connection(("127.0.0.1", link.port)) as near:
        assert near.recv(10) == b""
