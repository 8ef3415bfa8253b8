"""The time to read and render a text grows with its length, and no faster, whatever it holds."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.archive.attribution_rules import Rules
from feeds.archive.flat_yaml import flat_mapping
from feeds.archive.front_matter import parse
from feeds.archive.jekyll.liquid import Names, without_liquid
from feeds.archive.lift import lift
from feeds.archive.repair import heading_of, parsed
from feeds.archive.values import Value
from feeds.feed.entries import entries_of
from feeds.html import safe_html, summary_of
from feeds.html.dialect import GOLDMARK, KRAMDOWN, Dialect
from feeds.text.decode import decode
from feeds.text.growth import GrowthError
from feeds.text.plain import plain, plain_title
from tests.conftest import write

pytestmark = pytest.mark.long

Work = Callable[[str], object]

SPACES = (" ", "\t", "\n", "\u3000", "\xa0", "&nbsp;", " \u3000")


def as_html(text: str) -> object:
    return safe_html(text, "a.html", "https://a.example/b/c.html")


def as_markdown(text: str) -> object:
    return safe_html(text, "a.md", "https://a.example/b/c.html")


def as_front_matter(text: str) -> object:
    try:
        return parsed(f"---\n{text}\n---\n")
    except Exception as error:
        return error


def as_toml(text: str) -> object:
    try:
        return parse(f"+++\n{text}\n+++\n")
    except Exception as error:
        return error


def lifted(text: str) -> object:
    return lift(text, ("海州日报新闻",), Rules())


def summary(text: str) -> object:
    content = safe_html(text, "a.html", "https://a.example/b/c.html")
    return summary_of(content, text, "a.html", "<!--more-->")


ONE_LINE = [
    ("{: .a}", ""),
    ("{:", ""),
    ("{:", "}"),
    ("{::comment}", ""),
    ("{::comment}", "{:/comment}"),
    ("{::nomarkdown", "}"),
    ("<div markdown=1>", ""),
    ("<div markdown=", ">"),
    (" markdown=1", ">"),
    ("~", ""),
    ("~a", ""),
    ("*a:*b", ""),
    ("**", "a"),
    (":a:", ""),
    ("www.", ""),
    ("http://", ""),
    ("a@", ""),
    ('"', ""),
    ("-", ""),
    ("</b>{:a}", ""),
    ("[^a]", "\n\n[^a]: b"),
    ("{#a}", ""),
    ("*[", "a]: b"),
]


def as_kramdown(text: str) -> object:
    return _bounded_html(text, KRAMDOWN)


def as_goldmark(text: str) -> object:
    return _bounded_html(text, GOLDMARK.with_extensions("shortcodes"))


def _bounded_html(text: str, dialect: Dialect) -> object:
    """None where the HTML would be far longer than its text: it is refused, and that costs time."""
    try:
        return safe_html(text, "a.md", "https://a.example/b/c.html", dialect)
    except GrowthError:
        return None


# Each is repeated, and stands between a beginning and an end.
MARKUP = [
    *(("<p>", space, "</p>") for space in SPACES),
    *(("<p>", space, "一") for space in SPACES),
    *(("<a href=", space, "/x>y</a>") for space in SPACES),
    *(("<a href", space, "='x'>y</a>") for space in SPACES),
    *(("<iframe src", space, "=//a>") for space in SPACES),
    *(("<p style='display", space, ":none'>x</p>") for space in SPACES),
    ("", "<iframe ", ""),
    ("", "<iframe src=//a ", ""),
    ("<iframe ", "src=//a ", ""),
    ("", "<iframe src=//a></iframe> ", ""),
    ("", '<p style="display:none', ""),
    ("", '<p style="display:none">x</p>', ""),
    ("<p>", "<img width=1 height=1>text", "</p>"),
    ("", "<i hidden>x</i>&#11;", ""),
    ("", "<p ", ""),
    ("", "<!--", ""),
    ("", "<", ""),
    ("", "&#", ""),
    ("&#", "1", ";"),
    ("&#", "0", "1;"),
    ("", "<img src='x' alt='<img'>", ""),
    ("<img ", "data-src=", ">"),
    ("<img srcset='", "a, ", "'>"),
    ("", "<img data-src='/a.png'>", ""),
    ("", "<noscript>", ""),
    ("", "<noscript><img src=/a.png>", "</noscript>"),
    ("", "<picture><source srcset=a>", ""),
    ("", "<object data=/a>", "</object>"),
    ("", "<embed src=/a>b", ""),
    ("", '<iframe src="/a">b', ""),
    ("", "<iframe a='<iframe b=\"", ""),
    ("<script ", " src=//gist.github.com/a", ">"),
    ("<lite-youtube ", " videoid=a", ""),
    ("<img ", "data-a.png? ", ">"),
    ("<img data-lazy-", "low-", "src=/a.png>"),
    ("", "<img src='data:image/svg<", ""),
    ("", "<img alt='\"", ""),
    ("<img srcset='", "a,b 1x,", "'>"),
    ("", "<div class=gutter>1", ""),
    ("<p class='", "class=a ", "'>x</p>"),
    ("", "<li><input ", ""),
    ("<li><input ", "type=checkbox", ""),
    ("<a ", ' href="" ', ">"),
    ("<object ", "data=", ">"),
    ("", "<embed src=//a ", ""),
    ("", "<strike>", ""),
    ("", "<script type=math/tex>", ""),
    ("", "<script type=math/tex>a<b", "</script>"),
    ("", "<math><mi>a</mi></math>", ""),
    ("<math>", "<mi>a</mi>", "</math>"),
    ("", "<math>", ""),
    ("", "`<b>", ""),
    ("", "<button>", ""),
    ("<sup><a href='", "#fn:", "'>x</a> y</sup>"),
    ("", "<sup><a href='#fn:a'>x</a>", ""),
]


@pytest.mark.parametrize(
    "work", [as_html, as_markdown, plain, plain_title, lifted, heading_of, summary]
)
@pytest.mark.parametrize(("start", "part", "end"), MARKUP)
def test_markup(work: Work, start: str, part: str, end: str) -> None:
    assert_linear(work, start, part, end)


@pytest.mark.parametrize("work", [as_kramdown, as_goldmark])
@pytest.mark.parametrize(
    ("start", "part", "end"),
    [
        *((f"{start}", part, end) for start in ("", "a ", "> ") for part, end in ONE_LINE),
        ("", "{: .a}\n", ""),
        ("", "{::comment}\n", ""),
        ("", "{::comment}\n", "{:/comment}"),
        ("", "a\n: b\n", ""),
        ("", "a\n\n: b\n\n", ""),
        ("a\n: b\n", "\n  c\n", ""),
        ("", "|a|b|\n", ""),
        ("|a|b|\n|-|-|\n", "|a|b|\n", ""),
        ("", "|a" * 99 + "\n", ""),
        ("", "<!-- a -->", "b"),
        ("", "<!-- a\n-->b\n\n", ""),
        ("", "</p>\n", ""),
        ("", "*[a]: b\na\n", ""),
        ("", "<div markdown=1>\n", ""),
        ("", "<p>\n", ""),
        ("", "<p>\n", "</p>"),
        ("", "<p>\n\n</p>\n", ""),
        ("", "<p></p>", ""),
        ("<div markdown=1>\n", "</div>\n", ""),
        ("", "[^a]\n\n[^a]: b\n", ""),
        ("", "# a {#b}\n", ""),
        ("", "$$a$$", ""),
        ("", "$$", "a"),
        ("", "\n\n$$a$$", ""),
        ("$$", "a\n\n", "$$ b"),
        ("", "`$$", ""),
        ("", "{::nomarkdown}", ""),
        ("", "{::nomarkdown}a{:/}", ""),
        ("", "a\nb\n: c\n", ""),
        ("", "1) a\n", ""),
        ("", "^\n", ""),
        ("", "> {:toc}\n", ""),
        ("[a]: /b\n\n", "[x] [a] ", ""),
        ("", "] [", "]"),
        ("", '<p markdown="1">\n', ""),
        ("", "<div>\n", "<p markdown=1>a</p>" + "</div>" * 100),
    ],
)
def test_dialects_of_markdown(work: Work, start: str, part: str, end: str) -> None:
    assert_linear(work, start, part, end)


@pytest.mark.parametrize(
    ("start", "part", "end"),
    [
        *(("title: ", space, '"a "b""') for space in SPACES),
        *(('title: "a"', space, '"b') for space in SPACES),
        *(("title:", space, "a: b") for space in SPACES),
        ('title: "', '" ', ""),
        ("title: [", "]", " a"),
        ("", "\t", "a: b: c"),
        ("", "a: b\n", ""),
        ("a: ", "a ", ":"),
        ("a: ", "[", ""),
        ("a: ", "{", ""),
        ("", "- ", ""),
        ("a: &a ", "&a ", ""),
    ],
)
@pytest.mark.parametrize("work", [as_front_matter, flat_mapping])
def test_front_matter(work: Work, start: str, part: str, end: str) -> None:
    assert_linear(work, start, part, end)


@pytest.mark.parametrize(
    ("start", "part", "end"),
    [
        ("", f"[{'a.' * 400}a]\n", ""),
        ("", f"{'a.' * 400}a = 1\n", ""),
        ("a = ", "[", ""),
        ("a = '''", "a.b ", "'''"),
    ],
)
def test_toml(start: str, part: str, end: str) -> None:
    assert_linear(as_toml, start, part, end)


@pytest.mark.parametrize(
    ("start", "part", "end"),
    [
        ("（", "文", ""),
        ("", "（文", ""),
        ("（文章来源：", "文", ""),
        ("", "\n<http://a.example", ""),
    ],
)
def test_the_end_of_a_body(start: str, part: str, end: str) -> None:
    assert_linear(lifted, start, part, end)


@pytest.mark.parametrize("part", [b"\r", b"\0", b"\xff", b"\xb0\xa1", b"\xef\xbf\xbe"])
def test_bytes(part: bytes) -> None:
    assert_linear(lambda text: decode(text.encode("latin-1")), "", part.decode("latin-1"), "")


# The parsers themselves take these by the square of their number.
BEYOND_BOUNDS = [
    ("a.html", "", "<div>", ""),
    ("a.html", "", "<ul><li>", ""),
    ("a.html", "", "<b><i></b></i>", ""),
    ("a.html", "", "<rp>", ""),
    ("a.html", "<b>", "<optgroup></b>", ""),
    ("a.html", "", "<div><marquee></div></marquee>", ""),
    ("a.html", "<p ", "a b c d/e/f ", ">x</p>"),
    ("a.html", "<i hidden></i>", "&", ""),
    ("a.html", "", "&", ""),
    ("a.html", "", "&copy;", ""),
    ("a.html", "", "\xa0", ""),
    ("a.html", "<a href='/?", "&b=c", "'>d</a>"),
    ("a.md", "", ">", " a"),
    ("a.md", "", "> ", " a"),
    ("a.md", "", "> - ", " a"),
    ("a.md", "", "- ", " a"),
    ("a.md", "", "1. ", " a"),
    ("a.md", "", "[", ""),
    ("a.md", "", "![", ""),
    ("a.md", "", "*_", ""),
    ("a.md", "", "[^", ""),
    ("a.md", "[^", "a]", ""),
]


@pytest.mark.parametrize(("path", "start", "part", "end"), BEYOND_BOUNDS)
def test_markup_that_no_parser_takes_in_linear_time_is_bounded(
    path: str, start: str, part: str, end: str
) -> None:
    def work(text: str) -> object:
        return safe_html(text, path, "https://a.example/b/c.html")

    assert_linear(work, start, part, end, smaller=24_000)


@pytest.mark.parametrize("dialect", [KRAMDOWN, GOLDMARK])
@pytest.mark.parametrize("parts", [("[^", "]"), ("[^a", "]"), ("[", "]"), ("![^", "]")])
def test_brackets_in_each_other(dialect: Dialect, parts: tuple[str, str]) -> None:
    def work(text: str) -> object:
        count = len(text)
        nested = f"{parts[0] * count}x{parts[1] * count}"
        return safe_html(nested, "a.md", "https://a.example/", dialect)

    assert_linear(work, "", "x", "")


@pytest.mark.parametrize(
    ("start", "part", "end"),
    [("", "$a$", ""), ("", "$", ""), ("", r"\(", r"\)"), ("", "\\(\n\n", "\\)"), ("", "`$", "")],
)
def test_what_passes_through(start: str, part: str, end: str) -> None:
    passes = (("\\(", "\\)", False), ("$", "$", False), ("\\[", "\\]", True))
    dialect = GOLDMARK._replace(passes=passes, omits_html=True)

    def work(text: str) -> object:
        return safe_html(text, "a.md", "https://a.example/b/c.html", dialect)

    assert_linear(work, start, part, end)


@pytest.mark.parametrize(
    ("start", "part", "end"),
    [
        ("Title:", " ", "x"),
        ("Title: a\n", "b: c\n", "\nd"),
        ("Title: a\n    ", "b\n    ", ""),
        ("T", "a", ":"),
    ],
)
def test_heads_without_fences(start: str, part: str, end: str) -> None:
    assert_linear(lambda text: parse(text, "headed"), start, part, end)


@pytest.mark.parametrize("part", ["a@b.example ", "a@b.example\n", "www.a.b ", "http://a.b(c) "])
def test_many_addresses(part: str) -> None:
    assert_linear(as_goldmark, "", part, "", smaller=60_000)


@pytest.mark.parametrize("part", [")", "()", "&a;", "."])
def test_the_end_of_an_address(part: str) -> None:
    assert_linear(as_goldmark, "http://a.example/", part, "", smaller=60_000)


def test_what_costs_too_much_is_left_as_text_and_all_else_is_read() -> None:
    note = "a[^1] *b* c@d.example\n\n[^1]: n"
    assert "<section>" in str(as_goldmark(note))
    deep = str(as_goldmark(note + "\n\n" + "[^" * 60))
    assert "<section>" not in deep
    assert "<em>b</em>" in deep
    assert "mailto:" in deep
    assert "mailto:" not in str(as_goldmark(note + "\n\n" + "a@b.example " * 10_000))


LARGE: dict[str, Value] = {
    "page.x": ["a"] * 20_000,
    "page.text": "ab" * 20_000,
    "page.map": {str(number): "a" for number in range(20_000)},
}


@pytest.mark.parametrize(
    "part",
    [
        "{{ page.x | sort | uniq | reverse | join: ',' }}",
        "{{ page.x }}",
        "{{ page.map.A }}",
        "{{ page.text | upcase | escape }}",
        "{% for i in page.x %}{{ page.x }}{% endfor %}",
        "{% for i in page.map %}x{% endfor %}",
        "{% for i in (1..1000000) %}{% break %}{% endfor %}",
        "{% if page.text contains 'aab' %}x{% endif %}",
        "{% assign a = page.x | sort %}",
    ],
)
def test_a_body_goes_through_its_values_so_often_and_no_more(part: str) -> None:
    """Values and body together are one post: neither may take its time by the other's length."""

    def seconds(count: int) -> float:
        began = time.process_time()
        without_liquid(part * count, Names(value=LARGE.get))
        return time.process_time() - began

    least = seconds(500)
    assert any(seconds(4000) <= 4 * least + 0.4 for _ in range(3))


@pytest.mark.parametrize("part", ["{{x}}", "{% if x %}{{x}}{% endif %}", "{% assign a = x %}"])
def test_a_body_asks_for_so_many_values_and_no_more(part: str) -> None:
    asked: list[str] = []
    names = Names(value=lambda name: asked.append(name))
    without_liquid(part * 100_000, names)
    assert len(asked) < 70_000


def test_a_body_fills_short_templates_so_often_and_no_more(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", 'baseURL="https://a.example"\n')
    write(tmp_path, "layouts/shortcodes/own.html", "-")
    archive = open_archive(tmp_path)
    head = "---\ntitle: a\ndate: 2022-03-14\n---\n"
    write(tmp_path, "content/posts/a.md", head + "{{%own%}} " * 100_000)
    text = archive.text(archive.read("content/posts/a.md").post or pytest.fail("no post"))
    assert text is not None
    assert 20_000 < text.count("-") < 30_000


def test_templates_refer_to_each_page_once_and_to_so_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "hugo.toml", 'baseURL="https://a.example"\n')
    write(tmp_path, "layouts/shortcodes/own.html", '{{ ref . "b.md" }}{{ ref . (.Get 0) }}')
    archive = open_archive(tmp_path)
    asked: list[str] = []
    monkeypatch.setattr(
        type(archive.kind), "_address", lambda kind, target, path: asked.append(target)
    )
    head = "---\ntitle: a\ndate: 2022-03-14\n---\n"
    calls = "".join(f"{{{{%own {number} %}}}} " for number in range(2_000))
    write(tmp_path, "content/posts/a.md", head + calls)
    assert archive.text(archive.read("content/posts/a.md").post or pytest.fail("no post"))
    assert asked.count("b.md") == 1
    assert len(asked) <= 1000


def assert_linear(work: Work, start: str, part: str, end: str, smaller: int = 2_000) -> None:
    """Eight times the text takes at most some twenty times as long; what is quadratic takes 64."""

    def seconds(size: int) -> float:
        text = start + part * (size // len(part)) + end
        gc.disable()  # what a collection takes depends on all that the tests hold, not on the text
        began = time.process_time()
        work(text)
        taken = time.process_time() - began
        gc.enable()
        return taken

    least = min(seconds(smaller) for _ in range(2))
    # A busy machine can make one run slow, but not each of several.
    assert any(seconds(8 * smaller) <= 20 * least + 0.05 for _ in range(5))


@pytest.mark.parametrize("shape", [" +x", "( *,)*x"])
def test_what_takes_quadratic_time_is_noticed(shape: str) -> None:
    """The cheapest that there is: the engine of `re` takes some nanoseconds for each step."""
    with pytest.raises(AssertionError):
        assert_linear(lambda text: re.search(shape, text), "", " ", "")


# Each stands in one place of a post, and is repeated there.
PARTS = (
    *SPACES, "-", ".", "/", "\\", "&amp;", "&#", "<", "<a ", "[", "](", "（", "*", "_", "`", "|",
    "a: ", "- ", "\n- a: b", "{", "{{", "{{}}", "{%%}", "{% link a.md %}", '{{< ref "a" >}}',
    ":title", ":sections[", "+", "é", "\u0301", "\n> ", "![", "来源：", "“", "2", "|escape", "? ",
    "../",
)  # fmt: skip
PLACES = {
    "title": "---\ntitle: a@b\n---\nText.",
    "quoted title": '---\ntitle: "a@b"\n---\nText.',
    "terms": "---\ntitle: a\ntag: ['a@b']\ntags: a@b\ncategories: a@b\n---\nText.",
    "date": "---\ntitle: a\ndate: '2022-03-14 @'\n---\nText.",
    "slug": "---\ntitle: a\nslug: 'a@b'\n---\nText.",
    "permalink": "---\ntitle: a\nslug: b\npermalink: '/a@b'\nurl: '/a@b'\n---\nText.",
    "attribution": "---\ntitle: a\nauthor: 'a@b'\nsource: 'a@b'\n---\nText.",
    "address": "---\ntitle: a\nimage: '/a@b'\nsource_url: 'https://a.example/a@b'\n---\nText.",
    "alias": "---\ntitle: a\naliases: ['a@b']\nredirect_from: 'a@b'\n---\nText.",
    "summary": "---\ntitle: a\ndescription: 'a@b'\nexcerpt_separator: 'a@b'\n---\nText.",
    "YAML": "---\na: @\n@\n---\nText.",
    "TOML": "+++\na = '''@'''\nb = @\n+++\nText.",
    "JSON": '{\n"title": "@"\n}\nText.',
    "body": "---\ntitle: a\n---\na@b",
    "end of a body": "---\ntitle: a\n---\nText.\n\n（来源：@",
    "Liquid": "---\ntitle: a\n---\n{{ page.title @ }}{% assign a = @ %}",
    "shortcode": '---\ntitle: a\n---\n{{< figure src="a@b" >}}',
}
SITES = {
    "jekyll": ("_config.yml", "url: https://a.example\n", "_posts/2022-03-14-a.md"),
    "hugo": ("hugo.toml", 'baseURL="https://a.example"\n', "content/posts/a.md"),
    "zola": ("config.toml", 'base_url="https://a.example"\n', "content/posts/2022-03-14-a.md"),
}
OF_A_KIND = ("terms", "slug", "permalink", "body", "shortcode")  # what kinds do not share


@pytest.mark.parametrize(
    ("kind", "place"),
    [(kind, place) for kind in SITES for place in PLACES if kind == "jekyll" or place in OF_A_KIND],
)
def test_a_whole_post(tmp_path: Path, kind: str, place: str) -> None:
    """Read and made an entry; what comes of it is bounded by what it holds, too."""
    name, settings, path = SITES[kind]
    write(tmp_path, name, settings)
    write(tmp_path, path, "---\ntitle: a\n---\n")
    archive = open_archive(tmp_path)

    def work(parts: str) -> None:
        text = PLACES[place].replace("@", parts)
        write(tmp_path, path, text)
        post = archive.read(path).post
        entries = entries_of(archive, [(post, "")]) if post else []
        length = sum(len(entry.content) + len(entry.url) for entry in entries if entry)
        assert length < 20 * len(text.encode()) + 10_000

    for part in PARTS:
        assert_linear(work, "", part, "")


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize(
    "link",
    [
        "[a](@/posts/2022-03-14-a.md) ", "[a](a.md) ", '{{< ref "a.md" >}} ', '{{< param "x" >}} ',
        "{% link _posts/2022-03-14-a.md %} ", "{% post_url 2022-03-14-a %} ", "{{ page.x }} ",
    ],
)  # fmt: skip
def test_a_post_that_links_to_itself_reads_itself_once(
    tmp_path: Path, kind: str, link: str
) -> None:
    name, settings, path = SITES[kind]
    write(tmp_path, name, settings)
    write(tmp_path, path, "---\ntitle: a\n---\n")
    archive = open_archive(tmp_path)

    def work(text: str) -> None:
        write(tmp_path, path, f"---\ntitle: a\ndate: 2022-03-14\nx: b\n---\n{text}")
        post = archive.read(path).post
        assert post
        entries_of(archive, [(post, "")])

    assert_linear(work, "", link, "", smaller=40_000)


@pytest.mark.parametrize("call", ["{{< own >}}", "{{< own a >}}x{{< /own >}}", '{{% own a="b" %}}'])
@pytest.mark.parametrize(
    "template", ["<b>{{ .Get 0 }}{{ .Inner }}</b>", "{{ .Page.Params.a }}", "x" * 19_000]
)
def test_templates_of_a_site_are_filled_so_often_and_no_more(
    tmp_path: Path, call: str, template: str
) -> None:
    """The template, the front matter and the body are each as long as they may be."""
    write(tmp_path, "hugo.toml", 'baseURL="https://a.example"\n')
    write(tmp_path, "layouts/shortcodes/own.html", template)
    write(tmp_path, "content/posts/a.md", "---\ntitle: a\n---\n")
    archive = open_archive(tmp_path)
    more = "".join(f"a{number}: b\n" for number in range(1_000))

    def work(text: str) -> None:
        write(tmp_path, "content/posts/a.md", f"---\ntitle: a\ndate: 2022-03-14\n{more}---\n{text}")
        archive.text(archive.read("content/posts/a.md").post or pytest.fail("no post"))

    assert_linear(work, "", call, "", smaller=15_000)


def test_a_template_repeats_no_more_than_an_address_may_hold(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "url: https://a.example\n")
    archive = open_archive(tmp_path)
    path = "_posts/2022-03-14-a.md"
    for permalink, slug in (("/:title" * 20_000, "x" * 20_000), ("/:title", "x" * 9_000)):
        text = f"---\ntitle: a\npermalink: {permalink}\nslug: {slug}\n---\n"
        (fault,) = archive.read_bytes(path, text.encode()).faults
        assert (fault.code, fault.line) == ("E11", 1)
    text = f"---\ntitle: a\npermalink: {'/:title' * 30}/\nslug: b\n---\n"
    post = archive.read_bytes(path, text.encode()).post
    assert post is not None
    assert post.permalink == "/b" * 30 + "/"


def test_a_pattern_of_hugo_repeats_no_more_than_an_address_may_hold(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", 'baseURL="https://a.example"\n')
    archive = open_archive(tmp_path)
    text = f"---\ndate: 2022-03-14\ntitle: {'x' * 400}\nurl: '{'/:title' * 50}'\n---\n"
    reading = archive.read_bytes("content/posts/a.md", text.encode())
    assert [(fault.code, fault.line) for fault in reading.faults] == [("E11", 1)]


@pytest.mark.parametrize("tag", ["{{% link {}.md %}}", "{{% post_url {} %}}"])
def test_a_body_refers_to_each_post_once_and_to_so_many(tag: str) -> None:
    asked: list[str] = []

    def address(name: str) -> str:
        asked.append(name)
        return f"/{len(asked)}"

    names = Names(post=address, file=address)
    assert without_liquid(tag.format("a") * 3, names) == "/1/1/1"
    assert len(asked) == 1
    without_liquid("".join(tag.format(number) for number in range(5000)), names)
    assert len(asked) == 1001
