"""A post that freezes, floods or kills what reads or renders it costs itself alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from feeds.bounded.each import Work, each
from feeds.bounded.limits import Failure, Limits
from feeds.bounded.pool import ProcessPool, shared_pool
from feeds.bounded.process import Task
from feeds.errors import StateError
from feeds.index.index import open_index
from tests.conftest import ALONE, Service, post, write
from tests.serving.bounded_work import LoadedSlowly, done, encode
from tests.source_files import ROOT

LIMITS = Limits(seconds=0.5, most_bytes=1 << 30)
SHORT = "0.5"
# A rule that takes time by the power of the length of such a line.
FREEZING_RULE = """
[[attribution.body]]
field = "outlet"
pattern = '(?P<outlet>(?:x+x+)+)y\\s*\\Z'
"""
FREEZING_TEXT = "正文。\n\n" + "x" * 100


@pytest.fixture(scope="module")
def pool(processes: None) -> Iterator[ProcessPool]:
    with ProcessPool(1) as started:
        yield started


def work(setup: str = "!") -> Work[str, str]:
    return Work(Task.of(done, setup), encode, json.loads, len)


def outcome(result: str | Failure) -> str:
    return result.why if isinstance(result, Failure) else result


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("freeze", "time"),
        ("sleep", "time"),
        ("memory", "memory"),
        ("crash", "end"),
        ("exit", "end"),
        ("raise", "error"),
        ("recursion", "error"),
    ],
)
def test_an_item_costs_itself_alone(pool: ProcessPool, word: str, why: str) -> None:
    items = ["word1", word, "word2", "word3"]
    results = each(pool, work(), items, LIMITS)
    assert [*map(outcome, results)] == ["word1!", why, "word2!", "word3!"]


def test_a_process_is_used_again_and_started_again_when_it_was_killed(pool: ProcessPool) -> None:
    results = [each(pool, work(), ["word"], LIMITS) for _ in range(3)]
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    results.append(each(pool, work(), ["word"], LIMITS))
    assert results == [["word!"]] * 4
    assert pool.pids() != [pid]


def test_a_process_knows_several_tasks_and_forgets_the_oldest(pool: ProcessPool) -> None:
    for _ in range(2):
        for number in range(40):
            assert each(pool, work(str(number)), ["word"], LIMITS) == [f"word{number}"]
    assert len(pool.pids()) == 1


def test_a_process_that_cannot_load_a_task_is_no_fault_of_an_item(pool: ProcessPool) -> None:
    task = Task(Task.of(done, "!").pickled.replace(b"bounded_work", b"bounded_nope"))
    with pytest.raises(StateError, match="cannot work: ModuleNotFoundError"):
        each(pool, work()._replace(task=task), ["word"], LIMITS)
    assert each(pool, work(), ["word"], LIMITS) == ["word!"]


def test_an_item_that_cannot_be_sent_costs_itself_alone(pool: ProcessPool) -> None:
    items = ["word1", set(), "word2"]
    results = each(pool, work(), items, LIMITS)  # type: ignore[arg-type]
    assert [*map(outcome, results)] == ["word1!", "error", "word2!"]


@pytest.mark.process
def test_work_does_not_wait_for_work_that_takes_long() -> None:
    with ProcessPool(1, in_need=1) as pool, ThreadPoolExecutor(1) as threads:
        frozen = threads.submit(each, pool, work(), ["sleep"], LIMITS._replace(seconds=1.0))
        while not pool.pids():
            time.sleep(0.01)
        assert each(pool, work(), ["word"], LIMITS) == ["word!"]
        assert not frozen.done()
        assert len(pool.pids()) == 1
        assert [*map(outcome, frozen.result())] == ["time"]


def test_a_pool_grows_by_a_process_that_knows_the_task_and_stays(processes: None) -> None:
    with ProcessPool(1, later=1) as pool:
        assert each(pool, work(), ["word"], LIMITS) == ["word!"]
        first = pool.pids()
        for _ in range(3):
            pool.grow(work().task)
        pool.warm(work().task, 2)  # waits for both
        both = set(pool.pids())
        assert len(both) == 2
        assert both > set(first)
        assert each(pool, work(), ["word"], LIMITS) == ["word!"]
        assert set(pool.pids()) == both


def test_a_pool_that_cannot_grow_goes_on(processes: None) -> None:
    unknown = Task(Task.of(done, "!").pickled.replace(b"bounded_work", b"bounded_nope"))
    with ProcessPool(1, later=1) as pool:
        pool.grow(unknown)
        pool.warm(work().task, 2)
        assert each(pool, work(), ["word"], LIMITS) == ["word!"]
        assert len(pool.pids()) == 2


def test_what_is_asked_while_a_process_comes_up_waits_for_it(processes: None) -> None:
    slow = work()._replace(task=Task.of(done, LoadedSlowly()))
    with ProcessPool(1, later=1, in_need=1) as pool, ThreadPoolExecutor(3) as threads:
        answers = [threads.submit(each, pool, slow, ["word"], LIMITS) for _ in range(3)]
        assert [answer.result() for answer in answers] == [["word!"]] * 3
        assert len(pool.pids()) == 1


@pytest.mark.process
def test_a_second_process_that_long_work_has_start_stays() -> None:
    with ProcessPool(1, later=1) as pool, ThreadPoolExecutor(1) as threads:
        slow = threads.submit(each, pool, work(), ["sleep"], LIMITS._replace(seconds=0.25))
        while not pool.pids():
            time.sleep(0.01)
        first = set(pool.pids())
        pool.warm(work().task)
        (second,) = set(pool.pids()) - first
        assert [*map(outcome, slow.result())] == ["time"]
        assert pool.pids() == [second]


_LARGE = """
from tests.serving.test_bounded_posts import LIMITS, each, work
from feeds.bounded.pool import ProcessPool
held = b"x" * (400 << 20)
with ProcessPool(1) as pool:
    print(*[each(pool, work(), ["word"], LIMITS) for _ in range(3)])
"""


@pytest.mark.process
def test_a_process_that_has_much_memory_starts_others() -> None:
    """Linux counts the memory of the process that starts a program as that program's, too."""
    command = [sys.executable, "-c", _LARGE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "['word!'] ['word!'] ['word!']\n", done.stderr


@pytest.mark.process
def test_a_forked_process_has_a_pool_of_its_own() -> None:
    """And ours ends with us, though the forked one inherited its connection."""
    assert each(shared_pool(), work(), ["word"], LIMITS) == ["word!"]
    pids = shared_pool().pids()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            is_done = each(shared_pool(), work(), ["word"], LIMITS) == ["word!"]
            code = 0 if is_done and shared_pool().pids() != pids else 2
            shared_pool().end()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert each(shared_pool(), work(), ["word"], LIMITS) == ["word!"]
    assert shared_pool().pids() == pids


def codes(state: Path) -> dict[str, str]:
    with open_index(state) as index:
        return {path: fault.code for path, fault in index.faults() if fault.broken}


def titles(service: Service, path: str = "/feed.json") -> list[str]:
    status, _, body = service.get(path)
    assert status == 200
    return [item["title"] for item in json.loads(body)["items"]]


def metric(service: Service, name: str) -> float:
    _, _, body = service.get("/metrics")
    (line,) = re.findall(f"^{re.escape(name)} (.+)$", body.decode(), re.MULTILINE)
    return float(line)


@pytest.fixture
def frozen(archive: Path) -> Path:
    """An archive with a post that no rule of attribution gets to the end of."""
    write(archive, "postwire.toml", FREEZING_RULE)
    path = "_posts/2022-03-09-frozen.md"
    return write(archive, path, post("冻", "2022-03-09 08:00:00 +0800", body=FREEZING_TEXT))


def test_a_post_that_freezes_its_reading_is_broken_until_its_file_changes(
    archive: Path, frozen: Path, serve: Callable[..., Service]
) -> None:
    service = serve(archive, *ALONE, POSTWIRE_POST_SECONDS=SHORT)
    name = str(frozen.relative_to(archive))
    assert len(titles(service)) == 3
    assert codes(service.state) == {name: "E12"}
    assert metric(service, 'postwire_posts{state="broken"}') == 1
    began = time.monotonic()
    service.refresh(archive / "_posts/2022-03-01-1.md")  # reads no other file
    frozen.write_text(post("融", "2022-03-09 08:00:00 +0800"))
    service.refresh(frozen)
    assert time.monotonic() - began < 60
    assert titles(service)[0] == "融"
    assert codes(service.state) == {}


def test_a_post_that_freezes_its_rendering_is_left_out_and_all_other_requests_go_on(
    archive: Path, serve: Callable[..., Service]
) -> None:
    """The file is another one since it was indexed, so that it is read as it is rendered."""
    write(archive, "postwire.toml", FREEZING_RULE)
    path = "_posts/2022-03-09-frozen.md"
    file = write(archive, path, post("冻", "2022-03-09 08:00:00 +0800"))
    service = serve(archive, *ALONE, POSTWIRE_POST_SECONDS=SHORT)
    assert titles(service, "/category/yunling.json") == ["第3篇"]
    file.write_text(post("冻", "2022-03-09 08:00:00 +0800", body=FREEZING_TEXT))
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(titles(service))) for _ in range(2)]
    for thread in threads:
        thread.start()
    while not all(answers) or any(thread.is_alive() for thread in threads):
        with closing(urllib.request.urlopen(f"{service.url}/category/yunling.json", timeout=30)):
            time.sleep(0.05)
        if not any(thread.is_alive() for thread in threads):
            break
    assert answers == [["第3篇", "第2篇", "第1篇"]] * 2
    _until(lambda: codes(service.state) == {path: "E12"})
    assert titles(service) == ["第3篇", "第2篇", "第1篇"]
    service.refresh(archive / "_posts/2022-03-01-1.md")
    assert codes(service.state) == {path: "E12"}


def test_requests_go_on_when_the_process_that_makes_entries_is_killed(
    archive: Path, serve: Callable[..., Service]
) -> None:
    service = serve(archive, *ALONE, anew=True)
    assert _bounded_children_of(service.process.pid) == [], "what read the archive has ended"
    for number, extension in enumerate(("rss", "atom", "json")):
        for pid in _bounded_children_of(service.process.pid, recursive=True):
            os.kill(pid, signal.SIGKILL)
        write(archive, "_posts/2022-03-09-x.md", post(f"新{number}", "2022-03-09"))
        service.refresh(archive / "_posts/2022-03-09-x.md")
        status, _, body = service.get(f"/feed.{extension}")
        assert (status, f"新{number}" in body.decode()) == (200, True)
    assert _bounded_children_of(service.process.pid, recursive=True)


def is_bounded(process: psutil.Process) -> bool:
    """False for one that has ended, also where its parent has not heard of it yet."""
    with suppress(psutil.NoSuchProcess):
        return "feeds.bounded.program" in process.cmdline()
    return False


def _bounded_children_of(pid: int, recursive: bool = False) -> list[int]:
    children = psutil.Process(pid).children(recursive)
    return [process.pid for process in children if is_bounded(process)]


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
