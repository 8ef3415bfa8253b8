"""`POST /refresh` from git hosts: their proofs, their payloads as their documents describe them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.app import create_app
from service.hosts.bitbucket import BITBUCKET
from service.hosts.github import GITHUB
from service.hosts.gitlab import GITLAB
from service.hosts.host import Host
from service.hosts.notice import HOSTS, Notice, PushRules, payload_of, read_notice
from service.hosts.proof import has_proof, is_proven, may_be_proven
from service.hosts.push import BadPushError, Push, read_push
from service.settings.settings import Settings
from service.web.awaited_body import allowance
from tests.conftest import Service, post, write

SECRET = "a secret of ours"
ZERO = "0" * 40
A, B, C = "a" * 40, "b" * 40, "c" * 40
OLD = "_posts/2022-03-01-1.md"


def commit(*added: str, modified: tuple[str, ...] = (), removed: tuple[str, ...] = ()) -> Any:
    files = {"added": list(added), "modified": list(modified), "removed": list(removed)}
    return {"id": A, "message": "新文章", "timestamp": "2022-04-01T08:00:00+08:00", **files}


def github(*commits: Any, before: str = A, after: str = B, **more: Any) -> dict[str, Any]:
    return {
        "ref": "refs/heads/main",
        "before": before,
        "after": after,
        "created": False,
        "deleted": False,
        "forced": False,
        "compare": "https://github.com/haizhou/site/compare/a...b",
        "repository": {"id": 1, "name": "site", "full_name": "haizhou/site"},
        "commits": list(commits),
        "head_commit": commits[-1] if commits else None,
        **more,
    }


def gitea(*commits: Any, **more: Any) -> dict[str, Any]:
    return {
        "ref": "refs/heads/main",
        "before": A,
        "after": B,
        "commits": list(commits),
        "total_commits": len(commits),
        "repository": {"id": 1, "full_name": "haizhou/site"},
        "pusher": {"login": "editor"},
        **more,
    }


def gitlab(*commits: Any, **more: Any) -> dict[str, Any]:
    return {
        "object_kind": "push",
        "event_name": "push",
        "before": A,
        "after": B,
        "ref": "refs/heads/main",
        "checkout_sha": B,
        "project": {"id": 15, "path_with_namespace": "haizhou/site"},
        "commits": list(commits),
        "total_commits_count": len(commits),
        **more,
    }


def bitbucket(**change: Any) -> dict[str, Any]:
    end = {"type": "branch", "name": "main", "target": {"type": "commit", "hash": B}}
    whole = {"new": end, "old": {**end, "target": {"hash": A}}, "created": False, "closed": False}
    return {
        "actor": {"type": "user"},
        "repository": {"type": "repository", "full_name": "haizhou/site"},
        "push": {"changes": [{**whole, "forced": False, "truncated": False, **change}]},
    }


def data_center() -> dict[str, Any]:
    ref = {"id": "refs/heads/main", "displayId": "main", "type": "BRANCH"}
    change = {"ref": ref, "refId": ref["id"], "fromHash": A, "toHash": B, "type": "UPDATE"}
    return {
        "eventKey": "repo:refs_changed",
        "date": "2022-04-01T08:00:00+0800",
        "repository": {"slug": "site", "id": 84},
        "changes": [change],
    }


def hexed(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def standard(body: bytes, at: float | None = None, key: bytes = SECRET.encode()) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.digest(key, f"msg_1.{stamp}.".encode() + body, "sha256")
    signature = "v1,bm90IHRoaXM= v1," + base64.b64encode(digest).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}


Headers = Callable[[bytes], dict[str, str]]

# What each host sends with a push, as its documents say: the event, the proof.
SENDERS: dict[str, tuple[Headers, dict[str, Any]]] = {
    "GitHub": (
        lambda body: {
            "X-GitHub-Event": "push",
            "X-GitHub-Delivery": "72d3162e",
            "X-Hub-Signature": "sha1=" + "0" * 40,
            "X-Hub-Signature-256": f"sha256={hexed(body)}",
        },
        github(commit("a.md")),
    ),
    "GitLab's token": (
        lambda body: {"X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": SECRET},
        gitlab(commit("a.md")),
    ),
    "GitLab's signature": (
        lambda body: {"X-Gitlab-Event": "Push Hook", **standard(body)},
        gitlab(commit("a.md")),
    ),
    "GitLab's system hook": (
        lambda body: {"X-Gitlab-Event": "System Hook", "X-Gitlab-Token": SECRET},
        gitlab(commit("a.md")),
    ),
    "Gitea": (
        lambda body: {
            "X-Gitea-Event": "push",
            "X-Gogs-Event": "push",
            "X-GitHub-Event": "push",
            "X-Gitea-Signature": hexed(body),
        },
        gitea(commit("a.md")),
    ),
    "Forgejo, Codeberg": (
        lambda body: {
            "X-Forgejo-Event": "push",
            "X-Gitea-Event": "push",
            "X-GitHub-Event": "push",
            "X-Forgejo-Signature": hexed(body),
        },
        gitea(commit("a.md")),
    ),
    "Gogs": (
        lambda body: {"X-Gogs-Event": "push", "X-Gogs-Signature": hexed(body)},
        gitea(commit("a.md")),
    ),
    "Bitbucket": (
        lambda body: {"X-Event-Key": "repo:push", "X-Hub-Signature": f"sha256={hexed(body)}"},
        bitbucket(),
    ),
    "Bitbucket Data Center": (
        lambda body: {
            "X-Event-Key": "repo:refs_changed",
            "X-Hub-Signature": f"sha256={hexed(body)}",
        },
        data_center(),
    ),
    "anybody, signed as GitHub does": (
        lambda body: {"X-Hub-Signature-256": f"sha256={hexed(body)}"},
        {},
    ),
    "anybody, by Standard Webhooks": (standard, {}),
    "anybody with the token": (lambda body: {"Authorization": "Bearer token of ours"}, {}),
}


@pytest.fixture
def site(indexed: Callable[..., Settings]) -> FlaskClient:
    return create_app(indexed(webhook_secret=SECRET, refresh_token="token of ours")).test_client()


def new_posts(archive: Path, *names: str) -> list[str]:
    paths = [f"_posts/2022-04-01-{name}.md" for name in names]
    for path in paths:
        write(archive, path, post(path[-8:], "2022-04-01 08:00:00 +0800"))
    return paths


def send(site: FlaskClient, sender: str, payload: Any, form: bool = False, **more: str) -> Any:
    """The answer to a host's push, signed as the host signs it."""
    make_headers, _ = SENDERS[sender]
    content = json.dumps(payload, ensure_ascii=False).encode() if payload else b""
    body = urlencode({"payload": content}).encode() if form else content
    signs_json = "Gitea" in sender or "Forgejo" in sender  # also where it sends a form
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    headers = {"Content-Type": kind, **make_headers(content if signs_json else body), **more}
    return site.post("/refresh", data=body, headers=headers)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_push_of_each_host_brings_what_it_brings(
    site: FlaskClient, archive: Path, sender: str
) -> None:
    paths = new_posts(archive, "a")
    answer = send(site, sender, SENDERS[sender][1])
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["added"] == paths
    assert answer.get_json()["understood"]


@pytest.mark.parametrize("sender", SENDERS)
def test_a_push_with_a_wrong_proof_is_refused(
    site: FlaskClient, archive: Path, sender: str
) -> None:
    make_headers, payload = SENDERS[sender]
    body = json.dumps(payload).encode()
    headers = {
        name: value.replace(SECRET, "another secret").replace("ours", "yours")
        for name, value in make_headers(body + b" ").items()
    }
    assert site.post("/refresh", data=body, headers=headers).status_code == 403
    without = {name: value for name, value in headers.items() if name.endswith(("Event", "Key"))}
    assert site.post("/refresh", data=body, headers=without).status_code == 401


@pytest.mark.parametrize("sender", ["GitHub", "Gitea", "Forgejo, Codeberg"])
def test_a_form_with_the_payload_is_understood(
    site: FlaskClient, archive: Path, sender: str
) -> None:
    paths = new_posts(archive, "a")
    answer = send(site, sender, SENDERS[sender][1], form=True)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["added"] == paths


@pytest.mark.parametrize("key", [SECRET.encode(), b"a key of bytes \xff"])
def test_a_signature_of_standard_webhooks_holds_for_five_minutes(key: bytes) -> None:
    secret = SECRET if key == SECRET.encode() else "whsec_" + base64.b64encode(key).decode()
    now = 1_700_000_000.0
    headers = standard(b"{}", now, key)
    assert may_be_proven(headers, secret)
    for at in (now - 300, now + 300):
        assert is_proven(headers, b"{}", secret, at)
    for at, body in ((now + 301, b"{}"), (now - 301, b"{}"), (now, b"{} ")):
        assert not is_proven(headers, body, secret, at)
    assert not is_proven(headers | {"webhook-id": "msg_2"}, b"{}", secret, now)


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ({"X-GitHub-Event": "ping"}, {"zen": "Keep it logically awesome.", "hook_id": 1}),
        ({"X-Event-Key": "diagnostics:ping"}, {"test": True}),
    ],
)
def test_a_ping_is_answered_in_words(
    site: FlaskClient, archive: Path, headers: dict[str, str], payload: Any
) -> None:
    new_posts(archive, "a")
    body = json.dumps(payload).encode()
    proof = {"X-Hub-Signature-256": f"sha256={hexed(body)}"}
    answer = site.post("/refresh", data=body, headers=headers | proof)
    assert answer.status_code == 200
    assert "ping" in answer.get_json()["understood"]
    assert answer.get_json()["added"] == []


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ({"X-GitHub-Event": "issues"}, {"action": "opened"}),
        ({"X-Gitea-Event": "release"}, {"action": "published"}),
        ({"X-Gitlab-Event": "Issue Hook"}, {"object_kind": "issue"}),
        ({"X-Gitlab-Event": "System Hook"}, {"event_name": "user_create"}),
        ({"X-Event-Key": "pullrequest:created"}, {"pullrequest": {}}),
    ],
)
def test_another_event_changes_nothing_and_is_named(
    site: FlaskClient, archive: Path, headers: dict[str, str], payload: Any
) -> None:
    new_posts(archive, "a")
    bearer = {"Authorization": "Bearer token of ours"}
    answer = site.post("/refresh", json=payload, headers=headers | bearer)
    assert answer.status_code == 200
    assert answer.get_json()["added"] == []
    assert "nothing is looked at" in answer.get_json()["understood"]


@pytest.mark.parametrize(
    ("sender", "payload"),
    [
        ("Gitea", gitea(commit("_posts/2022-04-01-c.md"), total_commits=3)),
        ("Forgejo, Codeberg", gitea(commit("_posts/2022-04-01-c.md"), total_commits=3)),
        ("GitLab's token", gitlab(commit("_posts/2022-04-01-c.md"), total_commits_count=21)),
        ("GitHub", github(commit("_posts/2022-04-01-c.md"), size=3)),
        ("GitHub", github(*[commit("x.md")] * 2048)),
        ("GitHub", github(commit(*(f"{number}.md" for number in range(3000))))),
        ("GitHub", github(commit("x.md"), forced=True)),
        ("GitHub", github(commit("x.md"), created=True, before=ZERO)),
        ("GitHub", github()),
        ("GitHub", github({"id": A, "message": "without lists"})),
        ("Bitbucket", bitbucket(truncated=True)),
        ("Bitbucket", bitbucket(forced=True)),
        ("Bitbucket", bitbucket(created=True, old=None)),
        ("anybody with the token", {"commits": [commit("x.md")], "total_commits": 2}),
    ],
)
def test_a_push_that_does_not_list_all_has_everything_looked_at(
    site: FlaskClient, archive: Path, sender: str, payload: Any
) -> None:
    paths = new_posts(archive, "a", "b", "c")
    send(site, "GitHub", github(before=C, after=A))  # so that the next begins where this ended
    paths += new_posts(archive, "d", "e")
    write(archive, OLD, post("改", "2022-03-01 08:00:00 +0800"))
    answer = send(site, sender, payload).get_json()
    assert answer["added"] == paths[3:]
    assert answer["changed"] == [OLD]
    assert "everything is looked at" in answer["understood"]


@pytest.mark.parametrize(
    "payload",
    [
        gitea(commit("a.md")),
        gitlab(commit("a.md")),
        github(commit("a.md"), size=1),
        github(commit("a.md"), commit("b.md")),
        {"commits": [commit("a.md")], "total_commits": True},
    ],
)
def test_a_push_as_long_as_its_host_says_is_whole(payload: Any) -> None:
    assert read_push(payload, 20, 300).incomplete == ""


@pytest.mark.parametrize("count", [20, 300])
def test_a_list_as_long_as_the_host_makes_it_may_be_cut_short(count: int) -> None:
    def why(commits: int, files: int) -> str:
        named = [commit(*(f"{number}.md" for number in range(files)))] * commits
        return read_push(github(*named), 20, 300).incomplete

    assert "commits" in why(20, 1)
    assert why(19, 1) == ""
    assert "files" in why(1, 300)
    assert why(1, 299) == ""


def test_a_push_that_lists_all_has_its_files_looked_at(site: FlaskClient, archive: Path) -> None:
    send(site, "GitHub", github(before=C, after=A))
    listed, other = new_posts(archive, "a", "b")
    answer = send(site, "GitHub", github(commit(listed, "README.md"))).get_json()
    assert answer["added"] == [listed]
    assert answer["understood"] == (
        "GitHub: a push to main of haizhou/site with 2 files of the archive"
    )
    # The second half of a rename is listed as added, the first as removed.
    os.rename(archive / listed, archive / "_posts/2022-04-01-new.md")
    rename = github(commit("_posts/2022-04-01-new.md", removed=(listed,)), before=B, after=C)
    answer = send(site, "GitHub", rename).get_json()
    assert (answer["added"], answer["removed"]) == (["_posts/2022-04-01-new.md"], [listed])
    # The push that brought `other` never arrived: this one begins after it.
    answer = send(site, "GitHub", github(commit("x.md"), before=A, after=B)).get_json()
    assert answer["added"] == [other]
    assert "does not begin where the last one ended" in answer["understood"]


def test_the_end_of_a_push_that_failed_does_not_count(
    site: FlaskClient, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(site, "GitHub", github(before=C, after=A))
    assert send(site, "GitHub", github(commit("../outside.md"))).status_code == 400
    (path,) = new_posts(archive, "a")
    answer = send(site, "GitHub", github(commit("x.md"), before=B, after=C)).get_json()
    assert answer["added"] == [path]


def test_what_a_forced_push_took_back_is_gone(site: FlaskClient, archive: Path) -> None:
    for sender, payload in (
        ("GitHub", github(commit("n.md"), forced=True)),
        ("Gitea", gitea(commit("n.md"))),
        ("GitLab's token", gitlab(commit("n.md"))),
        ("Bitbucket", bitbucket(forced=True)),
    ):
        before = (archive / OLD).read_text()
        write(archive, OLD, post("要收回的话", "2022-03-01 08:00:00 +0800"))
        send(site, "anybody with the token", {})
        write(archive, OLD, before)  # amended, and pushed with force
        assert send(site, sender, payload).get_json()["changed"] == [OLD]


def notice(
    payload: Any, rules: PushRules, event: str = "x-github-event", value: str = "push"
) -> Notice:
    ends = {"GitHub haizhou/site refs/heads/main": A}
    return read_notice({event: value}, json.dumps(payload).encode(), rules, ends)


@pytest.mark.parametrize(
    ("ref", "rules", "counts"),
    [
        ("refs/heads/main", PushRules(), True),
        ("refs/tags/v1", PushRules(), True),
        ("refs/heads/main", PushRules(branches=("main",)), True),
        ("refs/heads/drafts/x", PushRules(branches=("main",)), False),
        ("refs/heads/release/2", PushRules(branches=("main", "release/*")), True),
        ("refs/tags/main", PushRules(branches=("main",)), False),
        ("refs/heads/main", PushRules(tags=("v*",)), False),
        ("refs/tags/v1", PushRules(tags=("v*",)), True),
        ("refs/tags/v1", PushRules(branches=("main",), tags=("v*",)), True),
    ],
)
def test_branches_and_tags_are_chosen_by_settings(ref: str, rules: PushRules, counts: bool) -> None:
    end = {"type": "tag" if "tags" in ref else "branch", "name": ref.split("/", 2)[2]}
    change = bitbucket(new={**end, "target": {"hash": B}}, old=None)
    for asked in (
        notice(github(ref=ref), rules),
        notice(gitea(ref=ref), rules, "x-gitea-event"),
        notice(gitlab(ref=ref), rules, "x-gitlab-event", "Push Hook"),
        notice(change, rules, "x-event-key", "repo:push"),
    ):
        assert (asked.paths is None) == counts
        assert ("which the settings leave out" in asked.words) != counts


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("refs/heads/main", "a push to main of "),
        ("refs/tags/v1", "a push to tag v1 of "),
        ("", "a push of "),
    ],
)
def test_the_words_say_where_a_push_went(ref: str, words: str) -> None:
    assert words in notice(github(ref=ref), PushRules()).words


def test_one_push_of_several_branches_counts_where_one_of_them_does() -> None:
    payload = bitbucket()
    other = json.loads(json.dumps(payload["push"]["changes"][0]).replace("main", "drafts"))
    rules = PushRules(branches=("main",))
    payload["push"]["changes"].insert(0, other)
    assert notice(payload, rules, "x-event-key", "repo:push").paths is None
    payload["push"]["changes"].pop()
    assert notice(payload, rules, "x-event-key", "repo:push").paths == ()


@pytest.mark.parametrize(
    ("payload", "event", "value"),
    [
        (github(deleted=True, after=ZERO), "x-github-event", "push"),
        (gitea(after=ZERO), "x-gitea-event", "push"),
        (gitlab(after=ZERO, checkout_sha=None), "x-gitlab-event", "Push Hook"),
        (bitbucket(new=None, closed=True), "x-event-key", "repo:push"),
    ],
)
def test_a_branch_that_is_deleted_changes_nothing(payload: Any, event: str, value: str) -> None:
    asked = notice(payload, PushRules(), event, value)
    assert asked.paths == ()
    assert "deletes" in asked.words


def test_files_outside_the_archives_folder_are_left_out() -> None:
    push = github(commit("site/a.md", "sitemap.md", "site2/b.md"), commit("site/c.md", "a.md"))
    assert notice(push, PushRules(folder="/site/")).paths == ("a.md", "c.md")
    assert notice(github(commit("b.md")), PushRules(folder="site")).paths == ()


KEYS = ("ref", "before", "after", "commits", "added", "size", "forced", "paths", "repository")
KEYS += ("push", "changes", "new", "old", "target", "hash", "name", "type", "full_name")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(ZERO),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "ref",
                    "before",
                    "after",
                    "commits",
                    "added",
                    "size",
                    "push",
                    "changes",
                    "new",
                    "old",
                    "target",
                    "hash",
                    "name",
                    "type",
                    "repository",
                    "full_name",
                    "paths",
                    "forced",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from([host.event_header for host in HOSTS] + ["accept"]), json_values)
def test_any_payload_is_understood_or_refused_in_words(header: str, payload: Any) -> None:
    for value in ("push", "Push Hook", "repo:push"):
        with suppress(BadPushError):
            asked = read_notice({header: value}, json.dumps(payload).encode(), PushRules(), {})
            assert asked.words
            assert asked.paths is None or all(isinstance(path, str) for path in asked.paths)


def test_half_a_character_in_a_name_is_as_good_as_any(site: FlaskClient) -> None:
    """JSON can spell what UTF-8 cannot; the ends of pushes are kept all the same."""
    bearer = {"X-GitHub-Event": "push", "Authorization": "Bearer token of ours"}
    name = {"full_name": "haizhou/\ud800"}
    first = github(repository=name, after="\udfff")
    second = github(commit("x.md"), repository=name, before="\udfff")
    answers = [site.post("/refresh", json=push, headers=bearer) for push in (first, second)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "with 1 file" in answers[1].get_json()["understood"]


def test_a_secret_is_replaced_while_some_hosts_have_the_former_one(
    indexed: Callable[..., Settings],
) -> None:
    settings = indexed(webhook_secret="the new one", webhook_former_secret=SECRET)
    site = create_app(settings).test_client()
    for secret, status in (("the new one", 200), (SECRET, 200), ("one before it", 403)):
        digest = hmac.new(secret.encode(), b"", hashlib.sha256).hexdigest()
        for proof in (
            {"X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": secret},
            {"X-Hub-Signature-256": f"sha256={digest}"},
        ):
            assert site.post("/refresh", headers=proof).status_code == status
    token = {"x-gitlab-token": SECRET}
    assert allowance("POST", "/refresh", token, settings).most_bytes > 0
    token = {"x-gitlab-token": "one before it"}
    assert allowance("POST", "/refresh", token, settings).most_bytes == 0


def test_a_secret_may_have_letters_beyond_ascii(indexed: Callable[..., Settings]) -> None:
    secret = "秘密 é"
    site = create_app(indexed(webhook_secret=secret)).test_client()

    def status(sent: bytes) -> int:
        headers = {"X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": sent.decode("latin-1")}
        return site.post("/refresh", json=gitlab(), headers=headers).status_code

    assert status(secret.encode()) == 200
    assert status("秘密 e".encode()) == 403
    assert status(b"\xe9") == 403


def test_hexadecimal_digits_of_a_signature_may_be_capitals() -> None:
    digest = hexed(b"x")
    for text in (digest, digest.upper()):
        assert is_proven({"x-hub-signature-256": f"sha256={text}"}, b"x", SECRET, 0)
    assert not is_proven({"x-hub-signature-256": f"sha256={digest[:-1]}G"}, b"x", SECRET, 0)


def test_a_wrong_token_beside_a_right_signature_proves_nothing() -> None:
    signed = {"x-hub-signature-256": f"sha256={hexed(b'x')}"}
    assert is_proven(signed, b"x", SECRET, 0)
    assert is_proven(signed | {"x-gitlab-token": SECRET}, b"x", SECRET, 0)
    assert not is_proven(signed | {"x-gitlab-token": "another"}, b"x", SECRET, 0)
    assert not may_be_proven(signed | {"x-gitlab-token": "another"}, SECRET)
    assert not is_proven({"x-gitlab-token": ""}, b"x", "", 0)


@pytest.mark.parametrize("commits", [3, "text", {"a": 1}, [3], [{}, "text"]])
def test_commits_that_are_no_list_of_objects_are_refused(commits: Any) -> None:
    with pytest.raises(BadPushError, match="no list of objects"):
        read_push({"commits": commits})


def test_gitlab_tells_of_many_refs_at_once_without_commits() -> None:
    """A system hook's `repository_update`."""
    refs = ("refs/heads/main", "refs/heads/drafts", "refs/tags/v1")
    changes = [{"before": A, "after": B, "ref": ref} for ref in refs]
    payload = {"event_name": "repository_update", "changes": changes, "refs": list(refs)}
    event = ("x-gitlab-event", "System Hook")
    assert notice(payload, PushRules(), *event).paths is None
    assert notice(payload, PushRules(branches=("main",)), *event).paths is None
    assert notice(payload, PushRules(branches=("other",)), *event).paths == ()
    (push, *_) = GITLAB.read(
        {**payload, **gitlab(), "object_kind": None, "event_name": "repository_update"}
    )
    assert push == Push("refs/heads/main", "haizhou/site", A, B, (), "it lists no commits")
    for wrong in (None, [1]):
        with pytest.raises(BadPushError, match="no list of objects"):
            notice({**payload, "changes": wrong}, PushRules(), *event)


@pytest.mark.process
def test_a_real_push_reaches_the_service_by_a_hook_of_the_repository(
    tmp_path: Path, serve: Callable[..., Service]
) -> None:
    """A bare repository whose hook updates the checkout that is served, and tells of it signed."""

    def git(*arguments: str, cwd: Path) -> None:
        names = ("-c", "user.name=Redaktion", "-c", "user.email=desk@site.example")
        done = subprocess.run(["git", *names, *arguments], cwd=cwd, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    bare, desk, served = (tmp_path / name for name in ("site.git", "desk", "served"))
    git("init", "-q", "--bare", "-b", "main", str(bare), cwd=tmp_path)
    git("clone", "-q", str(bare), str(desk), cwd=tmp_path)
    write(desk, "_config.yml", "title: 站\n")
    write(desk, "_posts/2022-03-01-1.md", post("第1篇", "2022-03-01 08:00:00 +0800"))
    git("add", ".", cwd=desk)
    git("commit", "-qm", "1", cwd=desk)
    git("push", "-q", "origin", "HEAD:main", cwd=desk)
    git("clone", "-q", "-b", "main", str(bare), str(served), cwd=tmp_path)
    service = serve(served, "--no-worker", POSTWIRE_WEBHOOK_SECRET=SECRET)
    hook = write(
        bare,
        "hooks/post-receive",
        f"""#!/bin/sh
        unset GIT_DIR
        git -C '{served}' fetch -q && git -C '{served}' reset -q --hard origin/main
        exec '{sys.executable}' - <<'END'
        import hmac, urllib.request
        body = b""
        signature = "sha256=" + hmac.digest({SECRET.encode()!r}, body, "sha256").hex()
        headers = {{"X-Hub-Signature-256": signature, "Content-Type": "application/json"}}
        request = urllib.request.Request("{service.url}/refresh", body, headers)
        urllib.request.urlopen(request).close()
        END
        """.replace("\n        ", "\n"),
    )
    hook.chmod(0o755)
    write(desk, "_posts/2022-04-01-2.md", post("第2篇", "2022-04-01 08:00:00 +0800"))
    git("add", ".", cwd=desk)
    git("commit", "-qm", "2", cwd=desk)
    git("push", "-q", "origin", "HEAD:main", cwd=desk)
    assert "第2篇" in service.get("/feed.json")[2].decode()
    git("mv", "_posts/2022-04-01-2.md", "_posts/2022-04-01-3.md", cwd=desk)
    git("commit", "-q", "--amend", "-m", "3", cwd=desk)
    git("push", "-q", "--force", "origin", "HEAD:main", cwd=desk)
    document = service.get("/feed.json")[2].decode()
    assert document.count("第2篇") == 1
    assert "2022/04/01/3" in document


@pytest.mark.parametrize(
    ("host", "commits", "files", "is_cut"),
    [
        (GITHUB, 2047, 1, False),
        (GITHUB, 2048, 1, True),
        (GITHUB, 1, 2999, False),
        (GITHUB, 1, 3000, True),
        (GITLAB, 19, 1, False),
        (GITLAB, 20, 1, True),
        (GITLAB, 1, 3000, False),
    ],
)
def test_a_push_is_whole_below_what_its_host_lists_at_most(
    host: Host, commits: int, files: int, is_cut: bool
) -> None:
    listed = [{"added": [f"{number}.md" for number in range(files)]}] * commits
    (push,) = host.read({"ref": "refs/heads/main", "before": A, "after": B, "commits": listed})
    assert (push.incomplete != "") == is_cut
    assert len(push.files) == files


NO_FILES = "Bitbucket names no files"


@pytest.mark.parametrize(
    ("change", "push"),
    [
        ({"old": None}, Push("refs/heads/main", "haizhou/site", ZERO, B, (), NO_FILES)),
        ({"new": None}, Push("refs/heads/main", "haizhou/site", A, ZERO, (), NO_FILES)),
        ({"forced": True}, Push("refs/heads/main", "haizhou/site", A, B, (), "it was forced")),
        *(
            (
                {"new": {"type": kind, "name": "x", "target": {"hash": C}}},
                Push(f"refs/{folder}/x", "haizhou/site", A, C, (), NO_FILES),
            )
            for kind, folder in (
                *(("tag", "tags"), ("branch", "heads"), ("named_branch", "heads")),
                *(("bookmark", "heads"), ("other", "heads"), (None, "heads")),
            )
        ),
    ],
)  # fmt: skip
def test_bitbucket_names_the_ends_of_a_ref(change: dict[str, Any], push: Push) -> None:
    assert BITBUCKET.read(bitbucket(**change)) == [push]


def test_bitbucket_data_center_names_the_ends_of_a_ref() -> None:
    named = {**data_center(), "repository": {"full_name": "haizhou/site"}}
    named["changes"][0]["ref"]["id"] = "refs/heads/other"
    (push,) = BITBUCKET.read(named)
    assert push == Push("refs/heads/main", "haizhou/site", A, B, (), NO_FILES)
    (old_form,) = BITBUCKET.read({"changes": [{"ref": {"id": "refs/tags/x"}, "toHash": B}]})
    assert (old_form.ref, old_form.before, old_form.after) == ("refs/tags/x", "", B)
    with pytest.raises(BadPushError, match="no list of objects"):
        BITBUCKET.read({"push": {"changes": [1]}})


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        ({"object_kind": "push"}, 1),
        ({"event_name": "tag_push"}, 1),
        ({}, 1),
        ({"object_kind": "note"}, 0),
        ({"object_kind": "note", "event_name": "push"}, 0),
        ({"event_name": "project_create"}, 0),
        ({"event_name": "repository_update", "changes": [{"ref": "a"}, {"ref": "b"}]}, 2),
    ],
)
def test_gitlab_sends_a_push_under_several_names(payload: dict[str, Any], number: int) -> None:
    assert len(GITLAB.read(payload)) == number


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ({"forced": True, "created": True}, "it was forced"),
        ({"created": True}, "the branch is new"),
        ({"before": ZERO}, "the branch is new"),
        ({"before": "0" * 64}, "the branch is new"),
        ({"before": "0" * 39}, ""),
        ({"commits": []}, "it lists no commits"),
        ({"commits": None}, "it lists no commits"),
        ({"total_commits": 2}, "its list of commits is cut short"),
        ({"total_commits_count": 2}, "its list of commits is cut short"),
        ({"size": 2}, "its list of commits is cut short"),
        ({"size": 1}, ""),
        ({"size": "2"}, ""),
        ({"commits": [{"id": "x"}]}, "it lists no files"),
        ({"commits": [{"removed": []}]}, ""),
    ],
)
def test_a_push_says_why_its_files_are_not_all(payload: dict[str, Any], why: str) -> None:
    push = read_push({"before": A, "after": B, "commits": [commit("a.md")], **payload})
    assert push.incomplete == why


def test_a_push_names_each_file_once_in_the_order_of_its_commits() -> None:
    commits = [commit("b", modified=("a",)), commit("c", removed=("b", "d"))]
    assert read_push(github(*commits)).files == ("b", "a", "c", "d")


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"repository": {"full_name": "a"}, "project": {"path_with_namespace": "b"}}, "a"),
        ({"repository": {"name": "a"}, "project": {"path_with_namespace": "b"}}, "b"),
        ({"repository": {"full_name": 7}}, ""),
        ({"repository": "a"}, ""),
    ],
)
def test_a_repository_has_its_name_at_the_host(payload: dict[str, Any], name: str) -> None:
    assert read_push(payload).repository == name


@pytest.mark.parametrize(
    ("event", "payload", "reason"),
    [
        ("x-github-event: push", github(commit("a.md")), ""),
        ("x-gitea-event: push", gitea(commit("a.md")), "Gitea does not say whether"),
        ("x-forgejo-event: push", gitea(commit("a.md")), "Forgejo does not say whether"),
        ("x-gogs-event: push", gitea(commit("a.md")), "Gogs does not say whether"),
        ("x-gitlab-event: Push Hook", gitlab(commit("a.md")), "GitLab does not name every file"),
        ("x-event-key: repo:push", bitbucket(), "Bitbucket names no files"),
    ],
)
def test_a_push_that_begins_where_the_last_one_ended_may_still_leave_out_files(
    event: str, payload: Any, reason: str
) -> None:
    header, _, value = event.partition(": ")
    name = next(host.name for host in HOSTS if host.event_header == header)
    ends = {f"{name} haizhou/site refs/heads/main": A}
    asked = read_notice({header: value}, json.dumps(payload).encode(), PushRules(), ends)
    assert (asked.paths, reason in asked.words) == (None if reason else ("a.md",), True)
    assert asked.ends == {f"{name} haizhou/site refs/heads/main": B}


JSON, FORM = "application/json", "application/x-www-form-urlencoded"
EVERYTHING = Notice("a request for a look at everything", None)
ONE_FILE = {"commits": [commit("a.md")]}
REFUSED = 'neither "paths" nor a push with "commits" is in the body'


def asked(body: Any, rules: PushRules | None = None, **headers: str) -> Notice | str:
    """What a request asks for, or why it is refused. Underscores in names are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        return read_notice(named, data, rules or PushRules(), {" haizhou/site refs/heads/main": A})
    except BadPushError as error:
        return str(error)


def test_a_request_says_what_is_to_be_looked_at() -> None:
    one = Notice("a push with 1 file of the archive", ("a.md",))
    elsewhere = {"ref": "refs/heads/" + "x" * 201, "repository": {"full_name": "y" * 201}}
    cases: list[tuple[Notice | str, Notice | str]] = [
        (asked(b""), EVERYTHING),
        (asked(b" \n", content_type=JSON), EVERYTHING),
        (asked(b"payload=", content_type=FORM), EVERYTHING),
        (asked({"paths": ["a"]}), Notice("a list of 1 path", ("a",))),
        (asked({"paths": ["b", "a", "b"]}), Notice("a list of 2 paths", ("b", "a"))),
        (asked({"paths": []}), Notice("a list of 0 paths", ())),
        (asked({"paths": None}), Notice("a list of 0 paths", ())),
        (asked({"paths": "a"}), '"paths" is no list of texts'),
        (asked({"paths": ["a", 1]}), '"paths" is no list of texts'),
        (asked({"commits": [{"added": "a"}]}), '"added" is no list of texts'),
        (asked({}), REFUSED),
        (asked([1]), REFUSED),
        (asked(b"{"), "the body is neither empty nor JSON"),
        (asked(b"[" * 100_000), "the body is neither empty nor JSON"),
        (asked(ONE_FILE), one),
        (asked(ONE_FILE, PushRules(("main",))), one),
        (asked(ONE_FILE, PushRules(folder="b")), Notice("a push with 0 files of the archive", ())),
        (
            asked(github(commit("a.md"), before=C)),
            Notice(
                "a push to main of haizhou/site; everything is looked at, for it does not begin"
                " where the last one ended",
                None,
                {" haizhou/site refs/heads/main": B},
            ),
        ),
        (
            asked({"paths": ["a"]}, x_github_event="ping" * 21),
            Notice(f"GitHub: the event {'ping' * 20}, which is no push; nothing is looked at"),
        ),
        (
            asked({"paths": ["a"]}, x_github_event="push"),
            Notice("GitHub: a push; everything is looked at, for it lists no commits", None),
        ),
        (
            asked({"object_kind": "note"}, x_gitlab_event="System Hook"),
            Notice("GitLab: no push; nothing is looked at"),
        ),
        (
            asked({**elsewhere, **ONE_FILE}),
            Notice(f"a push to {'x' * 200} of {'y' * 200} with 1 file of the archive", ("a.md",)),
        ),
        (
            asked({"ref": "refs/tags/v1", "after": ZERO, **ONE_FILE}),
            Notice("a push to tag v1, which deletes it; nothing is looked at"),
        ),
        (
            asked({"ref": "refs/heads/b", **ONE_FILE}, PushRules(("main",))),
            Notice("a push to b, which the settings leave out; nothing is looked at"),
        ),
    ]
    assert [each for each in cases if each[0] != each[1]] == []


@pytest.mark.parametrize(
    ("body", "kind", "payload"),
    [
        (b"payload=%7B%7D+x", FORM, b"{} x"),
        (b"a=1&payload=2&payload=3", FORM, b"2"),
        (b"payload=a=b", f" {FORM.upper()} ; charset=utf-8", b"a=b"),
        (b"a=1&b", FORM, b"a=1&b"),
        (b"payload=2", JSON, b"payload=2"),
        (b"payload=2", "", b"payload=2"),
    ],
)
def test_a_form_may_hold_the_payload(body: bytes, kind: str, payload: bytes) -> None:
    assert payload_of(body, kind) == payload


def test_pushes_that_one_request_tells_of_are_one_look() -> None:
    changes = [
        {"ref": {"id": f"refs/heads/{name}"}, "fromHash": A, "toHash": B}
        for name in ("a", "b", "a")
    ]
    both = asked({"changes": changes}, x_event_key="repo:refs_changed")
    words = "Bitbucket: a push to {}; everything is looked at, for Bitbucket names no files"
    assert both == Notice(
        f"{words.format('a')}; {words.format('b')}",
        None,
        {"Bitbucket  refs/heads/a": B, "Bitbucket  refs/heads/b": B},
    )


def test_a_push_has_the_ends_the_files_and_the_name_that_its_host_tells() -> None:
    whole = github(commit("a", modified=("b",)))
    assert read_push(whole) == Push("refs/heads/main", "haizhou/site", A, B, ("a", "b"), "")
    assert read_push({"ref": 1, "before": None, "commits": [{"added": None}]}) == Push("")


SIGNED = {
    "x-hub-signature-256": "sha256=",
    "x-hub-signature": "sha256=",
    "x-forgejo-signature": "",
    "x-gitea-signature": "",
    "x-gogs-signature": "",
}


def test_a_signature_stands_in_the_header_of_its_host_in_its_form() -> None:
    digest = hexed(b"x")
    for name, prefix in SIGNED.items():
        other = "" if prefix else "sha256="
        for value, holds in (
            (f" {prefix}{digest} ", True),
            (f"{other}{digest}", False),
            (f"{prefix}{digest[1:]}", False),
            (f"{prefix}{digest}0", False),
            (f"{prefix}{hexed(b'y')}", False),
            ("", False),
        ):
            assert is_proven({name: value}, b"x", SECRET, 0) == holds, (name, value)
            well_formed = len(value.strip()) == len(prefix + digest) and value.strip().startswith(
                prefix
            )
            assert may_be_proven({name: value}, SECRET) == well_formed, (name, value)
            assert not is_proven({name: value}, b"x", "", 0)
            assert not may_be_proven({name: value}, "")


def test_headers_that_hold_a_proof_are_known_before_it_is_checked() -> None:
    whole = standard(b"{}", 0)
    assert may_be_proven(whole, SECRET)
    for missing in whole:
        rest = {name: value for name, value in whole.items() if name != missing}
        assert not may_be_proven(rest, SECRET)
        assert not is_proven(rest, b"{}", SECRET, 0)
    names = [*SIGNED, *whole, "x-gitlab-token", "authorization"]
    assert [name for name in names if has_proof({name: ""})] == [
        *SIGNED,
        *("webhook-signature", "x-gitlab-token"),
    ]


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        ("whsec_YWJj", b"abc"),
        ("whsec_YW Jj", b"whsec_YW Jj"),
        ("whsec_YWJ", b"whsec_YWJ"),
        ("YWJj", b"YWJj"),
    ],
)
def test_a_secret_of_standard_webhooks_is_a_key_in_base64_or_itself(
    secret: str, key: bytes
) -> None:
    assert is_proven(standard(b"{}", 0, key), b"{}", secret, 0)
    spoiled = standard(b"{}", 0, key) | {"webhook-timestamp": "0s"}
    assert not is_proven(spoiled, b"{}", secret, 0)
