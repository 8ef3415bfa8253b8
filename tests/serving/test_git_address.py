"""Which archives' names are addresses of git repositories, and what is taken out of them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feeds.errors import ConfigurationError
from service.settings.git_address import GitAddress, git_address
from service.settings.loading import load


@pytest.mark.parametrize(
    ("spelled", "url", "branch", "folder"),
    [
        ("https://git.example/ada/site.git", "https://git.example/ada/site.git", "", ""),
        ("https://git.example/ada/site#news", "https://git.example/ada/site", "news", ""),
        ("https://git.example/s.git#news:a/b/", "https://git.example/s.git", "news", "a/b"),
        ("https://git.example/s.git#:a", "https://git.example/s.git", "", "a"),
        ("https://git.example/s.git#feature/x", "https://git.example/s.git", "feature/x", ""),
        ("git@git.example:ada/site.git", "git@git.example:ada/site.git", "", ""),
        ("git@[::1]:ada/site.git#x", "git@[::1]:ada/site.git", "x", ""),
        ("ssh://git@git.example:22/ada/site.git", "ssh://git@git.example:22/ada/site.git", "", ""),
        ("file:///srv/site.git#main:blog", "file:///srv/site.git", "main", "blog"),
        ("file:///srv/my site.git", "file:///srv/my site.git", "", ""),
        ("https://git.example/s.git#refs/heads/news", "https://git.example/s.git", "news", ""),
        (
            "https://git.example/s.git#a%2Fb:bl%C3%B6g%20x",
            "https://git.example/s.git",
            "a/b",
            "blög x",
        ),
        ("git@git.example:s.git#main:50%25", "git@git.example:s.git", "main", "50%25"),
    ],
)
def test_an_address_is_taken_apart(spelled: str, url: str, branch: str, folder: str) -> None:
    assert git_address(spelled, {}) == GitAddress(url, branch, folder)


def test_settings_give_what_the_address_leaves_out() -> None:
    settings: dict[str, str | None] = {"branch": "news", "folder": "/blog/"}
    assert str(git_address("https://g.example/s.git", settings)).endswith("#news:blog")
    assert str(git_address("https://g.example/s.git#own:x", settings)).endswith("#own:x")


@pytest.mark.parametrize("folder", [".", "..", "posts", "/srv/site", "C:x", "a#b", "a@b"])
def test_a_folder_is_no_address(folder: str) -> None:
    assert git_address(folder, {}) is None


def test_a_bare_repository_is_one_and_a_checkout_is_not(tmp_path: Path) -> None:
    for name in ("objects", "refs"):
        (tmp_path / "site.git" / name).mkdir(parents=True)
        (tmp_path / "site" / ".git" / name).mkdir(parents=True)
    (tmp_path / "site.git" / "HEAD").touch()
    (tmp_path / "site" / ".git" / "HEAD").touch()
    address = git_address(f"{tmp_path}/site.git#main:blog", {})
    assert address == GitAddress(f"{tmp_path}/site.git", "main", "blog")
    assert git_address(f"{tmp_path}/site", {}) is None


@pytest.mark.parametrize("missing", ["HEAD", "objects", "refs"])
def test_a_folder_without_all_parts_of_a_repository_is_none(tmp_path: Path, missing: str) -> None:
    for name in {"HEAD", "objects", "refs"} - {missing}:
        (tmp_path / "site.git" / name).mkdir(parents=True)
    assert git_address(f"{tmp_path}/site.git", {}) is None


@pytest.mark.parametrize(("part", "what"), [(":../{}", "folder"), ("..{}", "branch")])
def test_a_refused_part_is_shown_to_its_eightieth_character(part: str, what: str) -> None:
    spelled = part.format("x" * 100)
    with pytest.raises(ConfigurationError) as refused:
        git_address(f"https://git.example/s.git#{spelled}", {})
    assert str(refused.value).endswith(f" {spelled.removeprefix(':')[:80]!r}")
    assert what in str(refused.value)


@pytest.mark.parametrize(
    "spelled",
    [
        "ext::sh -c id",
        "fd::17",
        "ftp://git.example/site.git",
        "https:///site.git",
        "ssh://-oProxyCommand=id/site.git",
        "file://-oops/site.git",
        "file://@-",
        "file://host/site.git",
        "ssh://%2doProxyCommand=id/site.git",
        "git@-oProxyCommand=id:site.git",
        "https://git.example/s.git#--upload-pack=id",
        "https://git.example/s.git#a..b",
        "https://git.example/s.git#a b",
        "https://git.example/s.git#main:../..",
        "https://git.example/s.git#main:a//b",
        "https://git.example/s.git#main:a%00b",
        "https://git.example/s.git#main:%2e%2e/b",
        "https://git.example/s.git#main:a\nb",
        "https://git.example/s .git",
        "https://git.example/s\n.git",
        "git@git.example:s\n.git",
        "git@git.example:s\r",
        "git@git.example:s\0.git",
        "git@git.example:s\x1b[2J.git",
    ],
)
def test_what_git_could_take_for_a_program_or_an_option_is_refused(spelled: str) -> None:
    with pytest.raises(ConfigurationError):
        git_address(spelled, {})


def test_a_password_is_taken_out_of_an_address() -> None:
    settings = load(archive="https://ada:s3cret%21@git.example/site.git")
    assert settings.source
    assert settings.source.password
    assert settings.source.password.get_secret_value() == "s3cret!"
    assert settings.source.user == "ada"
    for shown in (settings.archive_name, settings.archive, settings.state_folder, settings):
        assert "s3cret" not in repr(str(shown))
    with pytest.raises(ConfigurationError) as refused:
        load(archive="ftp://ada:s3cret@git.example/site.git")
    assert "s3cret" not in str(refused.value)


_PIECES = st.sampled_from(["-o", "::", ":", "/", "@", "ext", "h", "%2d", " ", "\n", "\0", "#"])


@example("0\r", "git@h:")
@example("//-", "git@h:")
@example("%2D:0", "git@")
@given(
    st.text(max_size=40) | st.lists(_PIECES, max_size=6).map("".join),
    st.sampled_from(["", "https://", "ssh://", "file://", "git@", "git@h:"]),
)
def test_no_text_becomes_an_option_or_a_helper_of_git(text: str, start: str) -> None:
    with suppress(ConfigurationError, ValueError):  # no file system has some names
        address = git_address(start + text, {})
        if address:
            _, scheme, rest = address.url.rpartition("://")
            host = rest.partition("/" if scheme else ":")[0].rpartition("@")[2]
            assert not unquote(host).startswith("-")
            assert not address.user.startswith("-")
            assert "::" not in address.url.partition("/")[0] or address.url.startswith("git@")
            assert not any(sign in address.url for sign in "\n\r\0")


@pytest.mark.parametrize(
    ("spelled", "url", "user", "password"),
    [
        ("https://ada@g.example/s", "https://g.example/s", "ada", None),
        ("https://ada:@g.example/s", "https://g.example/s", "ada", None),
        ("https://:x@g.example/s", "https://g.example/s", "", "x"),
        ("https://a%40b:x%3Ay@g.example:8443/s", "https://g.example:8443/s", "a@b", "x:y"),
        ("HTTPS://G.example/s", "https://G.example/s", "", None),
        ("http://g.example", "http://g.example", "", None),
        ("git://g.example/s?x#main", "git://g.example/s", "", None),
        ("ssh://g.example/s", "ssh://g.example/s", "", None),
        ("ssh://ada:x@g.example/s", "ssh://ada@g.example/s", "", "x"),
        ("file:///srv/a@b", "file:///srv/a@b", "", None),
    ],
)
def test_a_name_and_a_password_stand_beside_the_address(
    spelled: str, url: str, user: str, password: str | None
) -> None:
    address = git_address(spelled, {})
    assert address
    assert (address.url, address.user) == (url, user)
    assert (address.password and address.password.get_secret_value()) == password


def test_a_bare_repository_may_have_a_hash_in_its_name(tmp_path: Path) -> None:
    for name in ("HEAD", "objects", "refs"):
        (tmp_path / "a#b.git" / name).mkdir(parents=True)
    assert git_address(f"{tmp_path}/a#b.git", {}) == GitAddress(f"{tmp_path}/a#b.git")
    assert git_address(f"{tmp_path}/a#b", {}) is None


def test_who_asks_for_a_repository_makes_no_other_archive_of_it() -> None:
    plain, named, of_branch = (
        git_address(f"https://{spelled}", {})
        for spelled in ("g.example/s.git", "ada:x@g.example/s.git", "g.example/s.git#main")
    )
    assert plain
    assert named
    assert of_branch
    assert plain.digest == named.digest != of_branch.digest


def test_two_parts_of_a_repository_have_state_folders_of_their_own() -> None:
    one = load(archive="https://git.example/site.git#main:blog").state_folder
    two = load(archive="https://git.example/site.git#main:news").state_folder
    assert one != two
    assert one.name.startswith("site-")
