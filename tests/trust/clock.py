"""The clock of the machine steps back and forth while Postwire serves and delivers.

A small library between the service's processes and the system gives them another time of day, which
this program changes while they run. The clock that only goes on (CLOCK_MONOTONIC) is left alone, as
on a machine whose time is set. (libfaketime 0.9.10 does not leave it alone in a sleep.)
"""

from __future__ import annotations

import random
import shutil
import socket
import struct
import subprocess
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Service
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers
from tests.trust.kills import add_post, archive_of

_LIBRARY = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
static volatile long *offset;
__attribute__((constructor)) static void open_offset(void) {
    int file = open(getenv("CLOCK_OFFSET"), O_RDONLY | O_CLOEXEC);
    void *place = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    offset = place == MAP_FAILED ? 0 : place;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if ((clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) && offset)
        now->tv_sec += *offset;
    return result;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec exact;
    int result = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return result;
}
time_t time(time_t *now) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now) *now = exact.tv_sec;
    return exact.tv_sec;
}
"""
_LONGEST_STEP = 10 * 3600  # seconds either way: a lease of a day does not end by it
_MOST_LATE = 60  # seconds, of an answer on a busy machine
_POSTS = 20


class Stepped(NamedTuple):
    """What was done, and what went wrong."""

    steps: int
    requests: int
    failed: int  # requests that were not answered with 200
    deliveries: int

    def __str__(self) -> str:
        return (
            f"{self.steps} steps of up to {_LONGEST_STEP // 3600} hours, {self.requests} requests, "
            f"{self.failed} failed, {self.deliveries} deliveries, none missed"
        )


def compiler() -> str | None:
    return shutil.which("cc")


def _library(place: Path) -> Path:
    (place / "clock.c").write_text(_LIBRARY)
    command = [str(compiler()), "-shared", "-fPIC", "-o", "clock.so", "clock.c", "-ldl"]
    subprocess.run(command, cwd=place, check=True)
    return place / "clock.so"


def _clock_of(service: Service) -> float:
    """The time of day that the service says of a cached feed. (gunicorn's own replies keep their
    Date while the clock stands behind it.)"""
    with socket.create_connection(("127.0.0.1", service.port), timeout=60) as connection:
        connection.sendall(b"GET /feed.rss HTTP/1.1\r\nHost: x\r\n\r\n")
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
    fields = (line.partition(": ") for line in head.decode("utf-8", "replace").split("\r\n"))
    date = next(value for name, _, value in fields if name == "Date")
    return parsedate_to_datetime(date).timestamp()


def clock_steps(place: Path, rounds: int) -> Stepped:
    """Each round the clock is set to another hour, and a post comes: it is served and delivered."""
    if not compiler():
        pytest.skip("THERE IS NO C COMPILER: THE CLOCK IS NOT STEPPED")
    offset = place / "offset"
    offset.write_bytes(struct.pack("=q", 0))
    env = {**SETTINGS, "LD_PRELOAD": str(_library(place)), "CLOCK_OFFSET": str(offset)}
    service = Service(archive_of(place / "archive", _POSTS), place / "state", **env)
    hub, subscribers, failed, requests = HubUnderTest(service), Subscribers(), 0, 0
    try:
        topic = f"{service.url}/feed.rss?limit=200"
        hub.subscribe(f"{subscribers.url}/a", topic)
        service.get("/feed.rss")  # which is cached from now on
        for number in range(rounds):
            seconds = random.randint(-_LONGEST_STEP, _LONGEST_STEP)
            with offset.open("r+b") as file:
                file.write(struct.pack("=q", seconds))
            late = _clock_of(service) - time.time() - seconds
            assert abs(late) < _MOST_LATE, (late, seconds)
            hub.refresh(add_post(hub.archive, _POSTS + number))
            for path in ("/feed.rss?limit=200", "/readyz", "/status", "/"):
                requests += 1
                status, _, body = service.get(path)
                failed += status not in ((200, 401) if path == "/status" else (200,))
                if path.startswith("/feed"):
                    assert f"第{_POSTS + number}篇".encode() in body
            title = f"第{_POSTS + number}篇".encode()
            subscribers.wait(
                lambda expected=title: any(expected in one.body for one in subscribers.deliveries())
            )
    finally:
        hub.close()
        service.stop()
        subscribers.close()
    return Stepped(rounds, requests, failed, len(subscribers.deliveries()))
