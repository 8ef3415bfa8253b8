"""The index follows the archive: by paths, by scans, by the clock, and through any accident."""

from __future__ import annotations

import gc
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.file_dates import FileChange, FileDates
from feeds.errors import ArchiveError, StateError, UnknownTermError
from feeds.identity import fingerprint, key
from feeds.index import lock
from feeds.index.database import connect
from feeds.index.index import FILE_NAME, Index, meta_in, open_index
from feeds.index.refresh import Refresher, checked_path
from feeds.index.select import changed_at, revision_of, select
from feeds.index.walk_digest import WALK_DIGEST
from feeds.model import Changes, Term, Version
from feeds.query import Query
from tests.conftest import CONFIG, Service, post, write

NOW = datetime(2023, 1, 1, tzinfo=UTC)


class Site:
    """An archive and its index, refreshed at a moment of one's choice."""

    def __init__(self, folder: Path) -> None:
        self.root, self.state = folder / "site", folder / "state"
        self.state.mkdir()
        write(self.root, "_config.yml", CONFIG)

    def write(self, name: str, text: str) -> str:
        write(self.root, f"_posts/{name}", text)
        return f"_posts/{name}"

    def refresher(self) -> Refresher:
        return Refresher(open_archive(self.root), self.state, processes=1)

    def scan(self, now: datetime = NOW) -> Changes:
        return self.refresher().refresh(now)

    def index(self) -> Index:
        return open_index(self.state)

    def served(self) -> list[str]:
        with self.index() as index:
            rows = index.connection.execute(
                "SELECT path FROM entry JOIN post USING (pid) JOIN term ON term.id = term "
                "WHERE kind = 'site' ORDER BY entry.sort DESC"
            ).fetchall()
        return [path for (path,) in rows]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def content(index: Index) -> dict[str, list[tuple[object, ...]]]:
    """All that selection depends on, without what only counts refreshes."""
    queries = {
        "terms": "SELECT kind, name, count FROM term WHERE count > 0 ORDER BY 1, 2",
        "entries": "SELECT kind, name, sort, pid FROM entry JOIN term ON term = id "
        "ORDER BY 1, 2, 3, 4",
        "posts": "SELECT path, digest, state, reason, sort, due, link, distinct_id, body FROM post "
        "ORDER BY path",
        "aliases": "SELECT alias, path FROM alias LEFT JOIN post USING (pid) ORDER BY 1, 2",
        "faults": "SELECT path, line, code, message FROM fault JOIN post USING (pid) "
        "ORDER BY 1, 2, 3, 4",
    }
    return {name: index.connection.execute(sql).fetchall() for name, sql in queries.items()}


def test_a_refresh_of_paths_adds_changes_and_removes_their_posts(site: Site) -> None:
    first = site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    second = site.write("2022-03-02-b.md", post("b", "2022-03-02", "x"))
    write(site.root, first, post("a!", "2022-03-01"))
    changes = site.refresher().refresh_paths([first, second], NOW)
    assert (changes.added, changes.changed, changes.removed) == ((second,), (first,), ())
    assert ("category", "x") in changes.feeds
    (site.root / first).unlink()
    assert site.refresher().refresh_paths([first], NOW).removed == (first,)
    assert site.served() == [second]


def test_a_thread_that_ends_closes_the_index_that_it_had_open(site: Site) -> None:
    """Python 3.13 warns of a database that nobody closed."""
    site.scan()
    connections = list[sqlite3.Connection]()

    def read() -> None:
        connections.append(site.index().connection)

    thread = Thread(target=read)
    thread.start()
    thread.join()
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[0].execute("SELECT 1")


def test_a_snapshot_reads_one_moment(site: Site) -> None:
    path, query = "_posts/2022-03-14-a.md", Query((Term("category", "yunling"),))
    site.write("2022-03-14-a.md", post("a", "2022-03-14", "yunling"))
    site.scan()
    with site.index() as index:
        with index.snapshot():
            before = revision_of(index, query)
            (site.root / path).unlink()
            assert site.scan().removed == (path,)
            assert revision_of(index, query) == before
            assert len(select(index, query).posts) == 1
        with pytest.raises(UnknownTermError):
            revision_of(index, query)


def test_a_scan_finds_changes_that_nobody_announced(site: Site) -> None:
    first = site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    second = site.write("2022-03-02-b.md", post("b", "2022-03-02"))
    (site.root / first).unlink()
    changes = site.scan()
    assert (changes.added, changes.removed) == ((second,), (first,))
    assert not site.scan()


def test_a_scan_that_reads_says_how_many_files_it_has_met(site: Site) -> None:
    site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    site.write("2022-03-02-b.md", post("b", "2022-03-02"))
    met: list[int] = []
    site.refresher().refresh(NOW, met.append)
    assert sum(met) == 2


@pytest.mark.parametrize("between", ["changed", "touched", "gone"])
def test_a_scan_finds_a_file_put_back_as_it_was_before_a_refresh_of_its_path(
    site: Site, between: str
) -> None:
    path = site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    file = site.root / path
    old, times = file.read_bytes(), (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    if between == "changed":
        file.write_bytes(old.replace(b"a", b"b"))
    os.utime(file, (1, 1))
    if between == "gone":
        file.unlink()
    site.refresher().refresh_paths([path], NOW)
    file.write_bytes(old)
    os.utime(file, ns=times)
    site.scan()
    with site.index() as index:
        rows = index.connection.execute("SELECT mtime_ns, size FROM post").fetchall()
        assert meta_in(index.connection, WALK_DIGEST)
    assert (site.served(), rows) == ([path], [(times[1], len(old))])


_LANGUAGES = "".join(f"[languages.{name}]\n" for name in ("en", "de", "fr", "zh"))


@pytest.mark.process
@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("_config.yml", CONFIG),
        ("hugo.toml", _LANGUAGES),
        ("config.toml", 'base_url = "https://s.example"\n' + _LANGUAGES),
        ("post.md", post("a", "2022-03-01")),
    ],
    ids=["jekyll", "hugo", "zola", "folder"],
)
def test_an_index_fits_however_its_archive_is_named_and_whichever_process_asks(
    site: Site, monkeypatch: pytest.MonkeyPatch, settings: str, text: str
) -> None:
    (site.root / "_config.yml").unlink()
    write(site.root, settings, text)
    (site.root / "content").mkdir()
    monkeypatch.chdir(site.root)
    code = (
        "from pathlib import Path; from feeds.archive import open_archive; "
        "from feeds.index.refresh import settings_of; import sys; "
        "print(settings_of(open_archive(Path(sys.argv[1]))))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, root],
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for root, seed in ((".", "1"), (str(site.root), "2"))
    }
    assert len(outputs) == 1


def test_a_file_that_is_only_touched_changes_no_feed(site: Site) -> None:
    path = site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    os.utime(site.root / path, (1, 1))
    assert not site.scan()


def test_scheduled_posts_come_and_expired_ones_go_by_the_clock(site: Site) -> None:
    (site.root / "_config.yml").unlink()
    write(site.root, "hugo.toml", 'baseURL = "https://s.example"')
    for name, lines in (
        ("a", "date: 2023-01-02"),
        ("b", "date: 2022-01-01\nexpiryDate: 2023-01-03"),
    ):
        write(site.root, f"content/{name}.md", f"---\ntitle: {name}\n{lines}\n---\n")
    site.scan()
    assert site.served() == ["content/b.md"]
    changes = site.refresher().refresh_due(NOW + timedelta(days=1))
    assert (changes.added, site.served()) == (("content/a.md",), ["content/a.md", "content/b.md"])
    changes = site.refresher().refresh_due(NOW + timedelta(days=2))
    assert (changes.removed, site.served()) == (("content/b.md",), ["content/a.md"])


def test_what_is_kept_out_is_counted_once_with_its_reason(site: Site) -> None:
    (site.root / "_config.yml").unlink()
    write(site.root, "hugo.toml", 'baseURL = "https://s.example"')
    for name, lines in {
        "a": "date: 2023-01-02",
        "b": "date: 2022-01-01\nexpiryDate: 2022-01-03",
        "c": "date: 2022-01-01\ndraft: true",
        "d": "date: 2022-01-01",
        "e": "date: 2022-01-01\ntitle: [",
    }.items():
        write(site.root, f"content/{name}.md", f"---\ntitle: {name}\n{lines}\n---\n")
    site.scan()
    with site.index() as index:
        counts, reasons = index.counts(), dict(index.exclusions())
    assert (counts.files, counts.served, counts.excluded, counts.broken) == (5, 1, 3, 1)
    assert reasons["content/a.md"] == "its date lies in the future"
    assert reasons["content/b.md"] == "its date of expiry is past"
    assert sorted(reasons) == ["content/a.md", "content/b.md", "content/c.md"]


def test_a_scheduled_post_that_arrives_alone_makes_a_new_revision(site: Site) -> None:
    """A process keeps the next due moment for as long as the revision is the same."""
    (site.root / "_config.yml").unlink()
    write(site.root, "hugo.toml", 'baseURL = "https://s.example"')
    write(site.root, "content/a.md", "---\ntitle: a\ndate: 2022-01-01\n---\n")
    site.scan()
    with site.index() as index:
        assert index.next_due() is None
        before = index.shared.get()
        write(site.root, "content/b.md", "---\ntitle: b\ndate: 2023-01-02\n---\n")
        site.scan()
        assert (index.shared.get() > before, index.next_due() is None) == (True, False)
        before = index.shared.get()
        site.scan()
        assert index.shared.get() == before


def test_an_index_that_is_built_anew_counts_on(site: Site) -> None:
    site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    with site.index() as index:
        before = index.revision()
    write(site.root, "_config.yml", CONFIG + "permalink: /:title.html\n")
    assert site.scan().rebuilt
    with site.index() as index:
        assert (index.revision(), index.shared.get()) == (before + 1, before + 1)


def test_what_is_to_be_read_again_is_read_though_nothing_has_changed(site: Site) -> None:
    """Dates by commits come from outside of a file."""
    (site.root / "_config.yml").unlink()
    write(site.root, "hugo.toml", 'baseURL = "https://s.example"\nenableGitInfo = true\n')
    path = "content/a.md"
    write(site.root, path, "---\ntitle: a\ndate: 2022-01-01\n---\n")
    dates = FileDates(site.state / "dates")
    dates.take([FileChange(path, 1_650_000_000, True)], "x", whole=True)
    archive = open_archive(site.root, Options(dates=dates))
    refresher = Refresher(archive, site.state, processes=1)
    refresher.refresh(NOW)
    dates.take([FileChange(path, 1_660_000_000, False)], "y", whole=False)
    assert not refresher.refresh(NOW)
    assert refresher.refresh(NOW, again=[path]).changed == (path,)


def test_an_archive_without_a_post_has_a_feed(site: Site) -> None:
    site.scan()
    with site.index() as index:
        selection = select(index, Query())
        assert (selection.posts, selection.more, selection.total) == ((), False, 0)
        assert (revision_of(index, Query()), changed_at(index, Query())) == (0, None)


def test_any_difference_is_a_change() -> None:
    assert not Changes()
    for changes in (
        Changes(added=("a",)),
        Changes(changed=("a",)),
        Changes(removed=("a",)),
        Changes(feeds=(Term("category", "a"),)),
        Changes(rebuilt=True),
    ):
        assert changes


def test_an_index_whose_numbers_are_lost_counts_on_from_higher_ones(site: Site) -> None:
    """The hub compares revisions with the last one that it announced."""
    site.write("2022-03-01-a.md", post("a", "2022-03-01"))
    site.scan()
    site.write("2022-03-02-b.md", post("b", "2022-03-02"))
    site.scan()
    with site.index() as index:
        before = index.revision()
    for file in site.state.glob("index*"):
        file.unlink()
    site.scan(NOW + timedelta(days=1))
    with site.index() as index:
        assert index.revision() > before
        assert index.shared.get() == index.revision()


def test_a_host_that_keeps_its_boot_id_to_itself_is_no_reason_to_fail(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuse)
    monkeypatch.setattr(Path, "read_text", refuse)
    with lock.turn(site.state) as turn:
        turn.record(Changes(added=("a",)))
        assert turn.done_since(turn.started) == Changes(added=("a",))


def test_a_rename_with_the_same_permalink_keeps_the_id(site: Site) -> None:
    text = post("a", "2022-03-01", permalink="/a.html")
    old = site.write("2022-03-01-a.md", text)
    site.scan()
    (site.root / old).unlink()
    new = site.write("old/2022-03-01-b.md", text)
    site.refresher().refresh_paths([old, new], NOW)
    with site.index() as index:
        rows = index.connection.execute("SELECT path, distinct_id FROM post").fetchall()
    assert rows == [(new, "")]


def test_posts_with_one_permalink_have_ids_of_their_own_in_any_order(tmp_path: Path) -> None:
    contents = []
    for number, order in enumerate(("abc", "cab", "bca")):
        folder = tmp_path / str(number)
        folder.mkdir()
        site = Site(folder)
        site.scan()
        for name in order:
            text = post(name, "2022-03-01", permalink="/same.html")
            path = site.write(f"2022-03-01-{name}.md", text)
            site.refresher().refresh_paths([path], NOW)
        with site.index() as index:
            contents.append(content(index))
    assert contents[0] == contents[1] == contents[2]
    assert [row[7] == "" for row in contents[0]["posts"]] == [True, False, False]
    assert [row[2] for row in contents[0]["faults"]] == ["R05", "R05"]


def test_feeds_change_of_the_posts_whose_ids_change_with_another_ones(site: Site) -> None:
    """Of three posts with one permalink, the second has the plain id when the first is gone."""
    for name in "abc":
        text = post(name, "2022-03-01", name, permalink="/same.html")
        site.write(f"2022-03-01-{name}.md", text)
    site.scan()

    def revisions() -> list[int]:
        with site.index() as index:
            return [revision_of(index, Query((Term("category", name),))) for name in "bc"]

    before = revisions()
    (site.root / "_posts/2022-03-01-a.md").unlink()
    site.scan()
    after = revisions()
    assert after[0] > before[0]
    assert after[1] == before[1]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_any_sequence_of_refreshes_gives_what_a_fresh_build_gives(
    site: Site, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    names = [f"{folder}2022-03-{day:02}-p.md" for folder in ("", "x/") for day in range(1, 9)]
    now = NOW
    site.scan()
    for _ in range(12):
        touched = chance.sample(names, chance.randint(1, 5))
        for name in touched:
            _change(site, name, chance)
        if chance.random() < 0.3:
            site.scan(now)
        else:
            # A scan finds the rest.
            announced = chance.sample(touched, chance.randint(1, len(touched)))
            site.refresher().refresh_paths([f"_posts/{name}" for name in announced], now)
        now += timedelta(days=chance.randint(0, 3))
        site.refresher().refresh_due(now)
    site.scan(now)
    fresh = Refresher(open_archive(site.root), tmp_path / "fresh", processes=2)
    (tmp_path / "fresh").mkdir()
    fresh.refresh(now)
    with site.index() as grown, open_index(tmp_path / "fresh") as built:
        assert content(grown) == content(built)


def _change(site: Site, name: str, chance: random.Random) -> None:
    """Write, break, move or remove one post."""
    kind = chance.random()
    file = site.root / "_posts" / name
    if kind < 0.25:
        file.unlink(missing_ok=True)
    elif kind < 0.35:
        site.write(name, "---\na: [\n---\n")
    elif kind < 0.45:
        site.write(name, post("", "2022-03-01", published="false"))
    else:
        date = f"2022-12-{chance.randint(1, 28):02} 08:00:00 +0800"
        if chance.random() < 0.3:
            date = f"2023-01-{chance.randint(1, 28):02}"
        more = {"permalink": "/same.html"} if chance.random() < 0.3 else {}
        if chance.random() < 0.3:
            more["redirect_from"] = f"/old{chance.randint(1, 3)}.html"
        category = chance.choice(["a", "b", "a b"])
        site.write(name, post(f"t{chance.randint(1, 3)}", date, category, **more))


def _index(site: Site, *before: str) -> subprocess.Popen[bytes]:
    """`postwire index` in a process of its own, after some lines of Python."""
    code = "; ".join([*before, "from service.cli import main", "main()"])
    command = [sys.executable, "-c", code, "index", str(site.root), "--state", str(site.state)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def _many(site: Site, number: int, title: str) -> None:
    for n in range(number):
        day = n % 28 + 1
        site.write(f"2022-02-{day:02}-{n}.md", post(f"{title}{n}", f"2022-02-{day:02}"))


@pytest.mark.process
@pytest.mark.parametrize("seconds", [0.4, 0.8])
def test_an_index_killed_at_any_moment_leaves_the_old_one_whole(site: Site, seconds: float) -> None:
    _many(site, 300, "a")
    site.scan()
    before = site.served()
    _many(site, 900, "b")
    process = _index(site)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stderr is not None
    process.stderr.close()
    assert len(site.served()) in (len(before), 900)
    site.scan()
    assert len(site.served()) == 900


@pytest.mark.process
@pytest.mark.parametrize("built", [True, False])
def test_a_full_disk_is_reported_in_one_line_and_leaves_the_old_index_whole(
    site: Site, built: bool
) -> None:
    _many(site, 10, "a")
    site.scan()
    before = site.served()
    _many(site, 900, "b")
    if not built:  # another setting: the index is made anew beside the old one
        write(site.root, "_config.yml", CONFIG + "description: x\n")
    limit = (site.state / FILE_NAME).stat().st_size + 60_000
    process = _index(
        site,
        "import resource, signal",
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))",
    )
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2, stderr
    assert b"Traceback" not in stderr
    assert b"cannot write the index" in stderr
    assert site.served() == before
    site.scan()
    assert len(site.served()) == 900


@pytest.mark.process
def test_refreshes_of_several_processes_take_turns(site: Site) -> None:
    site.scan()
    _many(site, 600, "a")
    processes = [_index(site) for _ in range(3)]
    for process in processes:
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 0, stderr
    assert len(site.served()) == 600


@pytest.mark.long
def test_a_burst_of_full_scans_is_two_at_most(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten threads with a refresher each, as ten processes have: the lock is on the file."""
    from concurrent.futures import ThreadPoolExecutor

    _many(site, 200, "a")
    site.scan()
    scans: list[int] = []
    scan = Refresher._scan

    def counted(self: Refresher, *arguments: object) -> Changes:
        scans.append(1)
        time.sleep(0.2)
        return scan(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Refresher, "_scan", counted)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda refresher: refresher.refresh(NOW), [site.refresher()] * 10))
    assert len(scans) <= 2


def test_a_watching_service_follows_the_archive(
    archive: Path, serve: Callable[..., Service]
) -> None:
    service = serve(archive, "--watch", "--no-worker")
    write(archive, "_posts/2022-03-09-new.md", post("新的", "2022-03-09"))
    assert _appears(service, "新的")
    os.rename(archive / "_posts", archive / "_gone")
    assert _appears(service, "新的", there=False)


@pytest.mark.process
def test_a_watching_index_follows_the_archive_until_it_is_interrupted(
    archive: Path, tmp_path: Path
) -> None:
    state = tmp_path / "watched"
    command = ("index", str(archive), "--state", str(state), "--watch")
    # The process that started the tests may ignore SIGINT, and children inherit that.
    with (
        subprocess.Popen(
            [sys.executable, "-m", "service", *command],
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as process,
        _ended_at_last(process),
    ):
        assert _titled(state, "新的", there=False)
        path = write(archive, "_posts/2022-03-09-new.md", post("新的", "2022-03-09"))
        assert _titled(state, "新的")
        write(archive, "_posts/2022-03-09-new.md", post("改了", "2022-03-09"))
        assert _titled(state, "改了")
        path.unlink()
        assert _titled(state, "改了", there=False)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


@contextmanager
def _ended_at_last(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.kill()


def _titled(state: Path, title: str, there: bool = True) -> bool:
    """Whether the index comes to hold such a post, or to hold none."""
    for _ in range(400):
        with suppress(StateError), open_index(state) as index:
            titles = {selected.title for selected, _ in select(index, Query()).posts}
            if (title in titles) == there:
                return True
        time.sleep(0.05)
    return False


def _appears(service: Service, title: str, there: bool = True) -> bool:
    for _ in range(200):
        if (title in service.get("/feed.json")[2].decode()) == there:
            return True
        time.sleep(0.05)
    return False


def test_an_archive_without_a_post_has_an_index_all_the_same(site: Site) -> None:
    site.scan()
    with site.index() as index:
        counts = index.counts()
        assert (counts.files, counts.served, counts.broken, counts.feeds) == (0, 0, 0, 0)
        assert index.changed_by_clock_at() == datetime(1970, 1, 1, tzinfo=UTC)
        selected = select(index, Query())
        assert (selected.posts, selected.more, selected.total) == ((), False, 0)
        assert changed_at(index, Query()) is None


def test_another_version_of_the_archive_is_a_new_revision_and_the_same_one_is_none(
    site: Site,
) -> None:
    site.write("2022-03-01-a.md", post("甲", "2022-03-01 08:00:00 +0800"))
    first, second = (Version(letter * 40, NOW - timedelta(days=1)) for letter in "ab")
    noted: list[tuple[Version | None, int]] = []
    for version in (first, first, second, second, None, first):
        Refresher(open_archive(site.root), site.state, 1, version).refresh(NOW)
        with site.index() as index:
            noted.append((index.version(), index.revision()))
    start = noted[0][1]
    assert noted == [
        *((first, start), (first, start), (second, start + 1), (second, start + 1)),
        *((second, start + 1), (first, start + 2)),
    ]


def test_what_a_writer_holds_is_not_read_as_if_nobody_wrote_it(tmp_path: Path) -> None:
    """A file that cannot be written is read as it is only where nothing beside it can be."""
    path = tmp_path / "words.sqlite"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
    Path(f"{path}-wal").mkdir()
    with pytest.raises(StateError, match="unable to open"):
        connect(path)
    with pytest.raises(StateError, match="unable to open"):
        connect(tmp_path)


def test_a_refresh_lists_the_files_that_are_broken_apart_from_all_others(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("2022-03-03-c.md", post("丙", "2022-03-03 08:00:00 +0800"))
    site.scan()  # the first one lists nothing: all is new
    whole = site.write("2022-03-01-a.md", post("甲", "2022-03-01 08:00:00 +0800"))
    broken = site.write("2022-03-02-b.md", "---\ntitle: [\n---\n正文。")
    changes = site.scan()
    assert (changes.added, changes.broken) == ((whole,), (broken,))
    assert site.scan().broken == ()
    site.write("2022-03-01-a.md", "---\ntitle: [\n---\n正文。")
    changes = site.scan()
    assert (changes.changed, changes.removed, changes.broken) == ((), (whole,), (whole,))


def test_the_keys_of_paths_are_the_same_everywhere_and_fit_a_database() -> None:
    """An index, a place in a link rel=next, and ids outlive this program and this machine."""
    assert key("") == 8238016292129134938
    assert key("_posts/2022-03-14-a.md") == 5841311002313855314
    assert key("\udcff") == 7426348472202617681
    assert fingerprint(b"a") == "a96faf705af16834e6c632b61e964e1f"


@pytest.mark.parametrize("builds", [True, False])
def test_what_is_due_has_an_index_made_where_none_fits_unless_another_process_does(
    tmp_path: Path, builds: bool
) -> None:
    site = Site(tmp_path)
    site.write("2022-03-14-a.md", post("a", "2022-03-14"))
    refresher = (
        Refresher(open_archive(site.root), site.state)
        if builds
        else Refresher(open_archive(site.root), site.state, builds=False)
    )
    changes = refresher.refresh_due(NOW)
    assert (changes.rebuilt, (site.state / FILE_NAME).exists()) == (builds, builds)


def test_a_path_is_one_inside_the_archive() -> None:
    cases = {"a/b.md": "a/b.md", "./a//b.md": "a/b.md", "a/../b.md": "b.md", "..a": "..a"}
    assert {path: checked_path(path) for path in cases} == cases
    for path in ("", ".", "..", "/a", "../a", "a/../../b", "a\0b", "a/.."):
        with pytest.raises(ArchiveError, match="does not lie in the archive"):
            checked_path(path)
    with pytest.raises(ArchiveError) as caught:
        checked_path("/" + "a" * 300)
    assert str(caught.value) == f"{'/' + 'a' * 199!r} does not lie in the archive"
