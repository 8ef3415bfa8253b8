"""Settings that are wrong are named: where they stand, what is wrong, what may have been meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feeds.errors import ConfigurationError
from service.cli import main
from service.settings import setting_faults
from service.settings.loading import load
from service.settings.permalink import check_permalink
from service.settings.refresh import RefreshSettings
from service.settings.setting_faults import SettingsError
from service.settings.settings import Settings
from service.settings.storage_address import DATABASES, QUEUES, check_storage_address
from service.settings.toml_lines import key_lines
from service.settings.web_address import (
    check_authority,
    check_base_address,
    check_host,
    check_mail_address,
    check_web_address,
)
from tests.conftest import write


def refusal(archive: Path, toml: str = "", **environment: str) -> str:
    write(archive, "postwire.toml", toml)
    result = CliRunner().invoke(main, ["feeds", str(archive)], env=environment)
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    assert "urlopen" not in line
    assert "pydantic" not in line
    return line.replace(f"{archive}/", "")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("\n# a word\ntitel = 'x'", "postwire.toml:3: unknown setting 'titel': did you mean 'tit"),
        ("[attribution]\noutlet_tags = 'x'", "toml:2: unknown setting 'attribution.outlet_tags'"),
        (
            "[attribution.outlets.'a.b']\nurl='https://a.example'\nfed='x'",
            "toml:3: unknown setting 'attribution.outlets.a.b.fed': did you mean 'feed'?",
        ),
        ("attribution.outlets.b = {urll = 'x'}", "postwire.toml:1: unknown setting"),
        (
            "[[attribution.body]]\nfield='outlet'\npattern='x'\n[[attribution.body]]\n"
            "field='outlet'\npattern='''\nx\n'''\nwithinn=3",
            "postwire.toml:9: unknown setting 'attribution.body.1.withinn': did you mean 'within'",
        ),
        (
            "[[attribution.body]]\nfield = 'outlet'",
            "setting attribution.body.0.pattern (postwire.toml:1): is missing",
        ),
        (
            "[names.categry]\na = 'b'",
            "setting names.categry (postwire.toml:1): 'categry' is none of 'site', 'category',",
        ),
        ("xyzzy = 1", "postwire.toml:1: unknown setting 'xyzzy'"),
        ("port = 'high'", "setting port (postwire.toml:1): 'high' is no whole number"),
        ("\nport = 70000", "setting port (postwire.toml:2): 70000 is more than 65535"),
        ("drafts = 'maybe'", "'maybe' is neither true nor false"),
        ("kind = 'wordpress'", "'wordpress' is none of jekyll, zola, hugo, folder"),
        ("content = 'half'", "'half' is none of 'full' or 'summary'"),
        ("title = 3", "setting title (postwire.toml:1): 3 is no text"),
        ("lease_min_seconds = 99999999", "lease_min_seconds is larger"),
        ("icon = '/icon.png'", "'/icon.png' is no http(s) address with a host"),
        ("logo = 'http://a.example:99999/'", "is no address: its port is no number up to 65535"),
        ("timezone = 'Europe/Lissabon'", "is no time zone: did you mean 'Europe/Lisbon'?"),
        ("timezone = '?'", "'?' is no time zone: 'Europe/Lisbon' is one"),
        ("logo = 'news.example/logo.png'", "no http(s) address"),
        ("tag_authority = 'https://news.example'", "is no host"),
        ("base_url = 'https://news.example/?feed='", "no path can follow it"),
        ("base_url = 'https://me:secret@news.example'", "would stand in every feed"),
        ("[attribution.outlets.b]\nurl = 'b.example'", "(postwire.toml:2): 'b.example' is no http"),
        ("base_url = 'http://http://news.example'", "no http(s) address with a host"),
        ("base_url = 'https://news.example/a/../b'", "which clients take away"),
        ("base_url = 'https://news.example//b'", "which clients take away"),
        ("language = 'e'", "(postwire.toml:1): 'e' is no language: 'en' is one"),
        ("page_language = 'Browser'", "'Browser' is no language"),
        ("email = 'me'", "'me' is no address of electronic mail"),
        ("permalink = '/:yaer/:title/'", "in ':yaer': did you mean ':year'?"),
        ("permalink = 'pretty'", "is no pattern of paths: '/:year/:month/:title/' is one"),
        ("permalink = 'https://news.example/:title/'", "is no pattern of paths"),
        ("tombstones = 99999999999", "is more than 36500"),
        ("cache_bytes = 99999999999999999999", "is more than 9007199254740992"),
        ("lease_max_seconds = 99999999999", "is more than 3162240000"),
        (
            "refresh_alarm_seconds = inf",
            "(postwire.toml:1): inf is no number",
        ),
        ("\nport = true", "setting port (postwire.toml:2): 'true' is no value of this setting"),
        ("Port = 80", "postwire.toml:1: unknown setting 'Port': did you mean 'port'?"),
        ("timezone = 'CEST'", "'CEST' is no time zone: 'Europe/Lisbon' is one"),
        ("title = 'x", "postwire.toml:1: this is no TOML"),
        ("title = 'x'\ntitle = 'y'", "postwire.toml:2: this is no TOML"),
    ],
)
def test_a_wrong_setting_in_a_file_is_named_with_its_line(
    archive: Path, toml: str, words: str
) -> None:
    assert words in refusal(archive, toml)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("POSTWIRE_TITEL", "x", "unknown setting: did you mean 'POSTWIRE_TITLE'?"),
        ("POSTWIRE_BASEURL", "https://x.example", "did you mean 'POSTWIRE_BASE_URL'?"),
        ("postwire_TITEL", "x", "unknown setting: did you mean 'postwire_title'?"),
        ("POSTWIRE_XYZZY", "x", "POSTWIRE_XYZZY: unknown setting"),
        ("POSTWIRE_CALLBACK_PORTS", "80,none", "'none' is no port or range of ports"),
        ("POSTWIRE_CALLBACK_PORTS", "80-", "'80-' is no port or range of ports"),
        ("POSTWIRE_NAMES", "{", "POSTWIRE_NAMES: no JSON"),
        ("POSTWIRE_HOST", "0.0.0.0:8000", "is no address to listen on: '127.0.0.1' is one"),
        ("POSTWIRE_HOST", "[::]", "'[::]' is no address to listen on"),
        ("POSTWIRE_HOST", "", "'' is no address to listen on"),
        ("POSTWIRE_HOST", "256.1.1.1", "'256.1.1.1' is no address to listen on"),
        (
            "POSTWIRE_REFRESH_TOKEN",
            "geheimnißvoll",
            "(POSTWIRE_REFRESH_TOKEN): no header can carry it",
        ),
        ("POSTWIRE_DATABASE_URL", "hub.sqlite", "(POSTWIRE_DATABASE_URL): it is no address of"),
        ("POSTWIRE_DATABASE_URL", "postgresql://me:a@b@c/d", "write %40, %23, %2F"),
        ("POSTWIRE_DATABASE_URL", "postgresql://c:port/d", "its port is no number"),
        ("POSTWIRE_QUEUE_URL", "127.0.0.1:6379", "redis://HOST:6379/0 is one"),
        ("POSTWIRE_WORKERS", "0", "setting workers (POSTWIRE_WORKERS): '0' is less than 1"),
        ("POSTWIRE_EXTERNAL_HUBS", "https://a.example/ b.example", "'b.example' is no http(s)"),
    ],
)
def test_a_wrong_variable_is_named(archive: Path, variable: str, value: str, words: str) -> None:
    line = refusal(archive, "", **{variable: value})
    assert words in line
    assert variable in line


def test_a_name_that_nothing_is_near_to_has_no_guess_behind_it(archive: Path) -> None:
    for name in ("xyzzy", "Xyzzy"):
        assert refusal(archive, f"{name} = 1").endswith(f"unknown setting {name!r}")
    write(archive, "postwire.toml", "")
    assert refusal(archive, "", POSTWIRE_XYZZY="x").endswith("POSTWIRE_XYZZY: unknown setting")


def test_one_line_says_how_many_more_faults_there_are() -> None:
    more = " more: see `postwire config --check`)"
    said = [str(SettingsError(faults)) for faults in (["a"], ["a", "b"], ["a", "b", "c"])]
    assert said == ["a", f"a (and 1{more}", f"a (and 2{more}"]


def test_values_at_their_bounds_are_taken(archive: Path) -> None:
    century = 100 * 366 * 86_400
    write(
        archive,
        "postwire.toml",
        "lease_min_seconds = 7\nlease_max_seconds = 7\npage_language = 'browser'\n"
        f"pull_seconds = {century}\ncache_bytes = {2**53}\ntombstones = 36500\nport = 65535\n",
    )
    settings = load(archive=archive, config=archive / "postwire.toml")
    assert (settings.lease_min_seconds, settings.lease_max_seconds) == (7, 7)
    assert settings.page_language == "browser"
    assert (settings.pull_seconds, settings.cache_bytes) == (century, 2**53)
    assert "'browser' is no language" in refusal(archive, "language = 'browser'")
    assert refusal(archive, f"cache_bytes = {2**53 + 1}").endswith(f"is more than {2**53}")
    line = refusal(archive, f"lease_max_seconds = {century + 1}")
    assert line.endswith(f"{century + 1} is more than {century}")


@pytest.mark.parametrize(
    ("schemes", "good", "bad"),
    [
        (
            DATABASES,
            "postgresql://h/d postgresql+psycopg://h/d postgres:///d postgresql://u:p@h:1/d@x?y=@@z",
            "postgresql:/h redis://h/0 sqlite://h h postgresql://u:p@x@h/d postgresql://h/d#x"
            " postgresql://h:x/d postgresql://h:65536/d postgresql://[h/d",
        ),
        (QUEUES, "redis://h:6379/0 rediss://:p@h/0 postgres://h/d", "amqp://h 127.0.0.1:6379"),
    ],
)  # fmt: skip
def test_what_is_taken_for_the_address_of_a_database_or_a_queue(
    schemes: tuple[str, ...], good: str, bad: str
) -> None:
    for address in good.split():
        assert check_storage_address(address, schemes, "x") == address
    for address in ("", *bad.split()):
        with pytest.raises(ValueError, match=r"it is no address|has '@'|its port is no"):
            check_storage_address(address, schemes, "x")


def test_a_secret_is_one_that_a_header_can_carry() -> None:
    def refused(name: str, value: str) -> str:
        try:
            RefreshSettings.model_validate({name: value})
        except ValidationError as error:
            return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        return ""

    empty = "an empty secret would open nothing: give one, or leave it out"
    unfit = "no header can carry it: take letters, digits and signs of ASCII"
    secrets = ("refresh_token", "webhook_secret", "webhook_former_secret")
    assert [refused(name, value) for name in secrets for value in ("", " ")] == [empty] * 6
    assert [refused("refresh_token", value) for value in ("x", "a b", "~!")] == [""] * 3
    assert [refused("refresh_token", value) for value in (" x", "x ", "é", "a\nb")] == [unfit] * 4
    assert refused("webhook_secret", " é ") == ""
    for secrets_given, both in (
        ({}, ()),
        ({"webhook_secret": "a"}, ("a",)),
        ({"webhook_former_secret": "b"}, ("b",)),
        ({"webhook_secret": "a", "webhook_former_secret": "b"}, ("a", "b")),
    ):
        assert RefreshSettings.model_validate(secrets_given).webhook_secrets == both


def test_a_pattern_of_paths_has_placeholders_of_jekyll() -> None:
    for pattern in ("/:year/:title/", "/:titles", ":slug"):
        assert check_permalink(pattern) == pattern
    for pattern, words in (
        ("/:yaer/", "'/:yaer/' has no placeholder of Jekyll's in ':yaer': did you mean ':year'?"),
        ("/:qqqqq/:title/", "'/:qqqqq/:title/' has no placeholder of Jekyll's in ':qqqqq'"),
        ("/a/", "'/a/' is no pattern of paths: '/:year/:month/:title/' is one"),
        ("x://:title", "'x://:title' is no pattern of paths: '/:year/:month/:title/' is one"),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            check_permalink(pattern)


def test_what_has_no_words_of_ours_is_said_in_those_of_the_library() -> None:
    details = {"type": "odd", "msg": "Input is odd", "input": "x" * 300}
    assert setting_faults._reason(details, hidden=True) == "its value cannot be used: Input is odd"
    shown = setting_faults._reason(details, hidden=False)
    assert shown == f"'{'x' * 199} cannot be used: Input is odd"


def test_of_a_name_that_is_no_time_zone_a_hundred_characters_are_shown(archive: Path) -> None:
    line = refusal(archive, f"timezone = '{'?' * 101}'")
    assert line.endswith(f": '{'?' * 100}' is no time zone: 'Europe/Lisbon' is one")


def test_a_pattern_has_a_thousand_characters_at_most(archive: Path) -> None:
    def settings_with(length: int) -> str:
        return f"[[attribution.body]]\nfield = 'outlet'\npattern = '{'x' * length}'"

    assert refusal(archive, settings_with(1001)).endswith("is longer than 1000 characters")
    write(archive, "postwire.toml", settings_with(1000))
    (rule,) = load(archive=archive).attribution.body or ()
    assert rule.pattern == "x" * 1000


@pytest.mark.parametrize(
    "name", ["refresh_token", "webhook_secret", "git_token", "database_url", "queue_url"]
)
def test_no_secret_stands_in_a_message(archive: Path, name: str) -> None:
    config = write(archive, "of-mine.toml", f"{name} = 12345678")
    result = CliRunner().invoke(main, ["feeds", str(archive), "--config", str(config)])
    assert result.exit_code == 2
    assert result.stderr == f"postwire: setting {name} ({config}:1): its value is no text\n"


def test_a_file_too_large_to_be_one_is_refused(archive: Path) -> None:
    assert "larger" in refusal(archive, "#" * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    "address",
    ["http://a b.example", "https://a.example:99999", "https://a.example:x", "http://[::1",
     "http://-.example", "https://a..example", "https://a.example/<b>", "http:///a"],
)  # fmt: skip
def test_what_no_client_can_open_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        check_web_address(address)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://[::1]:8000/a", "https://新闻.example/路", "http://a_b.c.d/",
     "https://example.org./x?y=z"],
)  # fmt: skip
def test_what_clients_open_is_an_address(address: str) -> None:
    assert check_web_address(address) == address


def test_words_about_options_name_the_option(archive: Path) -> None:
    with pytest.raises(ConfigurationError, match="setting port \\(--port\\): 70000 is more"):
        load(archive=archive, port=70000)


def test_lines_are_those_of_the_keys() -> None:
    text = """# first
a = 1
b.c = [
  {d = 1},
]
[e."f.g"]
h = '''
a = 2
[x]
'''
i = 3
[[k]]
l = 1
[k.m]
n = 1
[[k]]
l = 2
"""
    lines = key_lines(text)
    expected = {
        ("a",): 2, ("b", "c"): 3, ("b", "c", 0, "d"): 3, ("e",): 6, ("e", "f.g"): 6,
        ("e", "f.g", "h"): 7, ("e", "f.g", "i"): 11, ("k",): 12, ("k", 0, "l"): 13,
        ("k", 0, "m", "n"): 15, ("k", 1, "l"): 17,
    }  # fmt: skip
    assert expected.items() <= lines.items()
    assert ("x",) not in lines


@given(st.lists(st.sampled_from([
    "[a]", "[[b]]", "[b.c]", "[[b.d]]", "[a.'x y']", "k = 1", 'l = "x"', "m = [\n1,\n2]", "# c", "",
    "n.o = {p = [1, {q = 2}]}", "r = '''\n[s]\n'''", "t = ", "]", "=",
]), max_size=12))  # fmt: skip
def test_every_key_of_a_document_has_a_line_that_names_it(parts: list[str]) -> None:
    text = "\n".join(parts)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    for path in paths(document):
        name = next(part for part in reversed(path) if isinstance(part, str))
        assert name in text.split("\n")[lines[path] - 1]


def paths(value: object, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        items = list(enumerate(value))
    inner = [path for name, one in items for path in paths(one, (*before, name))]
    return [(*before, name) for name, _ in items if isinstance(name, str)] + inner


def test_every_setting_is_known_by_its_variable() -> None:
    for name in Settings.model_fields:
        variable = f"POSTWIRE_{name.upper()}"
        (line,) = setting_faults.unknown_variables(
            {f"{name}x": f"{variable}X"}, Settings.model_fields
        )
        assert line == f"{variable}X: unknown setting: did you mean '{variable}'?"


def test_a_file_of_windows_begins_with_a_mark(archive: Path) -> None:
    (archive / "postwire.toml").write_bytes(b"\xef\xbb\xbftitle = 'x'\r\nport = 80\r\n")
    assert load(archive=archive).port == 80


def test_a_name_in_capitals_decides_nothing_that_the_file_may_not(archive: Path) -> None:
    """Names of variables are of any case, and the library takes those of a file so, too."""
    for name in ("REFRESH_TOKEN", "Host", "External_Hubs", "ALLOW_PRIVATE_CALLBACKS"):
        line = refusal(archive, f"{name} = 'x'")
        assert f"unknown setting {name!r}: did you mean {name.lower()!r}?" in line


def test_a_path_in_a_file_may_begin_in_the_home_folder(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("POSTWIRE_STATE", "~/state")
    assert load(archive=archive).state_folder == tmp_path / "state"
    monkeypatch.setenv("POSTWIRE_STATE", "")
    assert load(archive=archive).state is None, "it is not the current folder"


@pytest.mark.parametrize(("lines", "has_a_place"), [(199, True), (200, False)])
def test_a_statement_of_two_hundred_lines_has_no_known_place(lines: int, has_a_place: bool) -> None:
    """It is read again with each further line."""
    text = "a = [\n" + "1,\n" * (lines - 1) + "]\nb = 2"
    assert (key_lines(text).get(("b",)) == lines + 2) == has_a_place


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\n# a\n  # b\nx = 1", {("x",): 4}),
        ("x.y = 1\nx.z = 2", {("x",): 1, ("x", "y"): 1, ("x", "z"): 2}),
        ("[a]\nb = 1\n[a.c]\nd = 2", {("a",): 1, ("a", "b"): 2, ("a", "c"): 3, ("a", "c", "d"): 4}),
        (
            "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3",
            {("a",): 1, ("a", 0): 1, ("a", 0, "b"): 2, ("a", 1): 3, ("a", 1, "b"): 4}
            | {("a", 1, "c"): 5, ("a", 1, "c", "d"): 6},
        ),
        ("x = [\n 1,\n]", {("x",): 1, ("x", 0): 1}),
        ("x = {y = [1]}", {("x",): 1, ("x", "y"): 1, ("x", "y", 0): 1}),
    ],
)  # fmt: skip
def test_each_key_has_the_line_of_its_statement(
    text: str, lines: dict[tuple[str | int, ...], int]
) -> None:
    assert key_lines(text) == lines


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            check_web_address,
            "http://a https://A.example:65535/x?y#z https://[::1]/ http://_x.example https://é.example"
            f" https://a.{'b' * 63} https://a.example.",
            "a.example ftp://a.example https:// https:///a http://a:0 http://a:65536 http://a:"
            " http://http://a https://a/< https://[ https://-a https://a- https://a..b https://_"
            f" https://a/{{x}} https://a.{'b' * 64}",
        ),
        (
            check_base_address,
            "https://a.example/b/c https://a.example",
            "https://a? https://a# https://a/?b https://a/#b https://x@a https://x:y@a https://a//b"
            " https://a/../b https://a/./b a",
        ),
        (
            check_host,
            "127.0.0.1 :: localhost a-b.example 0.0.0.0",
            "127.0.0.1:80 1.2.3 -a 999.1.1.1 http://a",
        ),
        (check_mail_address, "me@news.example a@b", "me @b a@ a@b@c"),
        (
            check_authority,
            "news.example me@news.example a",
            "https://news.example news.example/a me@ a@-b a<@news.example",
        ),
    ],
)  # fmt: skip
def test_what_is_taken_for_an_address_in_the_settings(
    check: Callable[[str], str], good: str, bad: str
) -> None:
    for address in good.split():
        assert check(address) == address
    for address in ("", "a b", *bad.split()):
        with pytest.raises(ValueError, match=r"is no|has|ends in|would stand"):
            check(address)
