"""What stands in a feed for frames, players and formulas, and for what only a page can use."""

from __future__ import annotations

import pytest

from feeds.html import safe_html

BASE = "https://news.example/2022/03/a.html"


def html_of(markup: str) -> str:
    return safe_html(markup, "a.html", BASE)


def link(address: str) -> str:
    return f'<p><a href="{address}">{address}</a></p>'


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "√x"),
        ("<msqrt><mi>x</mi><mo>+</mo><mi>y</mi></msqrt>", "√(x+y)"),
        ("<mtable><mtr><mtd>a</mtd><mtd>b</mtd></mtr><mtr><mtd>c</mtd></mtr></mtable>", "a b; c"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>", "∑_i^n"),
        ("<munder><mi>a</mi><mi>b</mi></munder><mover><mi>c</mi><mi>d</mi></mover>", "a_bc^d"),
        ("<msub><mi>e</mi><mn>1</mn></msub>", "e_1"),
        ("<msup><mi>x</mi></msup>", "x"),
        ("<msubsup><mi>x</mi><mi>y</mi></msubsup>", "xy"),
        ("<mfenced open='[' close=']'><mi>a</mi><mi>b</mi></mfenced>", "[a,b]"),
        ("<mfrac><mi>ab</mi><mrow><mi>a</mi><mo>-</mo></mrow></mfrac>", "ab/(a-)"),
    ],
)
def test_a_formula_is_one_line(formula: str, words: str) -> None:
    assert html_of(f"<p>1 <math>{formula}</math> 2</p>") == f"<p>1 {words} 2</p>"


@pytest.mark.parametrize(
    ("encoding", "is_tex"),
    [
        ("application/x-tex", True),
        ("TeX", True),
        ("application/x-latex", True),
        ("LaTeX", True),
        ("text/plain", False),
        ("MathML-Content", False),
        ("", False),
    ],
)
def test_an_annotation_in_tex_stands_for_its_formula(encoding: str, is_tex: bool) -> None:
    annotation = f"<annotation encoding='{encoding}'> x_1 </annotation>"
    formula = f"<math alttext=y><semantics><mi>q</mi>{annotation}</semantics></math>"
    assert html_of(f"<p>{formula}</p>") == ("<p>x_1</p>" if is_tex else "<p>y</p>")


@pytest.mark.parametrize("kind", ["math/tex", "'math/tex; mode=inline'"])
def test_a_formula_of_mathjax_within_a_line_has_round_brackets(kind: str) -> None:
    assert html_of(f"<script type={kind}> a &lt; b </script>") == r"\(a &lt; b\)"


@pytest.mark.parametrize(
    "attributes",
    ["width='1' height='90'", "width=1px", "height=0", "style='visibility : hidden'", "hidden"],
)
def test_a_hidden_frame_is_no_link(attributes: str) -> None:
    assert html_of(f"<iframe src='/b' {attributes}></iframe>x") == "x"
    assert html_of(f"<p><embed src='/b' {attributes}>x</p><p>y</p>") == "<p>x</p><p>y</p>"


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<iframe src='/b' width=11></iframe>", "https://news.example/b"),
        ("<iframe src='about:blank' data-src='/b'></iframe>", "https://news.example/b"),
        ("<iframe src='/b'><p>No frames</iframe>", "https://news.example/b"),
        ("<iframe src='http://x.example/?a=1&amp;b'></iframe>", "https://x.example/?a=1&amp;b"),
        ("<embed src='/b.swf'>", "https://news.example/b.swf"),
        ("<object data='/b.swf'></object>", "https://news.example/b.swf"),
        ("<script src='https://gist.github.com/a/1.js'></script>", "https://gist.github.com/a/1"),
        ("<script src=//gitlab.com/a/-/snippets/1.js></script>", "https://gitlab.com/a/-/snippets/1"),
        ("<script id=x src='http://asciinema.org/a/1.js'></script>", "https://asciinema.org/a/1"),
        ("<lite-youtube videoid='a'></lite-youtube>", "https://www.youtube.com/watch?v=a"),
        ("<lite-vimeo video-id=12></lite-vimeo>", "https://vimeo.com/12"),
    ],
)  # fmt: skip
def test_what_a_reader_drops_is_a_link(markup: str, address: str) -> None:
    assert html_of(f"{markup}x") == f"{link(address)}x"


def test_a_script_of_another_site_is_none() -> None:
    assert html_of("<script src='https://x.example/1.js'></script>x") == "x"


@pytest.mark.parametrize("tag", ["object data='/b.swf'", "lite-youtube videoid='a'"])
@pytest.mark.parametrize(
    "inside",
    ["<a href='/c'>c</a>", "<img src='/c.png'>", "<video src='/c.mp4'></video>"],
)
def test_what_shows_something_itself_is_no_link(tag: str, inside: str) -> None:
    name = tag.partition(" ")[0]
    assert html_of(f"<{tag}>{inside}</{name}>x") == html_of(f"{inside}x")
    assert html_of(f"<{tag}></{name}>{inside}").startswith("<p><a ")


@pytest.mark.parametrize(("filler", "is_seen"), [(1996, True), (1997, False)])
def test_what_an_object_shows_is_looked_for_in_two_thousand_characters(
    filler: int, is_seen: bool
) -> None:
    markup = f"<object data='/b.swf'>{'y' * filler}<img src='/c.png'></object>"
    assert ("b.swf" not in html_of(markup)) == is_seen


@pytest.mark.parametrize(
    ("markup", "stays"),
    [
        ("<a role=button href=#>1</a>", False),
        ("<a role='button'>1</a>", False),
        ("<a role=button href=/d>1</a>", True),
        (f"<span role='button'>{'1' * 30}</span>", False),
        (f"<span role='button'>{'1' * 31}</span>", True),
        (f"<span class='copy'> {'1' * 30} </span>", False),
        (f"<span class='copy'>{'1' * 31}</span>", True),
        ("<span class='a clipboard'>1</span>", False),
        ("<span class='copyright'>1</span>", True),
        ("<span class=lineno>1</span>", False),
        ("<span class=lineno>1a</span>", True),
        ("<pre class=lineno>1</pre>", False),
        ("<pre class=gutter>1</pre>", True),
        ("<code class=lineno>1</code>", True),
        ("<table class=copy><tr><td>1</table>", True),
        ("<b>a</b><span class='katex-html'>1</span>", True),
        ("<span class='katex-html'>1</span>", True),
        ("<span class='katex-mathml'>a</span><span class='katex-html'>1</span>", False),
    ],
)
def test_what_only_a_page_can_use_goes(markup: str, stays: bool) -> None:
    assert ("1" in html_of(f"<div>{markup}x</div>")) == stays


@pytest.mark.parametrize(
    ("size", "stays"),
    [
        ("width=1 height=1", False),
        ("width=0 height=1px", False),
        ("width=0px height=0", False),
        ("width=1", True),
        ("width=2 height=1", True),
        ("width=1 height=10", True),
    ],
)
def test_an_image_of_a_pixel_goes(size: str, stays: bool) -> None:
    assert ("<img" in html_of(f"<img src=/a.png {size}>x")) == stays


@pytest.mark.parametrize(
    "style", ["Visibility: Hidden", "DISPLAY : none", "color:red;display:none"]
)
def test_a_style_hides_however_it_is_spelled(style: str) -> None:
    assert html_of(f"<p style='{style}'>y</p>x") == "x"
