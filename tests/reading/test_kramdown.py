r"""What kramdown reads otherwise than CommonMark; each was asked of kramdown 2.4 with GFM input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive.dialects import jekyll_dialect
from feeds.html import safe_html
from feeds.html.dialect import KRAMDOWN, Dialect


def html_of(text: str, dialect: Dialect = KRAMDOWN) -> str:
    return safe_html(text, "a.md", "https://x.example/", dialect).replace("\n", "")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a $$b*c*d$$ e", r"<p>a \(b*c*d\) e</p>"),
        ("a $$\nx_1 = y_2\n$$ e", r"<p>a \(x_1 = y_2\) e</p>"),
        ("$$\na &= b \\\\\nc\n$$\n\nd", r"<p>\[a &amp;= b \\c\]</p><p>d</p>"),
        ("a\n\n$$ x\n\ny $$\n\nb", r"<p>a</p><p>\[xy\]</p><p>b</p>"),
        ("`$$a*b*$$` and $5", "<p><code>$$a*b*$$</code> and $5</p>"),
        ("``a ` $$b$$``", "<p><code>a ` $$b$$</code></p>"),
        ("\\$$5 and $$", "<p>$$5 and $$</p>"),
        ("a $$b\n\nc$$ d", "<p>a $$b</p><p>c$$ d</p>"),
        ("~~~\n$$a$$\n~~~", "<pre><code>$$a$$</code></pre>"),
        ("~~~~\n~~~\n$$a$$\n~~~~", "<pre><code>~~~$$a$$</code></pre>"),
        ("~~~\n~~~\n$$a$$", r"<pre><code></code></pre><p>\[a\]</p>"),
        ("a\n    $$b$$", r"<p>a\(b\)</p>"),
        ("a\n\n    $$b$$\n\nc", "<p>a</p><pre><code>$$b$$</code></pre><p>c</p>"),
        ("![$$a<b$$](/i.png)", r'<p><img src="https://x.example/i.png" alt="\(a&lt;b\)"></p>'),
    ],
)
def test_formulas_stand_as_mathjax_wants_them(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a {::nomarkdown}*b*{:/} c", "<p>a *b* c</p>"),
        ("{::nomarkdown}\n<b>x</b> *y*\n{:/nomarkdown}\n\n*d*", "<b>x</b> *y*<p><em>d</em></p>"),
        ("{::nomarkdown}<script>x()</script><i>*a*</i>{:/}", "<p><i>*a*</i></p>"),
        ("`{::nomarkdown}*a*{:/}`", "<p><code>{::nomarkdown}*a*{:/}</code></p>"),
    ],
)
def test_nomarkdown_is_html_as_it_stands(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("the <head> of a page", "<p>the &lt;head&gt; of a page</p>"),
        ("- a <DIV> *c*", "<ul><li>a &lt;DIV&gt; <em>c</em></li></ul>"),
        ("`<nav>` and\n<nav> b", "<p><code>&lt;nav&gt;</code> and</p><nav> b</nav>"),
        ("a <div>b</div> c", "<p>a </p><div>b</div> c"),
        ("<div>\na <ul><li>b</ul>\n</div>", "<div>a <ul><li>b</li></ul></div>"),
        ('a <code><body class="b"></code>', '<p>a <code>&lt;body class="b"&gt;</code></p>'),
        ("<pre>$$ a<br>b $$</pre>", "<pre>$$ a<br>b $$</pre>"),
    ],
)
def test_the_tag_of_a_block_that_nothing_closes_is_a_word_in_its_line(text: str, html: str) -> None:
    assert html_of(text) == html


def test_code_in_a_tag_is_markdown_where_it_says_so_or_never_ends_in_its_paragraph() -> None:
    assert html_of('<code markdown="1">*a*</code>') == "<p><code><em>a</em></code></p>"
    assert "<em>a</em>" in html_of("b <code>*a*")
    assert "<em>a</em>" in html_of("b <code>*a*\n\nc</code>")
    for spaces, is_word in ((8, True), (9, False)):
        html = html_of(f"a{' ' * spaces}<div> b")
        assert ("&lt;div&gt;" in html) == is_word


def test_a_formula_alone_in_a_quotation_is_in_its_line() -> None:
    assert html_of("> $$a$$") == r"<blockquote><p>\(a\)</p></blockquote>"


def test_the_title_of_a_link_may_quote() -> None:
    assert html_of('[a](/b "the "c" of it") and `[a](/b "the "c" of it")`') == (
        '<p><a href="https://x.example/b" title="the &quot;c&quot; of it">a</a> and '
        '<code>[a](/b "the "c" of it")</code></p>'
    )
    assert html_of('[a](/b "c") "d" [e](/f "g")').count("<a ") == 2


def test_a_line_with_more_backticks_begins_no_code() -> None:
    text = "```a``` is one\n\n{:.lead}\n$$x$$"
    assert html_of(text) == r"<p><code>a</code> is one</p><p>\[x\]</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("* a\n^\n* b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("a\n^\nb", "<p>a</p><p>b</p>"),
        ("1) a\n2) b", "<p>1) a2) b</p>"),
        ("- a\n  1) b", "<ul><li>a1) b</li></ul>"),
        ("+ 1) a\n+ 2) b", "<ul><li>1) a</li><li>2) b</li></ul>"),
        ("- a\n    1) b", "<ul><li>a1) b</li></ul>"),
        ("a\n\n    1) b", "<p>a</p><pre><code>1) b</code></pre>"),
        ("a\n2. b", '<p>a</p><ol start="2"><li>b</li></ol>'),
        ("a\nb\n---\nc", "<p>ab—c</p>"),
        ("a\n---\n\nb", "<h2>a</h2><p>b</p>"),
        ("a\n***\nb", "<p>a***b</p>"),
        ("a\n\n***\nb", "<p>a</p><hr><p>b</p>"),
        ("a\nb\n: c", "<dl><dt>a</dt><dt>b</dt><dd>c</dd></dl>"),
        (
            "*a*\n`b`\nc\n: d",
            "<dl><dt><em>a</em></dt><dt><code>b</code></dt><dt>c</dt><dd>d</dd></dl>",
        ),
        ("```\n1) a\n^\n```", "<pre><code>1) a^</code></pre>"),
        ("~~~\n```\n^\n~~~", "<pre><code>```^</code></pre>"),
        ("T\n: a\n\n  b\n\nc", "<dl><dt>T</dt><dd><p>a</p><p>b</p></dd></dl><p>c</p>"),
        ("T\n: a\n: b\n\n  c", "<dl><dt>T</dt><dd><p>a</p></dd><dd><p>b</p><p>c</p></dd></dl>"),
        ("T\n: a\n\nb\n\n  c", "<dl><dt>T</dt><dd>a</dd></dl><p>b</p><p>c</p>"),
        ("</div>\n*a*", "<p><em>a</em></p>"),
        ("<h5>a</h5>\n*b*", "<h5>a</h5><p><em>b</em></p>"),
        ("<h2>a</h2>*b*", "<h2>a</h2><p><em>b</em></p>"),
    ],
)
def test_where_blocks_end(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!-- more -->*a* [b](/b)", '<p><em>a</em> <a href="https://x.example/b">b</a></p>'),
        ("a\n\n<!--more--># b", "<p>a</p><h1>b</h1>"),
        ("<!-- a --><!-- b -->*c*", "<p><em>c</em></p>"),
        ("<!-- a\nb -->*c*\nd", "<p><em>c</em>d</p>"),
        ("a\n<!-- b -->*c*", "<p>a<em>c</em></p>"),
        ("* a\n  <!-- b -->*c*", "<ul><li>a<em>c</em></li></ul>"),
        ("~~~\n<!-- a -->*b*\n~~~", "<pre><code>&lt;!-- a --&gt;*b*</code></pre>"),
        ("    <!-- a -->*b*", "<pre><code>&lt;!-- a --&gt;*b*</code></pre>"),
        ("<!-- a\n\n*b*", "<p>&lt;!– a</p><p><em>b</em></p>"),
    ],
)
def test_a_comment_of_html_ends_with_its_sign(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<div markdown="span">\n* a *b*\n\nc\n</div>', "<div><p>* a <em>b</em>c</p></div>"),
        ('<p markdown="1">*a*</p>', "<p><em>a</em></p>"),
        ('<p markdown="block">\n* a\n</p>', "<ul><li>a</li></ul>"),
        ('<p markdown="1">\n*a*\n\n# b', "<p><em>a</em></p><h1>b</h1>"),
        (
            '{::options parse_block_html="true" /}\n\n<div>\n*a*\n</div>\n\n*b*',
            "<div><p><em>a</em></p></div><p><em>b</em></p>",
        ),
        (
            '<details><summary>S</summary>\n\n*a*\n\n</details>\n\n<div markdown="1">*b*</div>',
            "<details><summary>S</summary>*a*</details><div><p><em>b</em></p></div>",
        ),
    ],
)
def test_markdown_in_html(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a b] [C d]\n\n[c  d]: /e", '<p><a href="https://x.example/e">a b</a></p>'),
        ("[a]\n[c]\n\n[c]: /e", '<p><a href="https://x.example/e">a</a></p>'),
        ("[x] [y]\n\n[c]: /e", "<p>[x] [y]</p>"),
    ],
)
def test_a_space_may_stand_before_the_name_of_a_reference(text: str, html: str) -> None:
    assert html_of(text) == html


def test_an_option_holds_up_to_the_next() -> None:
    option = '{::options parse_block_html="%s" /}\n\n'
    text = f"{option % 'true'}<div>*b*</div>\n\n{option % 'false'}<div>*c*</div>"
    assert html_of(text) == "<div><p><em>b</em></p></div><div>*c*</div>"


def test_html_in_code_stays_as_it_is_whatever_other_fences_are_in_it() -> None:
    code = "```<div>ab</div> c"
    html = html_of("~~~\n```\n<div>\na\n\nb</div> c\n~~~")
    assert html == f"<pre><code>{code.replace('<', '&lt;').replace('>', '&gt;')}</code></pre>"


def test_the_settings_have_markdown_in_all_html() -> None:
    dialect = jekyll_dialect({"kramdown": {"parse_block_html": "true"}})
    assert html_of("<div>\n*a*\n</div>", dialect) == "<div><p><em>a</em></p></div>"
    assert html_of("<div>\n*a*\n</div>") == "<div>*a*</div>"
    assert html_of("<div>\n\n*a*\n\n</div>", dialect) == "<div><p><em>a</em></p></div>"


@pytest.mark.parametrize(
    "text",
    ["* TOC\n{:toc}\n\na", "- One\n- two\n  more\n{: .b #c toc}\n\na", "1. x\n{:toc}\n\na"],
)
def test_the_place_of_a_table_of_contents_is_no_text(text: str) -> None:
    assert html_of(text) == "<p>a</p>"


def test_a_table_of_contents_in_a_quotation_takes_the_place_of_its_list_alone() -> None:
    quoted = html_of("> a\n>\n> * TOC\n> {:toc}\n")
    assert "a" in quoted
    assert "TOC" not in quoted


@given(
    st.lists(
        st.sampled_from(
            [
                *("$$", "a", " ", "\n", "\n\n", "`", "``", "\\", "{::nomarkdown}", "{:/}", "    "),
                *(
                    "^\n",
                    "1) ",
                    "---\n",
                    ": ",
                    "~~~\n",
                    '<p markdown="1">',
                    "</p>",
                    "* ",
                    "{:toc}\n",
                ),
            ]
        ),
        max_size=30,
    )
)
def test_no_sign_of_the_passes_is_left_and_no_letter_lost(parts: list[str]) -> None:
    html = html_of("".join(parts))
    assert not {"\ufdd0", "\ufdd2", "\ufdd3"}.intersection(html)
    assert "%EF%B7%9" not in html
