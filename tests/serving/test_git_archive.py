"""An archive that comes from a git repository: cloned, served, followed, whatever fails."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from feeds.files import locked
from feeds.index.change_time import last_change
from feeds.index.index import open_index
from feeds.outages import Outage
from feeds.query import Query
from feeds.render import FORMATS
from service.app import create_app
from service.checkout import file_history
from service.checkout.checkout import Checkout
from service.checkout.git import Git, GitError
from service.cli import main
from service.commands.common import loaded, opened, refreshed
from service.publication.publication import Publication
from service.settings.settings import Settings
from tests.conftest import ALONE, CONFIG, EXAMPLES, Service, post, write
from tests.git_repository import GitServer, Repository, git

pytestmark = pytest.mark.process
Serve = Callable[..., Service]
TOKEN = "test-token"


def text(number: int, category: str = "haizhou", body: str = "正文。") -> str:
    return post(f"第{number}篇", f"2022-03-{number:02} 08:00:00 +0800", category, body)


def path(number: int) -> str:
    return f"_posts/2022-03-{number:02}-{number}.md"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "host").mkdir()
    made = Repository(tmp_path / "host")
    made.push({"_config.yml": CONFIG, **{path(number): text(number) for number in (1, 2, 3)}})
    return made


@pytest.fixture
def site(repository: Repository, tmp_path: Path) -> Site:
    return Site(repository.url, tmp_path / "state")


class Site:
    """One machine that serves a repository, without a socket."""

    def __init__(self, address: str, state: Path, **given: Any) -> None:
        given = {"base_url": "https://feeds.example", "processes": 1, **given}
        self.settings: Settings = loaded(address, state=state, **given)
        refreshed(opened(self.settings), self.settings)
        if self.settings.source:
            self.checkout = Checkout(self.settings)

    def reader(self) -> Publication:
        """What a process that starts now has."""
        return Publication(self.settings)

    def titles(self, reader: Publication | None = None) -> list[str]:
        return [item["title"] for item in self.items(reader)]

    def items(self, reader: Publication | None = None) -> list[dict[str, Any]]:
        prepared = (reader or self.reader()).publish(Query(), FORMATS["json"])
        items: list[dict[str, Any]] = json.loads(prepared.variants["identity"].full.body)["items"]
        return items

    def words(self, reader: Publication | None = None) -> str:
        return "".join(item["content_html"] for item in self.items(reader))


def test_a_cloned_archive_gives_the_bytes_of_its_folder(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    subprocess.run(["cp", "-r", f"{EXAMPLES}/.", str(repository.work)], check=True)
    repository.push({})
    cloned = Site(repository.url, tmp_path / "cloned").reader()
    folder = Site(str(EXAMPLES), tmp_path / "folder-state", base_url="https://feeds.example")
    for form in FORMATS.values():
        digests = {
            each.publish(Query(), form).digest for each in (cloned, Publication(folder.settings))
        }
        assert len(digests) == 1, form.extension


def test_each_kind_of_push_is_followed_in_a_reader_that_runs(
    repository: Repository, site: Site
) -> None:
    reader = site.reader()
    assert site.titles(reader) == ["第3篇", "第2篇", "第1篇"]
    repository.push({path(4): text(4)})
    assert reader.refresh().added == (path(4),)
    assert site.titles(reader)[0] == "第4篇"
    repository.push({path(2): None, path(1): text(1, body="另文。")})
    changes = reader.refresh()
    assert (changes.changed, changes.removed) == ((path(1),), (path(2),))
    assert "另文" in site.words(reader)
    repository.git("mv", path(3), path(5))
    repository.push_as_it_is()
    changes = reader.refresh()
    assert (changes.added, changes.removed) == ((path(5),), (path(3),))
    assert reader.refresh() == reader.refresh()
    assert not reader.refresh()


def test_a_push_has_git_count_its_objects_once(
    repository: Repository, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question is a program that starts."""
    asked, run = list[str](), Git.run

    def noted(self: Git, *arguments: str, **how: Any) -> bytes:
        asked.append(arguments[0])
        return run(self, *arguments, **how)

    monkeypatch.setattr(Git, "run", noted)
    repository.push({path(4): text(4)})
    site.checkout.update()
    assert asked.count("count-objects") == 1


def test_a_forced_push_and_a_history_of_its_own_are_differences_like_any(
    repository: Repository, site: Site
) -> None:
    reader = site.reader()
    repository.push({path(4): text(4), path(1): text(1, body="撤回。")})
    reader.refresh()
    assert "撤回" in site.words(reader)
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.push({path(5): text(5)}, "--force")
    changes = reader.refresh()
    assert (changes.added, changes.changed, changes.removed) == (
        (path(5),),
        (path(1),),
        (path(4),),
    )
    repository.git("checkout", "--quiet", "--orphan", "anew")
    repository.git("rm", "--quiet", "-rf", ".")
    repository.push({"_config.yml": CONFIG, path(9): text(9)}, "--force")
    reader.refresh()
    assert site.titles(reader) == ["第9篇"]


def test_changed_settings_reach_processes_that_run(repository: Repository, site: Site) -> None:
    reader, other = site.reader(), site.reader()
    other.publish(Query(), FORMATS["json"])
    repository.push({"_config.yml": CONFIG.replace("测试站", "新站")})
    assert reader.refresh().rebuilt
    for each in (reader, other):
        body = each.publish(Query(), FORMATS["json"]).variants["identity"].full.body
        assert json.loads(body)["title"] == "新站"
    repository.push({path(4): text(4)})
    assert other.refresh().added == (path(4),)


def test_a_commit_that_holds_no_archive_is_said_and_undone(
    repository: Repository, site: Site
) -> None:
    repository.push({"_config.yml": "title: [", path(4): text(4)})
    with pytest.raises(GitError, match=r"_config\.yml"):
        site.checkout.update()
    assert site.titles() == ["第3篇", "第2篇", "第1篇"]  # of a process that starts now, too
    report = site.checkout.report()
    assert report.error
    assert report.commit != repository.head()
    repository.push({"_config.yml": CONFIG})
    assert site.checkout.update().added == (path(4),)


def test_what_is_served_is_of_one_commit_while_the_next_is_brought(
    repository: Repository, site: Site
) -> None:
    """The moment between files and index: a new process renders what the old commit says."""
    before = site.words(), site.titles()
    repository.push({path(1): text(1, body="新文。"), path(2): None, path(4): text(4)})
    with locked(site.settings.state_folder / "refresh.lock"):
        updating = subprocess.Popen(
            [
                *(sys.executable, "-m", "service", "index", repository.url),
                *("--state", str(site.settings.state_folder)),
            ],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        until(lambda: (site.settings.archive / path(4)).exists())
        until(lambda: not (site.settings.archive / path(2)).exists())
        assert (site.words(), site.titles()) == before
        updating.kill()  # with the files changed and the index not
        updating.wait()
    assert (site.words(), site.titles()) == before
    site.checkout.recover()
    assert site.titles() == ["第4篇", "第3篇", "第1篇"]
    assert "新文" in site.words()


def test_a_text_that_is_in_no_place_of_its_file_is_of_the_commit_too(
    repository: Repository, site: Site
) -> None:
    repository.push({path(1): text(1, body="甲文。").replace("\n", "\r\n")})
    site.checkout.update()
    repository.push({path(1): text(1, body="乙文。").replace("\n", "\r\n")})
    commit = site.checkout._fetched()
    site.checkout._tree.bring(commit, site.checkout._served())
    assert "甲文" in site.words()
    site.checkout.recover()
    assert "乙文" in site.words()


def test_killed_at_any_moment_it_serves_one_commit_and_goes_on(
    repository: Repository, site: Site
) -> None:
    chance = random.Random(7)
    for number in range(1, 7):
        day = number + 3
        commit = repository.push(
            {path(day): text(day, body=f"第{number}次。"), path(1): text(1, body=f"改{number}。")}
        )
        updating = subprocess.Popen(
            [
                *(sys.executable, "-m", "service", "index", repository.url),
                *("--state", str(site.settings.state_folder)),
            ],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, 1.2))
        updating.kill()
        updating.wait()
        words = site.words()
        revised = next((n for n in range(number, 0, -1) if f"改{n}。" in words), 0)
        assert all(f"第{n}次。" in words for n in range(1, revised + 1)), "of two commits"
        assert not any(f"第{n}次。" in words for n in range(revised + 1, number + 1))
    site.checkout.update()
    assert site.checkout.report().commit == commit
    assert len(site.titles()) == 9


def test_replicas_on_one_commit_give_the_same_bytes_and_dates(
    repository: Repository, tmp_path: Path
) -> None:
    follows = Site(repository.url, tmp_path / "a", revision_header=True)
    reader = follows.reader()
    reader.publish(Query(), FORMATS["rss"])
    for number in (4, 5):
        repository.push({path(number): text(number, "yunling")})
        reader.refresh()
    leaps = Site(repository.url, tmp_path / "b", revision_header=True).reader()
    for category in ("", "haizhou", "yunling"):
        target = f"/category/{category}.rss" if category else "/feed.rss"
        replies = [create_app(each.settings).test_client().get(target) for each in (reader, leaps)]
        one, two = ((reply.data, sorted(reply.headers)) for reply in replies)
        assert one == two
        assert replies[0].headers["Archive-Revision"] == repository.head()
    # Of a process that had the documents before, too.
    old = reader.publish(Query(), FORMATS["rss"]).variants["identity"].full
    new = leaps.publish(Query(), FORMATS["rss"]).variants["identity"].full
    assert (old.body, sorted(old.headers)) == (new.body, sorted(new.headers))


def test_the_order_of_announcements_is_that_of_commits(repository: Repository, site: Site) -> None:
    with open_index(site.settings.state_folder) as index:
        before = last_change(index, time.time())
        version = index.version()
    assert version
    assert before == version.moment.timestamp() * 1_000_000
    repository.push({path(2): None})  # which no file's time tells
    site.checkout.update()
    with open_index(site.settings.state_folder) as index:
        assert last_change(index, time.time()) > before


def test_a_date_that_a_branch_was_set_back_from_is_no_validator(
    repository: Repository, site: Site
) -> None:
    repository.push({path(4): text(4)})
    site.checkout.update()
    client = create_app(site.settings).test_client()
    modified = client.get("/feed.rss").headers["Last-Modified"]
    assert client.get("/feed.rss", headers={"If-Modified-Since": modified}).status_code == 304
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.git("push", "--quiet", "--force", "origin", "HEAD:main")
    site.checkout.update()
    assert client.get("/feed.rss", headers={"If-Modified-Since": modified}).status_code == 200


def push_at(repository: Repository, date: str, files: dict[str, str]) -> None:
    """Push a commit of this moment."""
    for name, words in files.items():
        write(repository.work, name, words)
    repository.git("add", "--all")
    git(repository.work, "commit", "--quiet", "-m", "post", GIT_COMMITTER_DATE=date)
    repository.git("push", "--quiet", "origin", "HEAD:main")


@pytest.mark.parametrize(
    ("day", "dates"),
    [
        ("02", ["2022-06-02T00:00:00Z", "2022-06-02T00:00:00Z"]),  # of one second
        ("30", ["2022-03-29T00:00:00Z", "2022-03-29T01:00:00Z"]),  # before the newest post
    ],
)
def test_a_date_that_two_commits_are_sent_with_is_no_validator(
    repository: Repository, site: Site, day: str, dates: list[str]
) -> None:
    """Pushed one after the other: a client that sends a date alone has read the first one."""
    client = create_app(site.settings).test_client()
    modified = ""
    for body, date in zip(("一。", "二。"), dates, strict=True):
        push_at(repository, date, {path(4): post("四", f"2022-03-{day} 08:00:00 +0800", body=body)})
        site.checkout.update()
        reply = client.get("/feed.rss", headers={"If-Modified-Since": modified})
        assert (reply.status_code, body in reply.text) == (200, True)
        modified = reply.headers["Last-Modified"]


def test_a_client_that_sends_a_date_alone_is_not_sent_what_a_push_left_as_it_was(
    repository: Repository, site: Site
) -> None:
    client = create_app(site.settings).test_client()
    dates = []
    for number in (4, 5, 6):
        repository.push({path(number): text(number, "yunling")})
        site.checkout.update()
        dates.append(client.get("/category/haizhou.rss").headers["Last-Modified"])
    for date in dates:
        reply = client.get("/category/haizhou.rss", headers={"If-Modified-Since": date})
        assert reply.status_code == 304
    repository.push({path(7): text(7)})
    site.checkout.update()
    for date in dates:
        reply = client.get("/category/haizhou.rss", headers={"If-Modified-Since": date})
        assert reply.status_code == 200


def test_a_host_that_ssh_cannot_reach_is_named_with_what_ssh_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git's own last words, that it could not read, are no reason."""
    ssh = write(tmp_path, "ssh", "#!/bin/sh\necho connect to host: no route >&2\nexit 255\n")
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))
    with pytest.raises(GitError, match="connect to host: no route"):
        Site("git@127.0.0.1:site.git", tmp_path / "state")


def test_a_branch_and_a_folder_of_a_local_repository(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.push(
        {"README.md": "# Nothing", "blog/_config.yml": CONFIG, f"blog/{path(1)}": text(1)}
    )
    repository.git("checkout", "--quiet", "-b", "next")
    repository.branch = "next"
    repository.push({f"blog/{path(2)}": text(2)})
    site = Site(f"{repository.bare}#next:blog", tmp_path / "state")
    assert site.titles() == ["第2篇", "第1篇"]
    assert not list(site.settings.checkout_folder.rglob("README.md"))
    assert repository.push({"README.md": "# Still nothing"}) != site.checkout.report().commit
    assert not site.checkout.update()
    with pytest.raises(GitError, match="has no branch gone"):
        Site(f"{repository.bare}#gone", tmp_path / "other")
    git(repository.bare, "symbolic-ref", "HEAD", "refs/heads/none")
    with pytest.raises(GitError, match="has no commit on its default branch"):
        Site(str(repository.bare), tmp_path / "third")


def test_nothing_in_a_repository_runs_or_leads_out(repository: Repository, site: Site) -> None:
    marker = site.settings.state_folder / "ran"
    secret = write(site.settings.state_folder.parent, "secret.md", text(8, body="秘密。"))
    (repository.work / path(8)).symlink_to(secret)
    (repository.work / "_posts" / "out").symlink_to(secret.parent)
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{repository.head()},sub")
    repository.push(
        {
            ".gitattributes": "* filter=evil text eol=crlf ident\n",
            ".gitmodules": '[submodule "sub"]\n\tpath = sub\n\turl = ext::touch\n',
            ".gitconfig": f'[filter "evil"]\n\tsmudge = touch {marker}\n',
            "hooks/post-checkout": f"#!/bin/sh\ntouch {marker}\n",
            path(4): text(4),
        }
    )
    write(site.settings.checkout_folder, "x", "")  # beside what is ours
    site.checkout.update()
    assert site.titles() == ["第4篇", "第3篇", "第2篇", "第1篇"]
    assert "秘密" not in site.words()
    assert not marker.exists()
    assert not list((site.settings.checkout_folder / "repository.git").rglob("hooks/*"))


def test_a_tree_whose_names_lead_out_writes_nothing_outside(
    repository: Repository, site: Site
) -> None:
    blob = repository.git("rev-parse", f"HEAD:{path(1)}").strip()
    config = repository.git("rev-parse", "HEAD:_config.yml").strip()
    state = str(site.settings.state_folder)
    link = git_input(repository.work, state, "hash-object", "-w", "--stdin")

    def holding(name: str) -> str:
        return git_tree(repository.work, f"100644 blob {blob}\t{name}")

    tree = git_tree(
        repository.work,
        f"120000 blob {link}\ta",
        f"100644 blob {config}\t_config.yml",
        f"040000 tree {holding('x.md')}\t..",
        f"040000 tree {holding('escaped.md')}\ta",
        f"040000 tree {holding('config')}\t.GIT",
        f"040000 tree {holding('2022-03-01-1.md')}\t_posts",
    )
    commit = git_input(repository.work, "odd", "commit-tree", tree)
    repository.git("push", "--quiet", "--force", "origin", f"{commit}:main")
    site.checkout.update()
    assert site.titles() == ["第1篇"]
    assert not (site.settings.state_folder / "escaped.md").exists()
    assert not list(site.settings.state_folder.rglob("x.md"))
    assert not (site.settings.archive / ".GIT").exists()


def git_input(folder: Path, entered: str, *arguments: str) -> str:
    env = {**os.environ, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.example"}
    env |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.example"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, input=entered, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def git_tree(folder: Path, *lines: str) -> str:
    """A tree as it is spelled, though git itself would make none like it."""
    data = b""
    for line in lines:
        words, name = line.split("\t")
        mode, _, blob = words.split(" ")
        data += f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(blob)
    done = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        cwd=folder,
        input=data,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


@pytest.fixture
def host(repository: Repository) -> Iterator[Callable[..., GitServer]]:
    servers: list[GitServer] = []

    def start(**options: Any) -> GitServer:
        servers.append(GitServer(repository.bare.parent, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def test_a_secret_opens_a_host_and_is_shown_nowhere(
    repository: Repository, serve: Serve, host: Callable[..., GitServer]
) -> None:
    server = host(secret="s3cret-word")
    service = serve(
        f"{server.url}/site.git",
        *("--workers", "1"),
        POSTWIRE_GIT_TOKEN="s3cret-word",
        POSTWIRE_REFRESH_TOKEN=TOKEN,
        POSTWIRE_PULL_SECONDS="1",
    )
    assert "第3篇" in service.get("/feed.rss")[2].decode()
    repository.push({path(4): text(4)})
    until(lambda: "第4篇" in service.get("/feed.rss")[2].decode())  # by the clock
    status = service.get("/status", Authorization=f"Bearer {TOKEN}")[2].decode()
    assert json.loads(status)["checkout"]["commit"] == repository.head()
    metrics = service.get("/metrics")[2].decode()
    assert f'postwire_archive_info{{commit="{repository.head()}"}} 1.0' in metrics
    assert "postwire_archive_fetch_failing 0.0" in metrics
    texts = [file.read_bytes() for file in service.state.rglob("*") if file.is_file()]
    service.process.send_signal(signal.SIGTERM)
    printed = service.process.communicate(timeout=60)[1]
    assert not any(b"s3cret" in data for data in (status.encode(), printed.encode(), *texts))


@pytest.mark.parametrize("address", ["{url}/site.git", "http://git:wrong@{host}/site.git"])
def test_without_the_right_secret_there_is_one_plain_line(
    tmp_path: Path, host: Callable[..., GitServer], address: str
) -> None:
    url = host(secret="s3cret-word").url
    named = address.format(url=url, host=url.partition("//")[2])
    done = run("index", named, "--state", str(tmp_path / "state"))
    assert done.returncode == 2
    assert "wrong" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if "fetching" not in line]) == 1


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **env},
    )


def test_a_machine_without_git_says_so_in_one_line(repository: Repository, tmp_path: Path) -> None:
    done = run("index", repository.url, "--state", str(tmp_path / "s"), PATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "postwire: the archive comes from git, and the program `git` is not here"
    )


def test_a_command_fetches_once_and_goes_on_with_that_where_the_host_is_away(
    repository: Repository, tmp_path: Path
) -> None:
    repository.push({"postwire.toml": "title = 'Of git'\n"})
    words = ["feeds", repository.url, "--state", str(tmp_path / "state")]
    first = CliRunner().invoke(main, words)
    assert "Of git" in first.stdout, "a settings file of the repository counts"
    assert first.stderr == f"postwire: fetching {repository.url}\n"
    assert CliRunner().invoke(main, words).output == first.stdout
    repository.bare.rename(repository.bare.with_name("away.git"))
    away = CliRunner().invoke(main, words)
    assert (away.exit_code, away.stdout) == (0, first.stdout)
    (line,) = away.stderr.splitlines()
    assert line.startswith("postwire: not fetched; the commit that was fetched last is used: ")


def test_a_host_that_is_away_costs_news_alone(repository: Repository, serve: Serve) -> None:
    given = {"POSTWIRE_REFRESH_TOKEN": TOKEN, "POSTWIRE_PULL_SECONDS": "0"}
    service = serve(repository.url, *ALONE, **given)
    before = service.get("/feed.rss")[2]
    away = repository.bare.rename(repository.bare.with_name("away.git"))
    assert ask_refresh(service)[0] == 503
    assert service.get("/feed.rss")[2] == before
    assert service.get("/readyz")[0] == 200
    assert b"cannot be fetched" in service.get("/readyz")[2]
    assert b"postwire_archive_fetch_failing 1.0" in service.get("/metrics")[2]
    status = json.loads(service.get("/status", Authorization=f"Bearer {TOKEN}")[2])
    assert status["checkout"]["error"]
    again = serve(repository.url, *ALONE, "--state", str(service.state))  # starts all the same
    assert again.get("/feed.rss")[2].count(b"<item>") == 3
    again.stop()
    away.rename(repository.bare)
    repository.push({path(4): text(4)})
    service.process.send_signal(signal.SIGHUP)
    until(lambda: "第4篇" in service.get("/feed.rss")[2].decode())
    until(lambda: service.get("/readyz")[2] == b"ready\n")  # which is noted after the index


def ask_refresh(service: Service) -> tuple[int, bytes]:
    request = urllib.request.Request(
        f"{service.url}/refresh", b"", {"Authorization": f"Bearer {TOKEN}"}
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_a_host_that_hangs_is_given_up_and_nothing_is_left(
    repository: Repository, tmp_path: Path, host: Callable[..., GitServer]
) -> None:
    hanging = [False]

    def wait() -> None:
        while hanging[0]:
            time.sleep(0.05)

    address = f"{host(before=wait).url}/site.git"
    site = Site(address, tmp_path / "state", fetch_seconds=2)
    before = site.words()
    repository.push({path(4): text(4)})
    hanging[0] = True
    with pytest.raises(GitError, match="no end after 2 seconds"):
        site.checkout.update()
    assert site.words() == before
    mark = f"POSTWIRE_CHECKOUT={site.settings.checkout_folder}".encode()
    assert not [pid for pid in Path("/proc").glob("[0-9]*") if mark in environment(pid)]
    hanging[0] = False
    assert site.checkout.update().added == (path(4),)


def environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def test_what_a_killed_fetch_left_is_cleared_up(repository: Repository, site: Site) -> None:
    folder = site.settings.checkout_folder
    repository.push({path(4): text(4)})
    write(folder, "running", "")
    write(folder, "repository.git/shallow.lock", "")
    write(folder, "repository.git/refs/postwire/fetched.lock", "")
    write(folder, "repository.git/objects/pack/tmp_pack_x", "half")
    stray = subprocess.Popen(
        ["sleep", "60"],
        env={"POSTWIRE_CHECKOUT": str(folder / "repository.git"), **os.environ},
    )
    assert site.checkout.update().added == (path(4),)
    assert stray.wait(10) == -signal.SIGKILL
    assert not list(folder.rglob("tmp_pack_x"))


def test_a_checkout_of_somebodys_is_pulled_where_its_operator_says_so(
    repository: Repository, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", str(repository.bare), "checkout")
    theirs = tmp_path / "checkout"
    follows = Publication(Site(str(theirs), tmp_path / "a").settings)
    repository.push({path(4): text(4)})
    assert not follows.refresh()
    pulls = Publication(Site(str(theirs), tmp_path / "b", pull=True).settings)
    assert follows.refresh().added == (path(4),)
    repository.push({path(5): text(5)})
    assert pulls.refresh().added == (path(5),)
    write(theirs, "own.md", "own")
    git(theirs, "add", "--all")
    git(theirs, "commit", "--quiet", "-m", "own")
    repository.push({path(6): text(6)})
    with pytest.raises(GitError):
        pulls.refresh()
    assert git(theirs, "status", "--porcelain") == ""


def test_gunicorn_serves_a_repository_that_was_indexed(
    repository: Repository, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    assert run("index", repository.url, "--state", str(state)).returncode == 0
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from wsgi import app; print(app.test_client().get('/feed.rss').status_code)",
        ],
        env={**os.environ, "POSTWIRE_ARCHIVE": repository.url, "POSTWIRE_STATE": str(state)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "200\n", done.stderr


def until(is_done: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_done():
            return
        time.sleep(0.05)
    raise TimeoutError


def test_a_changed_settings_file_of_ours_is_said_to_need_a_restart(
    repository: Repository, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    repository.push({"postwire.toml": 'title = "另名"\n'})
    site.checkout.update()
    assert caplog.messages == [
        "postwire.toml has changed in the repository: it counts after a restart"
    ]


UNDATED = "---\ntitle: 无日期\n---\n正文。"


def in_utc(spelled: str | None) -> str | None:
    if spelled is None:
        return None
    return datetime.fromisoformat(spelled).astimezone(UTC).isoformat().replace("+00:00", "Z")


class DatedSite(Site):
    """One machine that takes dates from git."""

    def dates(self, reader: Publication | None = None) -> dict[str, tuple[str | None, ...]]:
        """Title → when it was published, and changed, as the JSON feed says; in UTC."""
        keys = ("date_published", "date_modified")
        return {
            item["title"]: tuple(in_utc(item.get(key)) for key in keys)
            for item in self.items(reader)
        }


@pytest.fixture
def undated(tmp_path: Path) -> Repository:
    """A plain folder whose posts have no dates, and a commit a second after the other."""
    (tmp_path / "host").mkdir()
    made = Repository(tmp_path / "host")
    made.push({"notes/a.md": UNDATED.replace("无日期", "甲")})  # 2022-06-01T00:00:01Z
    made.push({"notes/b.md": UNDATED.replace("无日期", "乙")})
    made.push({"notes/a.md": UNDATED.replace("无日期", "甲") + "又一段。"})
    return made


@pytest.mark.parametrize("place", ["repository", "checkout"])
def test_dates_come_from_git_where_the_archive_has_none(
    undated: Repository, tmp_path: Path, place: str
) -> None:
    """One is published with the commit that added it, and changed with the last one."""
    address = undated.url if place == "repository" else str(undated.work)
    site = DatedSite(address, tmp_path / "state", git_dates=True, kind="folder")
    reader = site.reader()
    first, second, third, fourth, fifth = (f"2022-06-01T00:00:0{n}Z" for n in range(1, 6))
    assert site.dates(reader) == {"甲": (first, third), "乙": (second, None)}
    # A move of a file leaves its date, and a commit alone moves a date of a change.
    undated.git("mv", "notes/b.md", "notes/c.md")
    undated.push_as_it_is()
    reader.refresh()
    assert site.dates(reader) == {"甲": (first, third), "乙": (second, fourth)}
    undated.push({"notes/d.md": UNDATED})
    reader.refresh()
    assert site.dates(reader)["无日期"] == (fifth, None)
    # A machine that comes later says the same.
    other = DatedSite(address, tmp_path / "other", git_dates=True, kind="folder")
    assert other.dates() == site.dates(reader)


def test_dates_of_a_history_that_was_rewritten_are_the_new_ones(
    undated: Repository, tmp_path: Path
) -> None:
    site = DatedSite(undated.url, tmp_path / "state", git_dates=True, kind="folder")
    reader = site.reader()
    undated.git("checkout", "--quiet", "--orphan", "other")
    undated.push_as_it_is("--force")
    reader.refresh()
    fourth = "2022-06-01T00:00:04Z"
    assert site.dates(reader) == {"甲": (fourth, None), "乙": (fourth, None)}


def test_a_commit_dates_a_file_of_a_checkout_that_was_read_before(
    undated: Repository, tmp_path: Path
) -> None:
    site = DatedSite(str(undated.work), tmp_path / "state", git_dates=True, kind="folder")
    reader = site.reader()
    write(undated.work, "notes/d.md", UNDATED)
    reader.refresh()
    assert set(site.dates(reader)) == {"甲", "乙"}
    undated.push_as_it_is()
    assert reader.refresh().added == ("notes/d.md",)
    assert site.dates(reader)["无日期"] == ("2022-06-01T00:00:04Z", None)


def test_without_the_setting_git_dates_nothing(undated: Repository, tmp_path: Path) -> None:
    undated.push({"notes/e.md": post("戊", "2022-01-01 08:00:00 +0800")})
    site = DatedSite(undated.url, tmp_path / "state", kind="folder")
    assert site.dates() == {"戊": ("2022-01-01T00:00:00Z", None)}
    assert not (site.settings.checkout_folder / "history.git").exists()


def test_a_shallow_checkout_dates_nothing_and_says_so(
    undated: Repository,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outage = Outage("dates stay", file_history.log)  # another test's line may be of this minute
    monkeypatch.setattr(file_history, "_outage", outage)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", undated.url, str(shallow))
    site = DatedSite(str(shallow), tmp_path / "state", git_dates=True, kind="folder")
    assert site.dates() == {}
    assert "git fetch --unshallow --filter=blob:none" in caplog.text


@pytest.mark.parametrize(
    ("settings", "changed"),
    [
        ("", None),
        ("enableGitInfo = true\n", "2022-06-01T00:00:02Z"),
        (
            "enableGitInfo = true\n[frontmatter]\nlastmod = ['lastmod', ':git']\n",
            "2022-05-01T00:00:00Z",
        ),
    ],
)
def test_a_hugo_site_with_git_info_has_its_changes_from_git(
    tmp_path: Path, settings: str, changed: str | None
) -> None:
    """The last commit counts more than `lastmod`, but where the settings order them otherwise."""
    repository = Repository(tmp_path)
    lastmod = "lastmod: 2022-05-01\n" if "frontmatter" in settings else ""
    body = f"---\ntitle: 甲\ndate: 2022-03-01T00:00:00Z\n{lastmod}---\n正文。"
    start = {"hugo.toml": f"title = 'x'\n{settings}", "content/posts/a.md": body}
    repository.push(start | {"content/posts/undated.md": UNDATED})
    repository.push({"content/posts/a.md": body + "又。"})
    for address in (repository.url, str(repository.work)):
        site = DatedSite(address, tmp_path / f"state{len(address)}")
        assert site.dates() == {"甲": ("2022-03-01T00:00:00Z", changed)}
