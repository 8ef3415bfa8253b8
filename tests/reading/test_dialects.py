"""Each generator's Markdown: what it adds to CommonMark is read as it reads it."""

from __future__ import annotations

import re

import pytest

from feeds.archive.dialects import hugo_dialect, jekyll_dialect, zola_dialect
from feeds.archive.values import FrontMatter, Value
from feeds.html import safe_html
from feeds.html.dialect import COMMONMARK, GOLDMARK, KRAMDOWN, PULLDOWN_CMARK, Dialect
from feeds.html.kramdown_abbreviations import with_abbreviations
from feeds.html.kramdown_html import MarkdownInside
from feeds.html.markdown import rendered
from feeds.html.typography import signs_from

BASE = "https://news.example/a.html"


def html_of(text: str, dialect: Dialect = KRAMDOWN) -> str:
    return safe_html(text, "a.md", BASE, dialect)


@pytest.mark.parametrize("dialect", [KRAMDOWN, COMMONMARK])
def test_a_single_tilde_is_a_range(dialect: Dialect) -> None:
    content = html_of("周一~周五 9:00~18:00 ~~删~~ `a~b` [x](/~a/)", dialect)
    assert content == (
        "<p>周一~周五 9:00~18:00 <del>删</del> <code>a~b</code> "
        '<a href="https://news.example/~a/">x</a></p>'
    )


BY_DIALECT = {  # in CommonMark, kramdown, goldmark and pulldown-cmark
    '"a" -- b...': ["&quot;a&quot; -- b...", "“a” – b…", "“a” – b…", "&quot;a&quot; -- b..."],
    "~~a~~": ["<del>a</del>"] * 4,
    "这是**重要：**的": ["这是<strong>重要：</strong>的"] * 4,
    "a{: .b}\n{: .c}": ["a{: .b}\n{: .c}", "a{: .b}", "a{: .b}\n{: .c}", "a{: .b}\n{: .c}"],
    "a\n{.b}": ["a\n{.b}"] * 4,
    "a\nb": ["a\nb"] * 4,
    "<b>a</b>": ["<b>a</b>"] * 4,
    "$$a$$": ["$$a$$", "\\[a\\]", "$$a$$", "$$a$$"],
    "a^b^ ==c== :smile: [[d]]": ["a^b^ ==c== :smile: [[d]]"] * 4,
    "www.a.example": [
        *("www.a.example", "www.a.example"),
        *('<a href="https://www.a.example">www.a.example</a>', "www.a.example"),
    ],
}


def test_each_generator_adds_to_commonmark_what_it_reads_itself() -> None:
    dialects = (COMMONMARK, KRAMDOWN, GOLDMARK, PULLDOWN_CMARK)
    read = {text: [rendered(text, dialect)[3:-5] for dialect in dialects] for text in BY_DIALECT}
    assert read == BY_DIALECT
    has_tasks = ["checkbox" in rendered("- [x] a", dialect) for dialect in dialects]
    assert has_tasks == [False, True, True, False]
    has_definitions = ["<dd>" in rendered("a\n: b", dialect) for dialect in dialects]
    assert has_definitions == [False, True, True, False]
    has_tables = ["<th>a</th>" in rendered("|a|\n|-|\n|b|", dialect) for dialect in dialects]
    assert has_tables == [True] * 4
    headings = [rendered("## a {#b}", dialect).strip() for dialect in dialects]
    assert headings == ["<h2>a {#b}</h2>", *["<h2>a</h2>"] * 3]
    assert [dialect.separator for dialect in dialects] == [
        *(None, None, "<!--more-->", "<!-- more -->")
    ]
    assert GOLDMARK.without_extensions("autolink", "table").with_extensions("table") == (
        GOLDMARK.without_extensions("autolink")
    )


@pytest.mark.parametrize("dialect", [GOLDMARK, PULLDOWN_CMARK])
def test_some_generators_strike_between_single_tildes(dialect: Dialect) -> None:
    assert html_of("~a~", dialect) == "<p><del>a</del></p>"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("一\n{: .lead #a}\n二", "<p>一</p>\n<p>二</p>"),
        ("{:.a}\n{:b: c}\n\n一", "<p>一</p>"),
        ("> 一\n> {: .a}{: .b}", "<blockquote>\n<p>一</p>\n</blockquote>"),
        ("* TOC\n{:toc}\n\n一", "<p>一</p>"),
        ("## 一 {#a-b}\n\n二 {#c}\n----", "<h2>一</h2>\n<h2>二</h2>"),
        ("*一*{: .a}二`三`{:.b}[四](https://a.example/){:target='_blank'}",
         '<p><em>一</em>二<code>三</code><a href="https://a.example/">四</a></p>'),
        ("一{: .a}", "<p>一{: .a}</p>"),
        ("`{: .a}`", "<p><code>{: .a}</code></p>"),
        ("```\n{: .a}\n{::comment}\n```", "<pre><code>{: .a}\n{::comment}\n</code></pre>"),
        ("一\n\n    {: .a}", "<p>一</p>\n<pre><code>{: .a}\n</code></pre>"),
    ],
)  # fmt: skip
def test_attribute_lists_are_no_text(text: str, content: str) -> None:
    assert html_of(text) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("一\n\n{::comment}\n二\n\n三\n{:/comment}\n\n四", "<p>一</p>\n<p>四</p>"),
        ("一{::comment}二{:/}三", "<p>一三</p>"),
        ("`{::comment}` 一 {:/comment}", "<p><code>{::comment}</code> 一 {:/comment}</p>"),
        ("一\n\n" * 20 + "{::comment}二{:/}三", "<p>一</p>\n" * 20 + "<p>三</p>"),
        ("一\n\n{::comment}\n二", "<p>一</p>\n<p>{::comment}\n二</p>"),
        ("{::options a='b' /}\n一{::nomarkdown}<b>二</b>{:/nomarkdown}", "<p>一<b>二</b></p>"),
    ],
)
def test_comments_and_options_are_no_text(text: str, content: str) -> None:
    assert html_of(text) == content


def test_abbreviations_are_marked_outside_code() -> None:
    content = html_of("C++ 与 HTML，`HTML`、HTMLX。\n\n*[HTML]: Hyper Text\n*[C++]:")
    assert "<p><abbr>C++</abbr> 与 <abbr" in content
    assert content.endswith(">HTML</abbr>，<code>HTML</code>、HTMLX。</p>")


def test_a_text_has_a_hundred_abbreviations_at_most() -> None:
    names = [f"A{number:03}" for number in range(101)]
    content = html_of("\n".join([" ".join(names), "", *(f"*[{name}]: b" for name in names)]))
    assert content.count("<abbr ") == 100
    assert content.endswith(" A100</p>")


def test_kramdowns_tables_are_none_without_the_extension() -> None:
    assert html_of("a|b", KRAMDOWN.without_extensions("table")) == "<p>a|b</p>"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('<div markdown="1">\n**一**\n</div>\n二',
         "<div>\n<p><strong>一</strong></p>\n</div>\n<p>二</p>"),
        ("<div markdown=0>**一**</div>", "<div>**一**</div>"),
        ("<div>**一**</div>", "<div>**一**</div>"),
        ("<table>\n  <tr>\n    <td markdown='span'>*一*</td>\n  </tr>\n</table>",
         "<table>\n  <tbody><tr>\n<td>\n<p><em>一</em></p>\n</td>\n</tr>\n</tbody></table>"),
        ("一 <span markdown=1>*二*</span>", "<p>一 <em>二</em></p>"),
    ],
)  # fmt: skip
def test_markdown_inside_html(text: str, content: str) -> None:
    assert html_of(text) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("<div>\n\n    <p>一</p>\n\n</div>", "<div>\n\n    <p>一</p>\n\n</div>"),
        ("<div>\n一\n</div>\n*二*", "<div>\n一\n</div>\n<p><em>二</em></p>"),
        ("<div><div>一</div></div> *二*", "<div><div>一</div></div>\n<p><em>二</em></p>"),
        ("<div>\n\n*一*", "<div>\n<p><em>一</em></p>\n</div>"),
        ("<p>一</p>\n\n<pre>\na\n\nb\n</pre>", "<p>一</p>\n<pre>a\n\nb\n</pre>"),
        ("```\n<div>\n\n*a*\n</div>\n```",
         "<pre><code>&lt;div&gt;\n\n*a*\n&lt;/div&gt;\n</code></pre>"),
    ],
)  # fmt: skip
def test_a_block_of_html_ends_with_its_element(text: str, content: str) -> None:
    assert html_of(text) == content


@pytest.mark.parametrize("dialect", [KRAMDOWN, GOLDMARK])
def test_definition_lists(dialect: Dialect) -> None:
    content = html_of("一\n: 二\n: 三", dialect)
    assert content == "<dl>\n<dt>一</dt>\n<dd>二</dd>\n<dd>三</dd>\n</dl>"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("**Note:**text", "<strong>Note:</strong>text"),
        ("a*(b)*c", "a<em>(b)</em>c"),
        ("**a**, (*b*)", "<strong>a</strong>, (<em>b</em>)"),
        ("`**a:**b`", "<code>**a:**b</code>"),
        ("[a](/(*b)", "[a](/(*b)"),
        ("2 * 3 ** 4", "2 * 3 ** 4"),
    ],
)
def test_emphasis_begins_and_ends_beside_any_word(text: str, content: str) -> None:
    assert html_of(text) == f"<p>{content}</p>"


def test_signs_are_set_as_a_typesetter_does() -> None:
    assert html_of('"a" -- it\'s...') == "<p>“a” – it’s…</p>"
    straight = jekyll_dialect({"kramdown": {"smart_quotes": "apos,apos,quot,quot"}})
    assert html_of('"a" -- it\'s...', straight) == '<p>"a" – it\'s…</p>'
    mixed = jekyll_dialect({"kramdown": {"smart_quotes": "apos,apos,ldquo,rdquo"}})
    assert html_of('"a" it\'s', mixed) == "<p>“a” it's</p>"
    assert html_of('"a"', jekyll_dialect({"markdown": "CommonMark"})) == '<p>"a"</p>'


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("<code>--x *y*</code> -- *z*", "<code>--x *y*</code> – <em>z</em>"),
        ('<kbd class="k">_a_</kbd> <var>b*c*</var>', "<kbd>_a_</kbd> <var>b*c*</var>"),
        ("[<code>*a*</code>](//b.example/)", '<a href="https://b.example/"><code>*a*</code></a>'),
        (
            "`<code>` -- *a* `</code>`",
            "<code>&lt;code&gt;</code> – <em>a</em> <code>&lt;/code&gt;</code>",
        ),
    ],
)
def test_code_in_tags_stays_as_it_is(text: str, content: str) -> None:
    assert html_of(text) == f"<p>{content}</p>"


def test_footnotes_are_named_as_on_the_page_and_stand_in_the_entry() -> None:
    content = html_of("一[^a]二[^a]\n\n[^a]: 三")
    assert f'<a href="{BASE}#fn:a" id="fnref:a">1</a>' in content
    assert f'<a href="{BASE}#fn:a" id="fnref:a:1">1</a>' in content
    assert '<li id="fn:a">' in content
    assert f'<a href="{BASE}#fnref:a">' in content


def test_a_footnote_whose_name_ends_in_a_number_is_no_repetition() -> None:
    content = html_of("一[^a]二[^a-2]\n\n[^a]: 三\n[^a-2]: 四")
    assert 'id="fnref:a-2">2</a>' in content
    assert '<li id="fn:a-2">' in content
    assert "fnref:a:1" not in content


def test_hugo_names_footnotes_by_their_number() -> None:
    content = html_of("一[^a]\n\n[^a]: 三", GOLDMARK)
    assert f'<a href="{BASE}#fn:1" id="fnref:1">1</a>' in content
    assert '<li id="fn:1">' in content


@pytest.mark.parametrize(
    ("dialect", "name", "several"),
    [(KRAMDOWN, ":注", ":a-2"), (GOLDMARK, ":1", ":2"), (PULLDOWN_CMARK, "-注", "-a-2")],
)
def test_further_references_to_a_note_are_counted(
    dialect: Dialect, name: str, several: str
) -> None:
    content = rendered("一[^注]二[^a-2]三[^注]四[^注]\n\n[^注]: 五\n[^a-2]: 六", dialect)
    marks = re.findall(r' id="([^"]*)"', content)
    assert marks == [
        *(f"fnref{name}", f"fnref{several}", f"fnref{name}:1", f"fnref{name}:2"),
        *(f"fn{name}", f"fn{several}"),
    ]


def test_zola_names_footnotes_with_a_hyphen() -> None:
    content = html_of("一[^a]\n\n[^a]: 三", PULLDOWN_CMARK)
    assert f'<a href="{BASE}#fn-a" id="fnref-a">1</a>' in content
    assert '<li id="fn-a">' in content


def test_other_ids_that_look_like_a_notes_stay_as_they_are() -> None:
    text = 'a[^b]\n\n<p id="fn-x">c</p>\n\n[^b]: d'
    assert '<p id="fn-x">' in rendered(text, GOLDMARK)


def test_a_site_has_other_signs_for_those_that_are_set_alone() -> None:
    wanted = {"“": "«", "”": None, "‘": "&lsquo;", "x": "y", "–": "--"}
    assert signs_from(wanted) == (("“", "«"), ("–", "--"))


def test_ids_of_other_things_than_footnotes_go() -> None:
    assert html_of('<p id="location">一</p><p id="fn:1">二</p>') == '<p>一</p><p id="fn:1">二</p>'


def test_attributes_of_headings_are_no_text_in_hugo() -> None:
    content = html_of('## 一 {#a}\n\n### 二 {.b c="d"}\n\n## 三 {e}\n\n{.f}', GOLDMARK)
    assert content == "<h2>一</h2>\n<h3>二</h3>\n<h2>三 {e}</h2>\n<p>{.f}</p>"


def test_bare_addresses_are_links_in_hugo() -> None:
    content = html_of("https://a.example/b www.c.example `http://d.example`", GOLDMARK)
    assert content.count("<a ") == 2


def test_the_settings_of_a_hugo_site_choose_its_markdown() -> None:
    config: FrontMatter = {
        "enableemoji": "true",
        "markup": {
            "goldmark": {
                "extensions": {
                    "linkify": "false",
                    "definitionList": "false",
                    "typographer": {"disable": "true"},
                    "extras": {"mark": {"enable": "true"}},
                },
                "parser": {"attribute": {"title": "false", "block": "true"}},
                "renderer": {"hardWraps": "true"},
            }
        },
    }
    content = html_of('"www.a.example" ==b== :smile:\nc\n{.d}\n\n## e {#f}', hugo_dialect(config))
    assert content == ('<p>"www.a.example" <mark>b</mark> 😄<br>\nc</p>\n<h2>e {#f}</h2>')


def test_emoji_are_read_where_the_site_says_so() -> None:
    text = "Hi :smile:, `:smile:` 10:30:45"
    assert "Hi :smile:" in html_of(text, jekyll_dialect({}))
    for dialect in (
        jekyll_dialect({"plugins": ["jemoji"]}),
        zola_dialect({"markdown": {"render_emoji": "true"}}),
    ):
        assert html_of(text, dialect) == "<p>Hi 😄, <code>:smile:</code> 10:30:45</p>"


def test_markdown_in_an_element_of_a_list_stands_as_far_in_as_the_element() -> None:
    text = "\n".join(
        [
            '<div markdown="1">',
            "",
            '- <details markdown="1"><summary><span markdown="1">*Why* `x`?</span></summary>',
            "  Because of *this*.",
            "      And that.",
            "  </details>",
            "",
            "</div>",
            "",
            "    code *kept*",
        ]
    )
    content = html_of(text)
    assert "<em>Why</em> <code>x</code>?" in content
    assert "Because of <em>this</em>." in content
    assert content.index("</summary>") < content.index("Because")
    assert content.count("<pre>") == 1
    assert "code *kept*" in content


def test_lines_in_an_element_of_a_list_stand_as_far_in_as_its_tag() -> None:
    lines = ['* <div markdown="1">', "  a", "   b", " c", "  <i>d</i>", "  </div>", "  e"]
    inside = MarkdownInside(lines, everywhere=False)
    read = ["\n".join(inside.read(line)) for line in lines]
    assert read == ["* \n\n<div>\n\n", "a", " b", "c", "<i>d</i>", "\n\n</div>\n\n", "  e"]
    for spaces, stands_in in ((97, True), (98, False)):  # in front of a hundred characters
        lines = [f'{" " * spaces}* <div markdown="1">', "  a"]
        inside = MarkdownInside(lines, everywhere=False)
        assert [inside.read(line) for line in lines][1] == ["a" if stands_in else "  a"]


def test_an_inline_element_with_markdown_stays_in_its_paragraph() -> None:
    assert html_of('a <span markdown="1">*b*</span> c') == "<p>a <em>b</em> c</p>"


PASSTHROUGH: FrontMatter = {
    "enable": "true",
    "delimiters": {"block": [["\\[", "\\]"], ["$$", "$$"]], "inline": [["\\(", "\\)"]]},
}


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (r"\(a*b*c\) *d*", r"<p>\(a*b*c\) <em>d</em></p>"),
        (r"a \[b_c_\] $$x*y*$$", r"<p>a \[b_c_\] $$x*y*$$</p>"),
        ("$$\na < *b*\n\nc\n$$", "<p>$$\na &lt; *b*\n\nc\n$$</p>"),
        (r"`\(a*b*\)`", r"<p><code>\(a*b*\)</code></p>"),
        ("\\(a\n\nb\\)", "<p>(a</p>\n<p>b)</p>"),
        ("\\[ a", "<p>[ a</p>"),
    ],
)
def test_what_stands_between_delimiters_passes_through(text: str, content: str) -> None:
    settings = {"goldmark": {"extensions": {"passthrough": PASSTHROUGH}}}
    assert html_of(text, hugo_dialect({"markup": settings})) == content


DOLLARS: FrontMatter = {
    "enable": "true",
    "delimiters": {
        "block": [["\\[", "\\]"], ["$$", "$$"]],
        "inline": [["\\(", "\\)"], ["$", "$"]],
    },
}
PASSED = {
    "\\(\\) *a*": "<p>() <em>a</em></p>",
    "a $*b*$ *c*": "<p>a $*b*$ <em>c</em></p>",
    "$$\n*a*\n$$": "<p>$$*a*$$</p>",
    "$$\n*a*\n\n*b*\n$$ \n\nc": "<p>$$*a**b*$$</p><p>c</p>",
    "$$*a*\n\n*b*$$ c": "<p>$$<em>a</em></p><p><em>b</em>$$ c</p>",
    "a $$*b*\n\n*c*$$": "<p>a $$<em>b</em></p><p><em>c</em>$$</p>",
    "$$*a*$$ *b*": "<p>$$*a*$$ <em>b</em></p>",
    "  $$*a*$$": "<p>$$*a*$$</p>",
    "    $$*a*$$\n\n$$*b*$$": "<pre><code>$$*a*$$</code></pre><p>$$*b*$$</p>",
    "a\n$$*b*$$\nc": "<p>a$$*b*$$c</p>",
    "\\[*a*\\] *b*": "<p>\\[*a*\\] <em>b</em></p>",
    "\\[\n*a*\n\\]": "<p>\\[*a*\\]</p>",
    "a \\[*b*\\]": "<p>a \\[*b*\\]</p>",
    "\\(*a*\\) $*b*$": "<p>\\(*a*\\) $*b*$</p>",
    "$*a*\n*b*$": "<p>$*a**b*$</p>",
    "$*a*\n\n*b*$ *c*": "<p>$<em>a</em></p><p><em>b</em>$ <em>c</em></p>",
    "`$*a*$` $*b*$": "<p><code>$*a*$</code> $*b*$</p>",
    "``a ` $*b*$`` $*c*$": "<p><code>a ` $*b*$</code> $*c*$</p>",
    "a ` $*b*$": "<p>a ` $*b*$</p>",
    "~~~\n$*a*$\n~~~\n$*b*$": "<pre><code>$*a*$</code></pre><p>$*b*$</p>",
    "~~~~\n~~~\n$*a*$\n~~~~\n$*b*$": "<pre><code>~~~$*a*$</code></pre><p>$*b*$</p>",
    "a\n\n    $*b*$\n\n$*c*$": "<p>a</p><pre><code>$*b*$</code></pre><p>$*c*$</p>",
    "a\n    $*b*$": "<p>a$*b*$</p>",
    "a\n\n\t$*b*$\n\t$*c*$\nd $*e*$": "<p>a</p><pre><code>$*b*$$*c*$</code></pre><p>d $*e*$</p>",
    "$$ *a*": "<p>$$ <em>a</em></p>",
    "$ *a*": "<p>$ <em>a</em></p>",
    "\\$*a*$*b*$": "<p>$<em>a</em>$*b*$</p>",
    "\\\\(*a*\\)": "<p>\\(<em>a</em>)</p>",
    "$$$*a*$$$": "<p>$$$*a*$$$</p>",
    "$$$$ *a*": "<p>$$$$ <em>a</em></p>",
    "$$ $$ *a*": "<p>$$ $$ <em>a</em></p>",
    "[a](/$*b*$)": '<p><a href="https://x.example/%24%2Ab%2A%24">a</a></p>',
    "<i title='$*a*$'>b</i>": "<p>b</p>",
    "a $<b$ c": "<p>a $&lt;b$ c</p>",
    "> $*a*$\n> $*b*$": "<blockquote><p>$*a*$$*b*$</p></blockquote>",
    "* $*a*$\n* $*b*$": "<ul><li>$*a*$</li><li>$*b*$</li></ul>",
}


def test_a_block_may_have_blank_lines_between_its_delimiters_and_a_line_may_not() -> None:
    dialect = hugo_dialect({"markup": {"goldmark": {"extensions": {"passthrough": DOLLARS}}}})
    shown = {
        text: safe_html(text, "a.md", "https://x.example/", dialect).replace("\n", "")
        for text in PASSED
    }
    assert shown == PASSED


@pytest.mark.parametrize(
    "pair", ["()", ["(", ")", "x"], ["(", ["x"]], [["x"], ")"], ["(", ""], ["", ")"], {"(": ")"}]
)
def test_what_is_no_pair_of_delimiters_counts_for_nothing(pair: Value) -> None:
    own: FrontMatter = {"enable": "true", "delimiters": {"inline": [pair, ["\\(", "\\)"]]}}
    dialect = hugo_dialect({"markup": {"goldmark": {"extensions": {"passthrough": own}}}})
    assert html_of(r"(*a*) \(*b*\)", dialect) == r"<p>(<em>a</em>) \(*b*\)</p>"


@pytest.mark.parametrize(
    ("before", "is_code"),
    [
        ("* 一\n\n二\n\n", True),  # the paragraph ends the list
        ("* 一\n二\n\n", False),  # a lazy line is of the item
        ("* 一\n\n  二\n\n", False),
        ("* 一\n\n", False),
    ],
)
def test_an_attribute_list_far_in_is_code_but_for_a_list(before: str, is_code: bool) -> None:
    assert ("{: .a}" in html_of(f"{before}    {{: .a}}")) == is_code


@pytest.mark.parametrize("behind", [" 。", "\n。", " a 。", "<br>。"])
def test_a_bare_address_before_anything_but_a_letter_beyond_ascii_is_whole(behind: str) -> None:
    content = html_of(f"见 https://x.example/a{behind}", GOLDMARK)
    assert '<a href="https://x.example/a">https://x.example/a</a>' in content


def test_the_sign_that_ends_addresses_is_any_sign_where_none_are_ended() -> None:
    assert rendered("中\ufdd4文", COMMONMARK) == "<p>中\ufdd4文</p>\n"


def test_without_the_extension_nothing_passes_through() -> None:
    assert html_of(r"\(a*b*c\)", hugo_dialect({})) == "<p>(a<em>b</em>c)</p>"


def test_goldmark_reads_task_lists_subscripts_and_addresses_by_their_settings() -> None:
    extras = {"extras": {"subscript": {"enable": "true"}}, "linkifyprotocol": "http"}
    own = hugo_dialect({"markup": {"goldmark": {"extensions": extras}}})
    assert html_of("H~2~O", own) == "<p>H<sub>2</sub>O</p>"
    assert 'href="http://www.x.example' in html_of("www.x.example", own)
    assert 'href="https://www.x.example' in html_of("www.x.example", hugo_dialect({}))
    assert "[x]" not in html_of("- [x] a", hugo_dialect({}))
    off = hugo_dialect({"markup": {"goldmark": {"extensions": {"tasklist": "false"}}}})
    assert "[x] a" in html_of("- [x] a", off)
    blocks = hugo_dialect({"markup": {"goldmark": {"parser": {"attribute": {"block": "true"}}}}})
    assert html_of("![a](/b.png)\n{width=5}", blocks).count("width") == 0


def test_the_settings_of_commonmark_count_in_jekyll() -> None:
    settings: FrontMatter = {"options": ["SMART", "HARDBREAKS"], "extensions": ["autolink"]}
    own = jekyll_dialect({"markdown": "CommonMark", "commonmark": settings})
    assert html_of('"a" www.b.example\nc', own) == (
        '<p>“a” <a href="http://www.b.example">www.b.example</a><br>\nc</p>'
    )
    plain = jekyll_dialect({"markdown": "CommonMark"})
    assert html_of('"a" www.b.example\nc', plain) == '<p>"a" www.b.example\nc</p>'
    github = jekyll_dialect({"markdown": "CommonMarkGhPages"})
    assert "<a " in html_of("www.b.example", github)
    red = jekyll_dialect({"markdown": "redcarpet", "redcarpet": {"extensions": ["smart"]}})
    assert html_of('"a"', red) == "<p>“a”</p>"


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        ("见 https://x.example/a，然后", "https://x.example/a", "，然后"),
        ("（见 https://x.example/a?b=(c)）", "https://x.example/a?b=(c)", "）"),
        ("www.x.example/路径 一", "https://www.x.example/", "路径 一"),
        ("https://x.example/a.。", "https://x.example/a", ".。"),
        ("(https://x.example/a)。", "https://x.example/a", ")。"),
        ("&#8220;https://x.example/a&#8221;&hellip;是", "https://x.example/a", "”…是"),
    ],
)
def test_a_bare_address_in_hugo_ends_before_a_letter_beyond_ascii(
    text: str, address: str, words: str
) -> None:
    shown = html_of(text, GOLDMARK)
    assert f'href="{address}"' in shown
    assert shown.endswith(f"</a>{words}</p>")


def test_a_bare_address_elsewhere_ends_where_commonmark_ends_it() -> None:
    text, dialect = "见 https://x.example/a，b", COMMONMARK.with_extensions("autolink")
    address = "https://x.example/a%EF%BC%8Cb"
    assert rendered(text, dialect) == f'<p>见 <a href="{address}">https://x.example/a，b</a></p>\n'


def test_an_address_in_angle_brackets_or_in_a_link_stays_whole() -> None:
    path = "https://x.example/%E8%B7%AF"
    text = "<https://x.example/路> [https://x.example/路](https://x.example/路)\n\n    www.x路"
    assert html_of(text, GOLDMARK) == (
        f'<p><a href="{path}">https://x.example/路</a> <a href="{path}">https://x.example/路</a></p>\n'
        "<pre><code>www.x路\n</code></pre>"
    )


def test_a_reference_to_a_character_stays_whole_behind_a_link_in_hugo() -> None:
    shown = html_of("[站](https://x.example/a)&#8221;是", GOLDMARK)
    assert shown == '<p><a href="https://x.example/a">站</a>”是</p>'


def test_an_address_in_kramdown_may_hold_spaces() -> None:
    content = html_of("![一](/a b.png) [二](/c d e 'f') `](g h)` [三](/i j k")
    assert '<img src="https://news.example/a%20b.png" alt="一">' in content
    assert '<a href="https://news.example/c%20d%20e" title="f">二</a>' in content
    assert "<code>](g h)</code> [三](/i j k" in content


@pytest.mark.parametrize(
    ("dialect", "content"),
    [
        (
            hugo_dialect(
                {
                    "markup": {
                        "goldmark": {
                            "extensions": {
                                "typographer": {
                                    "leftdoublequote": "&laquo;",
                                    "rightdoublequote": "&raquo;",
                                    "ellipsis": "",
                                }
                            }
                        }
                    }
                }
            ),
            "<p>«一» – “二” ... it’s</p>",
        ),
        (
            jekyll_dialect(
                {
                    "kramdown": {
                        "smart_quotes": "lsquo,rsquo,laquo,raquo",
                        "typographic_symbols": {"ndash": "--"},
                    }
                }
            ),
            "<p>«一» -- “二” … it’s</p>",
        ),
    ],
)
def test_a_site_may_have_signs_of_its_own(dialect: Dialect, content: str) -> None:
    assert html_of('"一" -- “二” ... it\'s', dialect) == content


def test_html_before_the_markdown_in_it_is_no_code() -> None:
    text = '<div>\n\n    <h3>一</h3>\n<div markdown="1">\n*二*\n</div>\n</div>\n\n*三*'
    content = html_of(text)
    assert "<h3>一</h3>" in content
    assert "<em>二</em>" in content
    assert content.endswith("<p><em>三</em></p>")


def test_what_follows_html_with_markdown_in_it_is_a_block_of_its_own() -> None:
    text = '<section>\n<div markdown="1">\n*一*\n</div>\n</section><!-- x -->\n[a]: /b\n*二* [a]'
    content = html_of(text)
    assert "[a]:" not in content
    assert content.endswith('<p><em>二</em> <a href="https://news.example/b">a</a></p>')


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('<img src="/a.png">\n*一*', '<p><img src="https://news.example/a.png">\n<em>一</em></p>'),
        ("零\n\n<br>\n*一*", "<p>零</p>\n<p><br>\n<em>一</em></p>"),
        ("<i>\n*一*\n</i>", "<p><i>\n<em>一</em>\n</i></p>"),
        ("<hr>\n*一*", "<hr>\n<p><em>一</em></p>"),
        ("<hr> *一*", "<hr>\n<p><em>一</em></p>"),
        ("```\n<hr>\n*一*\n\n<br>\n二\n```",
         "<pre><code>&lt;hr&gt;\n*一*\n\n&lt;br&gt;\n二\n</code></pre>"),
        ("    <br>\n    *一*", "<pre><code>&lt;br&gt;\n*一*\n</code></pre>"),
    ],
)  # fmt: skip
def test_a_tag_alone_in_its_line_leaves_the_next_line_markdown(text: str, content: str) -> None:
    assert html_of(text) == content


@pytest.mark.parametrize("other", ["", "~~~\n"])
def test_a_comment_in_fenced_code_stays_in_its_line(other: str) -> None:
    code = f"```\n{other}\n<!-- a -->b\n```\n\n<!-- c --> d"
    content = f"<pre><code>{other}\n&lt;!-- a --&gt;b\n</code></pre>\n\n<p>d</p>"
    assert html_of(code) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("`https://a.example/b词`", "<p><code>https://a.example/b词</code></p>"),
        ("[c](https://a.example/b词)", '<p><a href="https://a.example/b%E8%AF%8D">c</a></p>'),
    ],
)
def test_an_address_that_no_link_is_made_of_keeps_no_mark(text: str, content: str) -> None:
    assert html_of(text, GOLDMARK) == content


@pytest.mark.parametrize(
    ("markup", "marked"),
    [
        ("<pre>HT</pre> HT", "<pre>HT</pre> <abbr>HT</abbr>"),
        ("<code>HT</code> HT", "<code>HT</code> <abbr>HT</abbr>"),
        ("<pre><code>HT</code> HT</pre> HT", "<pre><code>HT</code> HT</pre> <abbr>HT</abbr>"),
        ("<b>HT</b> HTX xHT", "<b><abbr>HT</abbr></b> HTX xHT"),
        ('<b id="HT">HT&amp;Co</b>', '<b id="HT"><abbr title="&quot;x&quot;">HT&amp;Co</abbr></b>'),
    ],
)  # fmt: skip
def test_the_longest_abbreviation_is_marked_outside_tags_and_code(markup: str, marked: str) -> None:
    assert with_abbreviations(markup, {"HT": "", "HT&Co": '"x"'}) == marked


def test_the_settings_of_jekyll_choose_a_dialect() -> None:
    on = {"autolink", "shortcodes", "strikethrough", "tasklist"}

    def of(config: FrontMatter) -> tuple[set[str], bool, bool]:
        dialect = jekyll_dialect(config)
        return on & {*dialect.extensions}, dialect.is_smart, dialect.hard_breaks

    common = on & {*COMMONMARK.extensions}
    ours = on & {*KRAMDOWN.extensions}
    cases: list[tuple[FrontMatter, tuple[set[str], bool, bool]]] = [
        ({}, (ours, KRAMDOWN.is_smart, False)),
        ({"kramdown": {"input": "kramdown"}},
         (ours - {"strikethrough", "tasklist"}, KRAMDOWN.is_smart, False)),
        ({"kramdown": {"input": "gfm", "hard_wrap": "true"}}, (ours, KRAMDOWN.is_smart, True)),
        ({"markdown": "CommonMark"}, (common, False, False)),
        ({"markdown": "gfm"}, (common, False, False)),
        ({"markdown": "CommonMarkGhPages"}, (common | {"autolink"}, False, False)),
        ({"markdown": "commonmark", "commonmark": {"options": ["SMART", "HARDBREAKS"]}},
         (common, True, True)),
        ({"markdown": "commonmark", "commonmark": {"extensions": ["autolink"]}},
         (common | {"autolink"}, False, False)),
        ({"markdown": "redcarpet", "redcarpet": {"extensions": ["hard_wrap", "smart"]}},
         (common, True, True)),
        ({"markdown": "redcarpet", "commonmark": {"options": ["SMART"]}}, (common, False, False)),
        ({"plugins": ["jemoji"]}, (ours | {"shortcodes"}, KRAMDOWN.is_smart, False)),
        ({"gems": ["jemoji"]}, (ours | {"shortcodes"}, KRAMDOWN.is_smart, False)),
    ]  # fmt: skip
    assert [of(config) for config, _ in cases] == [expected for _, expected in cases]
    assert jekyll_dialect({"kramdown": {"parse_block_html": "true"}}).reads_html_blocks
    assert not jekyll_dialect({}).reads_html_blocks
    assert jekyll_dialect({"excerpt_separator": "<!--m-->"}).separator == "<!--m-->"
    symbols: FrontMatter = {"hellip": "a", "ndash": "b", "mdash": "c"}
    dialect = jekyll_dialect({"kramdown": {"typographic_symbols": symbols}})
    assert html_of("... -- ---", dialect) == "<p>a b c</p>"
    few = jekyll_dialect({"kramdown": {"smart_quotes": ["apos", "apos", "quot"]}})
    assert html_of("'a'", few) == html_of("'a'")
    listed = jekyll_dialect({"kramdown": {"smart_quotes": ["apos", "apos", "quot", "quot"]}})
    assert html_of("'a' \"b\"", listed) == "<p>'a' \"b\"</p>"


def test_the_settings_of_hugo_choose_a_dialect() -> None:
    def of(**goldmark: Value) -> Dialect:
        return hugo_dialect({"markup": {"goldmark": goldmark}})

    plain = hugo_dialect({})
    switches = {
        **{"table": "table", "strikethrough": "strikethrough", "footnote": "footnotes"},
        **{"definitionList": "description_lists", "linkify": "autolink", "taskList": "tasklist"},
    }
    for key, extension in switches.items():
        assert extension in plain.extensions
        for off in ("false", {"enable": "false"}, {"disable": "true"}):
            without: Value = {key: off}  # type: ignore[dict-item]
            assert extension not in of(extensions=without).extensions, key
        for on in ("true", {"enable": "true"}, {"disable": "false"}):
            assert extension in of(extensions={key: on}).extensions, key  # type: ignore[dict-item]
    extras = {"insert": "insert", "mark": "highlight", "subscript": "subscript",
              "superscript": "superscript"}  # fmt: skip
    for key, extension in extras.items():
        assert extension not in plain.extensions
        assert extension in of(extensions={"extras": {key: {"enable": "true"}}}).extensions
        assert extension not in of(extensions={"extras": {key: {"enable": "false"}}}).extensions
    assert plain.strikes_single_tildes
    assert not of(extensions={"extras": {"subscript": {"enable": "true"}}}).strikes_single_tildes
    assert "shortcodes" in hugo_dialect({"enableemoji": "true"}).extensions
    assert "shortcodes" not in plain.extensions
    assert (plain.is_smart, of(extensions={"typographer": "false"}).is_smart) == (True, False)
    assert (plain.hard_breaks, of(renderer={"hardWraps": "true"}).hard_breaks) == (False, True)
    assert (plain.omits_html, of(renderer={"unsafe": "true"}).omits_html) == (True, False)
    assert plain.link_scheme == GOLDMARK.link_scheme
    assert of(extensions={"linkifyProtocol": "http"}).link_scheme == "http"
    assert (plain.has_heading_attributes, plain.has_block_attributes) == (True, False)
    titled = of(parser={"attribute": {"title": "false", "block": "true"}})
    assert (titled.has_heading_attributes, titled.has_block_attributes) == (False, True)


def test_the_signs_of_hugo_are_those_of_its_settings() -> None:
    text = "... -- --- 'a' \"b\" it's"

    def of(**signs: Value) -> str:
        goldmark: Value = {"extensions": {"typographer": signs}}
        return html_of(text, hugo_dialect({"markup": {"goldmark": goldmark}}))

    assert of() == "<p>… – — ‘a’ “b” it’s</p>"
    signs = {
        "ellipsis": ("…", "..."), "enDash": ("–", "--"), "emDash": ("—", "---"),
        "leftSingleQuote": ("‘", "'"), "leftDoubleQuote": ("“", '"'),
        "rightDoubleQuote": ("”", '"'),
    }  # fmt: skip
    for key, (sign, typed) in signs.items():
        assert of(**{key: "X"}) == of().replace(sign, "X"), key
        assert of(**{key: ""}) == of().replace(sign, typed), key
    assert of(rightSingleQuote="X", apostrophe="X") == of().replace("’", "X")
    assert of(rightSingleQuote="X", apostrophe="Y") == of(rightSingleQuote="X") == of()


def test_what_hugo_passes_through_stands_between_pairs_of_signs() -> None:
    def of(enable: str, **delimiters: Value) -> tuple[tuple[str, str, bool], ...]:
        passthrough: Value = {"enable": enable, "delimiters": delimiters}
        goldmark: Value = {"extensions": {"passthrough": passthrough}}
        return hugo_dialect({"markup": {"goldmark": goldmark}}).passes

    pairs: Value = [["$", "$"], ["a"], ["a", "b", "c"], ["", "x"], ["x", ""], "ab", [["a"], "b"],
                    ["a", ["b"]]]  # fmt: skip
    assert of("true", inline=pairs, block=[["$$", "$$"]]) == (("$$", "$$", True), ("$", "$", False))
    assert of("true", inline="ab") == of("false", inline=pairs) == of("true") == ()


def test_the_settings_of_zola_choose_a_dialect() -> None:
    plain = zola_dialect({})
    assert not plain.is_smart
    assert zola_dialect({"markdown": {"smart_punctuation": "true"}}).is_smart
    for key, extension in {
        "render_emoji": "shortcodes", "definition_list": "description_lists",
    }.items():  # fmt: skip
        assert extension not in plain.extensions
        assert extension in zola_dialect({"markdown": {key: "true"}}).extensions
        assert extension not in zola_dialect({"markdown": {key: "false"}}).extensions
