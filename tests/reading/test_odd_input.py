"""Each file of an archive is served, left out for a reason, or reported, whatever it holds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds.archive import Archive, Options, Reading, open_archive
from feeds.archive.faults import CODES
from feeds.archive.front_matter import Document
from feeds.archive.kinds import KINDS
from feeds.archive.pipeline import Draft, readings
from feeds.archive.reading import Stat
from feeds.index.codec import decode, encode
from feeds.index.rows import packed, row_of, unpacked
from feeds.model import Post
from tests.conftest import CONFIG, text_of, write

NOWHERE = Path("/nowhere/at/all")
NAME = "_posts/2022-03-14-a.md"
LETTERS = tuple(zip("abcdef", "bcdefg", strict=True))
GOOD = '---\ntitle: "标题"\ndate: 2022-03-14 21:08:48 +0800\ncategories: a\n---\n正文。\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    root = tmp_path_factory.mktemp("odd")
    write(root, "_config.yml", CONFIG)
    return open_archive(root)


def codes(reading: Reading) -> list[str]:
    return [fault.code for fault in reading.faults]


def served(reading: Reading) -> Post:
    assert reading.post is not None, reading
    return reading.post


def front(*lines: str) -> bytes:
    return "\n".join(("---", *lines, "---", "正文。")).encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (GOOD.encode("utf-8-sig"), []),
        (GOOD.replace("\n", "\r\n").encode(), []),
        (GOOD.replace("\n", "\r").encode(), []),
        (GOOD.encode("utf-16"), ["R04"]),
        (GOOD.encode("utf-16-le"), ["R04"]),
        (GOOD.encode("utf-16-be"), ["R04"]),
        (GOOD.encode("gb18030"), ["R04"]),
        (GOOD.replace("标", "\0标\b").encode(), ["R06"]),
    ],
    ids=["bom", "crlf", "cr", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "nul"],
)
def test_an_encoding_that_is_certain_is_read(
    site: Archive, data: bytes, expected: list[str]
) -> None:
    reading = site.read_bytes(NAME, data)
    assert served(reading).title == "标题"
    assert codes(reading) == expected
    assert [fault.line for fault in reading.faults] == [1] * len(expected)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        ("---\ntitle: é\n---\ncafé".encode("latin-1"), "E03", 2),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "E03", 1),
        (b"---\ntitle: a\n\ntext", "E04", 1),
        (b"---\ntitle: a\nb: [c\n---\n", "E05", 4),
        (b"---\njust words\n---\n", "E06", 2),
        (b"---\ntitle: a\ndate: soon\n---\n", None, 3),
    ],
)
def test_an_unreadable_part_is_reported_at_its_line(
    site: Archive, data: bytes, code: str | None, line: int
) -> None:
    reading = site.read_bytes(NAME, data)
    assert [(fault.code, fault.line) for fault in reading.faults] == [(code or "R03", line)]
    assert reading.broken == (code is not None)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "E08"), (b"\n", "E08"), (b"words alone", "R02"), (b"\n---\ntitle: a\n---\n", "R02")],
)
def test_a_file_without_front_matter_is_all_text(site: Archive, data: bytes, code: str) -> None:
    """Jekyll 4.3 makes a page of each file in `_posts` whose name begins with a date."""
    reading = site.read_bytes(NAME, data)
    assert codes(reading) == [code]
    assert (reading.post is None) == (code == "E08")


def test_of_a_key_that_stands_twice_the_last_counts(site: Archive) -> None:
    assert served(site.read_bytes(NAME, front("title: a", "title: b"))).title == "b"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: 007", "007"),
        ("title: yes", "yes"),
        ("title: 2022-03-14", "2022-03-14"),
        ("title: 1.50", "1.50"),
    ],
)
def test_a_title_is_the_text_that_was_written(site: Archive, line: str, title: str) -> None:
    assert served(site.read_bytes(NAME, front(line))).title == title


@pytest.mark.parametrize("line", ["title: [a, b]", "title:", 'title: ""', "title: ~", "x: y"])
def test_a_title_that_is_no_text_is_taken_from_the_body(site: Archive, line: str) -> None:
    reading = site.read_bytes(NAME, front(line))
    assert served(reading).title == "正文。"
    assert codes(reading) == ["R02"]


def test_a_post_with_neither_title_nor_text_is_broken(site: Archive) -> None:
    assert codes(site.read_bytes(NAME, b"---\nx: y\n---\n")) == ["E08"]


@pytest.mark.parametrize(
    ("line", "title", "code"),
    [
        ('title: "他说"好"了"', '他说"好"了', "R01"),
        (r'title: "C:\dir"', r"C:\dir", "R01"),
        ("title: 评论: 一", "评论: 一", "R08"),
        ("title: [视频] 一", "[视频] 一", "R08"),
        ("title: @一", "@一", "R08"),
    ],
)
def test_a_title_that_yaml_cannot_take_is_recovered(
    site: Archive, line: str, title: str, code: str
) -> None:
    reading = site.read_bytes(NAME, front("layout: post", line))
    assert served(reading).title == title
    assert [(fault.code, fault.line) for fault in reading.faults] == [(code, 3)]


def test_tabs_before_items_stand_for_spaces(site: Archive) -> None:
    reading = site.read_bytes(NAME, front("title: a", "tags:", "\t- b", "\t- c"))
    assert served(reading).tags == ("b", "c")
    assert [(fault.code, fault.line) for fault in reading.faults] == [("R09", 4)]


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("date: 2022-03-15 21:08", datetime(2022, 3, 15, 13, 8, tzinfo=UTC)),
        ("date: 20220315", datetime(2022, 3, 14, 16, tzinfo=UTC)),
        ("date: 2022-03-15T21:08:48Z", datetime(2022, 3, 15, 21, 8, 48, tzinfo=UTC)),
        ("date: [2022-03-15]", datetime(2022, 3, 14, 16, tzinfo=UTC)),
    ],
)
def test_a_date_in_any_form_is_read(site: Archive, date: str, when: datetime) -> None:
    reading = site.read_bytes(NAME, front("title: a", date))
    assert served(reading).published == when
    assert not reading.faults


@pytest.mark.parametrize(
    "date", ["+0800", "0000-01-01", "9999-12-31 23:59:59 -0800", "2022-02-32", "now", "99999999"]
)
def test_a_bad_date_falls_back_to_the_file_name(site: Archive, date: str) -> None:
    data = front("title: a", f"date:  {date}")
    reading = site.read_bytes(NAME, data)
    assert served(reading).published == datetime(2022, 3, 13, 16, tzinfo=UTC)
    assert [(fault.code, fault.line) for fault in reading.faults] == [("R03", 3)]
    nameless = site.read_bytes("_posts/-202205262391921712.md", data)
    assert nameless.excluded


def test_a_bad_date_without_one_in_the_name_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ntitle: a\ndate: 2022-02-30\n---\n")
    reading = open_archive(tmp_path, Options(kind="folder")).read("a.md")
    assert [(fault.code, fault.line) for fault in reading.faults] == [("E07", 3)]


def test_a_bad_date_of_a_change_is_ignored(site: Archive) -> None:
    reading = site.read_bytes(NAME, front("title: a", "x: y", "updated: someday"))
    assert served(reading).updated is None
    assert [(fault.code, fault.line) for fault in reading.faults] == [("R07", 4)]


def test_terms_may_hold_anything_that_prints(site: Archive) -> None:
    names = ["Web", "web", "a b", "a/b", "web3.0", "📈", "100%"]
    listed = ", ".join(f'"{name}"' for name in names)
    reading = site.read_bytes(NAME, front("title: a", f"tags: [{listed}, null, '']"))
    assert list(served(reading).tags) == names


def test_a_billion_laughs_and_unsafe_tags_are_harmless(site: Archive) -> None:
    laughs = [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 50)}]" for n in range(1, 20)]
    reading = site.read_bytes(
        NAME, front("title: a", "a0: &a0 ha", *laughs, "b: !!python/object/apply:os.abort []")
    )
    assert served(reading).title == "a"


@pytest.mark.parametrize(
    "matter",
    [
        "---\na: " + "[" * 400_000,
        "---\n" + "- " * 400_000,
        "---\n" + "{a: " * 200_000,
        '{\n"a": ' + "[" * 400_000,
        "+++\na = " + "[" * 400_000,
        "+++\n" + "a." * 400_000 + "b = 1",
    ],
    ids=["flow", "block", "mappings", "json", "toml", "toml-keys"],
)
def test_endless_nesting_is_reported(site: Archive, matter: str) -> None:
    closed = matter + ("\n+++\n" if matter.startswith("+") else "\n---\n")
    assert codes(site.read_bytes(NAME, closed.encode())) == ["E05"]


@pytest.mark.parametrize(
    "shard",
    [
        "x",
        "[",
        '"',
        "# ",
        "<!--",
        "<h1>",
        "（文章来源：",
        "[返回",
        "{{",
        "{%",
        "\\",
        " ",
        "&",
        "\0",
    ],
)
@pytest.mark.parametrize(
    "start", ["", "---\ntitle: ", "---\ntitle: a\n---\n", "---\nx: y\n---\n# "]
)
def test_a_line_of_a_megabyte_is_read_to_its_end(site: Archive, start: str, shard: str) -> None:
    reading = site.read_bytes(NAME, (start + shard * (1_000_000 // len(shard))).encode())
    assert reading.digest


def test_a_file_beyond_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    with write(tmp_path, NAME, "").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert codes(open_archive(tmp_path).read(NAME)) == ["E02"]
    assert codes(open_archive(tmp_path, Options(largest_file=1024)).read(NAME)) == ["E02"]


def test_links_out_of_the_archive_loops_and_pipes_are_passed_over(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/2022-03-14-x.md", GOOD)
    root = tmp_path / "site"
    write(root, "_config.yml", CONFIG)
    good = write(root, NAME, GOOD)
    (root / "_posts/2022-03-14-out.md").symlink_to(outside)
    (root / "_posts/loop").symlink_to(root / "_posts")
    (root / "_posts/2022-03-14-self.md").symlink_to(root / "_posts/2022-03-14-self.md")
    (root / "_posts/2022-03-14-in.md").symlink_to(good)
    os.mkfifo(root / "_posts/2022-03-14-pipe.md")
    archive = open_archive(root)
    assert [stat.path for stat in archive.files()] == [NAME, "_posts/2022-03-14-in.md"]
    for path in ("2022-03-14-out.md", "2022-03-14-self.md", "2022-03-14-pipe.md", "loop/x.md"):
        assert archive.look(f"_posts/{path}") is None


def test_a_file_that_cannot_be_opened_is_reported(site: Archive) -> None:
    (site.root / "_posts/2022-03-14-folder.md").mkdir(parents=True)
    assert codes(site.read("_posts/2022-03-14-folder.md")) == ["E01"]


def test_a_name_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, NAME, GOOD)
    odd = os.fsencode(tmp_path / "_posts") + b"/2022-03-14-\xff.md"
    with open(odd, "wb") as file:
        file.write(GOOD.encode())
    archive = open_archive(tmp_path)
    paths = [stat.path for stat in archive.files()]
    assert paths == [NAME, "_posts/2022-03-14-\\xff.md"]
    assert "not in UTF-8" in archive.read(paths[1]).faults[0].message


@pytest.mark.parametrize(
    "name", ["2022-03-14-一二.md", "2022-03-14-привет 🌊.md", "2022-03-14-é#?.md"]
)
def test_names_in_any_script_are_read(tmp_path: Path, name: str) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, f"_posts/{name}", GOOD)
    archive = open_archive(tmp_path)
    (stat,) = archive.files()
    assert served(archive.read(stat.path)).permalink.isascii()


_VALUES = st.text(max_size=30) | st.sampled_from(
    [
        "2022-03-14",
        "[a, b]",
        "{a: b}",
        "*x",
        "&x [*x]",
        "!!set {a}",
        '"\\0"',
        "|",
        "http://[",
        "<b>",
    ]
)
_KEYS = st.sampled_from(
    [
        "title",
        "date",
        "tags",
        "categories",
        "author",
        "source",
        "source_url",
        "image",
        "enclosure",
        "slug",
        "permalink",
        "url",
        "rights",
        "license",
        "aliases",
        "lang",
        "updated",
        "podcast",
    ]
)
_FENCES = st.sampled_from([("---", ": ", "---"), ("+++", " = ", "+++"), ("---", ":", "...")])


@st.composite
def _files(draw: st.DrawFn) -> bytes:
    """Bytes that look more or less like a post."""
    opening, between, closing = draw(_FENCES)
    lines = draw(st.lists(st.tuples(_KEYS, _VALUES), max_size=8))
    matter = "\n".join(key + between + value for key, value in lines)
    body = draw(st.text(max_size=60))
    return f"{opening}\n{matter}\n{closing}\n{body}".encode("utf-8", "replace")


@given(st.binary(max_size=300) | _files(), st.sampled_from(sorted(KINDS)))
def test_reading_any_bytes_gives_a_post_a_reason_or_a_fault(data: bytes, kind: str) -> None:
    archive = Archive(NOWHERE, KINDS[kind].open(NOWHERE, Options()), Options())
    reading = archive.read_bytes("content/_posts/2022-03-14-a.md", data)
    row = row_of(Stat(reading.path, 0, len(data)), reading, datetime(2023, 1, 1, tzinfo=UTC))
    assert all(fault.code in CODES and fault.line > 0 for fault in reading.faults)
    assert "E09" not in codes(reading)
    assert reading.post or reading.excluded or reading.faults
    if reading.post:
        assert reading.post.permalink.startswith("/")
        assert reading.post.permalink.isascii()
        assert reading.post.title
        # Aliases have a table of their own.
        assert decode(reading.path, encode(reading.post)) == replace(reading.post, aliases=())
    "".join(str(field) for field in row).encode()
    assert unpacked(packed([row])) == [row]


_TEXTS = st.text("a/é\0\n\ud800\udc00", max_size=4)  # halves of surrogate pairs have escapes
_JSON_KEYS = (
    "title", "redirect_from", "permalink", "slug", "categories", "tags", "summary", "description",
    "lang", "image", "author", "source", "source_url", "rights", "license", "enclosure", "date",
)  # fmt: skip


@given(st.sampled_from(_JSON_KEYS), _TEXTS, st.sampled_from(sorted(KINDS)))
def test_any_character_of_a_json_escape_can_be_stored(key: str, text: str, kind: str) -> None:
    archive = Archive(NOWHERE, KINDS[kind].open(NOWHERE, Options()), Options())
    for value in (text, [f"http://a.example/{text}"], {"url": text, "name": text}):
        data = "{\n" + json.dumps({"title": "a", key: value})[1:] + "\n文。"
        reading = archive.read_bytes("content/_posts/2022-03-14-a.md", data.encode())
        row = row_of(Stat(reading.path, 0, 0), reading, datetime(2023, 1, 1, tzinfo=UTC))
        assert unpacked(packed([row])) == [row]


@pytest.mark.long
@given(st.lists(st.binary(max_size=100) | _files(), max_size=12), st.sampled_from(sorted(KINDS)))
def test_a_file_is_read_the_same_beside_any_other_files(files: list[bytes], kind: str) -> None:
    archive = Archive(NOWHERE, KINDS[kind].open(NOWHERE, Options()), Options())
    named = [(f"content/_posts/2022-03-14-{at}.md", data) for at, data in enumerate(files)]
    together = readings([Draft(*each) for each in named], archive.kind, archive.options)
    assert together == [archive.read_bytes(*each) for each in named]


def test_files_read_together_come_in_their_order_with_those_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    large = GOOD + "正" * 200_000  # a few of them are as many bytes as are held at a time
    paths = [f"_posts/2022-03-14-{at:03}.md" for at in range(80)]
    for at, path in enumerate(paths):
        write(tmp_path, path, large if at % 9 == 0 else "---\n" if at % 7 == 0 else GOOD)
    (tmp_path / paths[40]).unlink()
    results = list(open_archive(tmp_path).read_all(paths))
    assert [reading.path for reading in results] == paths
    assert codes(results[40]) == ["E01"]
    assert [at for at, reading in enumerate(results) if not reading.post] == [
        at for at in range(80) if at == 40 or (at % 7 == 0 and at % 9)
    ]


@pytest.mark.parametrize(
    ("size", "count"),  # bytes of each file, and how many are held
    [(0, 200), (5000, 200), (400_000, 3), (500_000, 3), (1_000_001, 1)],
)
def test_two_hundred_files_or_a_megabyte_of_them_are_held_at_a_time(
    tmp_path: Path, size: int, count: int
) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_posts/2022-03-14-a.md", "x" * size)
    opened: list[str] = []

    def paths() -> Iterator[str]:
        for _ in range(count + 1):
            opened.append("_posts/2022-03-14-a.md")
            yield opened[-1]

    results = open_archive(tmp_path).read_all(paths())
    next(results)
    assert len(opened) == count
    assert len(list(results)) == count


def test_a_failure_that_nobody_foresaw_costs_its_own_file_alone(
    site: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, other = type(site.kind).facts, "_posts/2022-03-14-b.md"

    def failing(kind: object, path: str, document: Document) -> object:
        if path == other:
            raise ZeroDivisionError("by nothing")
        return facts(site.kind, path, document)  # type: ignore[arg-type]

    monkeypatch.setattr(type(site.kind), "facts", failing)
    drafts = [Draft(path, front("title: 一")) for path in (NAME, other)]
    whole, failed = readings(drafts, site.kind, site.options)
    assert served(whole)
    assert [fault.at(failed.path) for fault in failed.faults] == [
        f"{other}:1: E09: ZeroDivisionError: by nothing"
    ]


def test_authors_nested_in_each_other_are_none(site: Archive) -> None:
    deep = f'{{\n"title": "a", "authors": {"[" * 400}"甲"{"]" * 400}\n}}\n文'
    assert served(site.read_bytes(NAME, deep.encode())).attribution.bylines == ()
    aliases = [f"{key}: &{key} [{', '.join([f'*{before}'] * 20)}]" for before, key in LETTERS]
    shared = front("a: &a [甲]", *aliases, "authors: *g")
    assert served(site.read_bytes(NAME, shared)).attribution.bylines == ()


# A list of 64 million texts in eight lines, twice.
BOMBS = [
    f"{one}: &{one} [{', '.join([f'*{other}'] * 20)}]"
    for letters in ("abcdefg", "tuvwxyz")
    for other, one in pairwise(letters)
]


@pytest.mark.long
@pytest.mark.parametrize(
    "expressions",
    [
        "{{ page.g }}{{ page.g | join }}{{ page.g | size }}{{ 'a' | append: page.g }}",
        "{{ page[page.g] }}{{ page.g | where: 'x', page.z }}{{ page.g | sort | uniq }}",
        "{% if page.g == page.z %}x{% endif %}{% if page.g contains page.z %}x{% endif %}",
        "{% for i in page.g %}{{ i }}{% endfor %}{% assign a = page.g %}{{ a | first }}",
        "{% case page.g %}{% when page.z %}x{% endcase %}",
    ],
)
def test_a_value_of_millions_of_items_is_not_gone_through(site: Archive, expressions: str) -> None:
    text = front("title: 一", "a: &a [甲]", "t: &t [甲]", *BOMBS).decode() + expressions
    write(site.root, NAME, text)
    post = served(site.read(NAME))
    assert len(text_of(site, post)) < 100


@pytest.mark.parametrize("date", [f"T1:{'1' * 29}", "1:1:" + "9" * 60, "1e999999", "0.0.0"])
def test_a_date_that_no_parser_foresaw_is_no_date(site: Archive, date: str) -> None:
    assert codes(site.read_bytes(NAME, front("title: a", f'date: "{date}"'))) == ["R03"]


@pytest.mark.parametrize("key", ["title", "rights", "author", "description"])
@pytest.mark.parametrize(
    ("reference", "character"),
    [
        (f"&#{'1' * 4301};", "\ufffd"),
        (f"&#{'0' * 4301}65;", "A"),
        (f"&#x{'1' * 4301};", "\ufffd"),
        ("&#65;", "A"),
    ],
)
def test_a_reference_of_many_digits_is_one_character(
    site: Archive, key: str, reference: str, character: str
) -> None:
    post = served(site.read_bytes(NAME, front("title: 一", f"{key}: 二{reference}")))
    attribution = post.attribution
    authors = tuple(person.name for person in attribution.bylines)
    assert f"二{character}" in (post.title, post.summary, attribution.rights, *authors)
