"""Texts as feeds show them: safe, absolute, readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from feeds.html import safe_html
from feeds.html.dialect import GOLDMARK
from feeds.html.sanitise import sanitised
from feeds.text.clean import without_controls
from feeds.text.decode import decode

BASE = "https://news.example/2022/03/a.html"


def html_of(text: str, path: str = "_posts/2022-03-14-a.md") -> str:
    return safe_html(text, path, BASE)


def test_scripts_handlers_styles_and_comments_are_removed() -> None:
    content = html_of(
        '<p onclick="x()" style="color:red">一</p><script>x()</script><!-- EM_Img_Start -->'
        "<style>p{}</style>"
    )
    assert content == "<p>一</p>"


def test_empty_spans_leave_no_trace() -> None:
    assert html_of('<p>一<span id="quote_1"></span>二</p>') == "<p>一二</p>"


def test_links_and_images_are_absolute() -> None:
    content = html_of("[a](b.html) [c](/d) [e](#f) [g](//h.example/i) ![j](k.png)")
    for address in (
        "https://news.example/2022/03/b.html",
        "https://news.example/d",
        f"{BASE}#f",
        "https://h.example/i",
        "https://news.example/2022/03/k.png",
    ):
        assert f'"{address}"' in content


def test_a_javascript_address_is_removed() -> None:
    assert "javascript" not in html_of('<a href="javascript:alert(1)">x</a>')


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<iframe src="//video.example/v?id=1&amp;t=2"></iframe>',
         "https://video.example/v?id=1&amp;t=2"),
        ("<iframe data-src='/charts/1.html'></iframe>", "https://news.example/charts/1.html"),
        ("<embed src=b.svg>", "https://news.example/2022/03/b.svg"),
        ('<object type="a/b" data="/a.pdf"></object>', "https://news.example/a.pdf"),
        ('<object data="/a.pdf"><a href="/b.pdf">b</a></object>', "https://news.example/b.pdf"),
        ('<iframe srcdoc="<p>b</p>" src="/b.html">No <a href="/c">frames</a></iframe>',
         "https://news.example/b.html"),
        ('<iframe data-original="/b.html"></iframe>', "https://news.example/b.html"),
        ('<noscript><iframe src="/b.html"></iframe></noscript><iframe data-src="/b.html"></iframe>',
         "https://news.example/b.html"),
        ('<OBJECT DATA="/a.pdf"></OBJECT>', "https://news.example/a.pdf"),
        ("<script src='https://gist.github.com/ann/1f.js?file=b'></script>",
         "https://gist.github.com/ann/1f"),
        ('<lite-youtube videoid="a-1_b"></lite-youtube>', "https://www.youtube.com/watch?v=a-1_b"),
        ('<lite-youtube videoid="a"><a href="/b">b</a></lite-youtube>', "https://news.example/b"),
    ],
)  # fmt: skip
def test_a_frame_becomes_a_link(markup: str, address: str) -> None:
    content = html_of(markup, "a.html")
    assert content.count("<a ") == 1
    assert f'<a href="{address}">' in content


def test_films_and_sounds_have_the_address_that_a_script_would_give_them() -> None:
    content = html_of(
        '<video data-src="/a.mp4"></video><audio src="/b.mp3" data-src="x">', "a.html"
    )
    assert 'src="https://news.example/a.mp4" controls=""' in content
    assert 'src="https://news.example/b.mp3" controls=""' in content


@pytest.mark.parametrize(
    "source",
    ["about:blank", "javascript:x()", "//a.example' hidden='", "//a.example' width='0"],
)
def test_a_frame_that_shows_nothing_leaves_no_link(source: str) -> None:
    assert html_of(f"<iframe src='{source}'></iframe><p>一</p>", "a.html") == "<p>一</p>"


@pytest.mark.parametrize(
    ("markup", "image"),
    [
        ('<img src="data:image/gif;base64,AAAA" data-src="/b.jpg" alt="c">', '/b.jpg" alt="c"'),
        ('<img src="/blank.gif" data-original="/b.jpg">', '/b.jpg"'),
        ('<img data-src="/b.jpg"><noscript><img src="/b.jpg"></noscript>', '/b.jpg"'),
        ('<noscript><img src="/b.jpg"></noscript>', '/b.jpg"'),
        ('<img srcset="/b.jpg 1x, /c.jpg 2x">', '/c.jpg"'),
        ('<img srcset="/b.jpg, /c.jpg 0.5x, /d.jpg 1w?">', '/b.jpg"'),
        ('<img srcset="/b.jpg, /c.jpg 1.5x">', '/c.jpg"'),
        ('<picture><source srcset="/b.webp 100w"><img alt="c"></picture>', '/b.webp" alt="c"'),
        ('<picture><source srcset="/b.webp"><img src="/b.jpg"></picture>', '/b.jpg"'),
        ('<img src="/b.jpg" data-id="12" data-src="{x}">', '/b.jpg"'),
        ('<img data-lazy="/b.jpg">', '/b.jpg"'),
        ('<img src="/blank.gif" data-hi-res-src="/b.jpg">', '/b.jpg"'),
        ('<amp-img src="/b.jpg"></amp-img>', '/b.jpg"'),
        ('<amp-img srcset="/b.jpg 1x"></amp-img>', '/b.jpg"'),
        ('<img srcset="/b.jpg 300w,/c,d.jpg 600w">', '/c,d.jpg"'),
        ('<img src="/blur.jpg" data-srcset="/b.jpg 300w, /c.jpg 600w">', '/c.jpg"'),
        ('<img src="/blank.gif" data-loaded-src="/b.jpg">', '/b.jpg"'),
        ('<img src="/b.jpg" data-thumb-src="/c.jpg">', '/b.jpg"'),
        ('<img data-orig-file="/b.jpg?w=9">', '/b.jpg?w=9"'),
        ('<img data-src="/b.jpg" alt="c > d">', '/b.jpg" alt="c &gt; d"'),
        (
            '<img src="data:image/svg+xml;utf8,<svg xmlns=\'x\'></svg>" data-src="/b.jpg">',
            '/b.jpg"',
        ),
        (
            '<img src="data:image/gif;base64,R0" alt="c"><noscript><img src="/b.jpg"></noscript>',
            '/b.jpg"',
        ),
        ('<img src="/blank.gif"> <noscript><img src="/b.jpg"></noscript>', '/b.jpg"'),
        (
            '<picture><img data-src="/b.jpg?w=2"></picture><noscript><img src="/b.jpg"></noscript>',
            '/b.jpg?w=2"',
        ),
        (
            '<img data-cfsrc="/b.jpg" style="display:none"><noscript><img src="/b.jpg"></noscript>',
            '/b.jpg"',
        ),
    ],
)
def test_an_image_has_the_address_that_a_browser_would_show(markup: str, image: str) -> None:
    assert html_of(markup, "a.html") == f'<img src="https://news.example{image}>'


def test_an_image_without_a_border_is_shown_and_its_fallback_not() -> None:
    markup = '<img data-src="/b.jpg" style="border: none">x<noscript><img src="/b.jpg"></noscript>'
    assert html_of(markup, "a.html") == '<img src="https://news.example/b.jpg">x'


def test_an_image_without_an_address_is_its_words() -> None:
    assert html_of('<p>一<img src="data:image/png;base64,AA" alt="a > b"></p>', "a.html") == (
        "<p>一a &gt; b</p>"
    )


def test_code_that_stands_in_for_a_script_stays() -> None:
    markup = "<noscript><pre>x = 1</pre></noscript><noscript>Turn on scripts</noscript>"
    assert html_of(markup, "a.html") == "<pre>x = 1</pre>"


def test_an_image_before_the_trace_of_a_tracker_stays() -> None:
    tracker = '<noscript><img height="1" width="1" src="https://t.example/x"></noscript>'
    assert html_of(f'<img src="/a.png">{tracker}', "a.html").count("<img") == 1


def test_hidden_images_of_trackers_stay_away() -> None:
    tracker = '<noscript><img height="1" width="1" src="https://t.example/x"></noscript>'
    assert html_of(f"<p>一</p>{tracker}", "a.html") == "<p>一</p>"


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<STRIKE>1</STRIKE> <tt>a</tt>", "<s>1</s> <code>a</code>"),
        ('<acronym title="b">a</acronym> <abbr title="d">c</abbr>',
         '<abbr title="b">a</abbr> <abbr title="d">c</abbr>'),
        ("<menu><li>a</menu><DIR><li>b</DIR>", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ('<ol reversed><li value="5">a</li></ol>', '<ol reversed=""><li value="5">a</li></ol>'),
        ('<bdo dir="rtl">a</bdo> <ins datetime="2024">b</ins>', None),
        ('<article><p>a</p></article><details open=""><summary>b</summary>c</details>', None),
    ],
)  # fmt: skip
def test_elements_of_old_keep_their_meaning(markup: str, clean: str | None) -> None:
    assert html_of(markup, "a.html") == (clean or markup)


def test_a_list_of_tasks_says_which_are_done() -> None:
    tasks = safe_html("- [x] a\n- [ ] b", "a.md", BASE, GOLDMARK)
    assert tasks == "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"
    item = '<li class="t"><p><input type="checkbox" disabled checked="checked" />a</p></li>'
    assert html_of(item, "a.html") == "<li><p>☑ a</p></li>"


def test_an_empty_address_is_no_link() -> None:
    assert html_of('<a href="">a</a>', "a.html") == "<a>a</a>"
    assert html_of('<pre> href=""</pre>', "a.html") == '<pre> href=""</pre>'


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>", "1/3"),
        ("<math><msup><mi>x</mi><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow></msup></math>",
         "x^(a+1)"),
        ("<math><msqrt><mi>x</mi></msqrt><msubsup><mi>y</mi><mn>1</mn><mn>2</mn></msubsup></math>",
         "√xy_1^2"),
        ("<math><semantics><mi>q</mi><annotation encoding='application/x-tex'>x^2</annotation>"
         "</semantics></math>", "x^2"),
        ("<math><mi>&#1;a</mi></math>", "a"),
        ("<script type='math/tex; mode=display'>a < b</script>", "\\[a &lt; b\\]"),
        ("<span class='katex'><math><mi>a</mi></math><span class='katex-html'>a</span></span>",
         "a"),
        ("<span class='katex'><span class='katex-html'>a</span></span>", "a"),
        ("<MATH><MI>x</MI></MATH>", "x"),
        ("<math><mi>f</mi><mfenced><mi>a</mi><mi>b</mi></mfenced></math>", "f(a,b)"),
        ("<math alttext='x_1'><mi>q</mi></math>", "x_1"),
    ],
)  # fmt: skip
def test_no_formula_is_lost(markup: str, words: str) -> None:
    assert html_of(f"<p>一 {markup} 二</p>", "a.html") == f"<p>一 {words} 二</p>"


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<h3>a <style> b</h3><p>c</p>", "<h3>a &lt;style&gt; b</h3><p>c</p>"),
        ("<p>a <form> b</p><p>c</p>", "<p>a &lt;form&gt; b</p><p>c</p>"),
        ("<p>a <TextArea rows=2> b</p>", "<p>a  b</p>"),
        (
            "<p>a <plaintext> b</p><p><title/> c</p>",
            "<p>a &lt;plaintext&gt; b</p><p>&lt;title/&gt; c</p>",
        ),
        ("<style>x{}</style><p>a <style> b</p>", "<p>a &lt;style&gt; b</p>"),
        ("<p>a<script>x<y</script>b</p>", "<p>ab</p>"),
    ],
)
def test_a_tag_that_nothing_closes_takes_no_text_away(markup: str, clean: str) -> None:
    assert sanitised(markup, BASE) == clean


def test_controls_go_with_their_words() -> None:
    markup = (
        "<button>Copy</button><pre>x</pre><select><option>Red</option></select>"
        "<textarea>typed</textarea><label>一<input value='a'></label>"
    )
    assert html_of(markup, "a.html") == "<pre>x</pre>一"


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ('<div role="button">Copy</div><pre>x</pre>', "<pre>x</pre>"),
        ('<span class="btn-copy">Copy</span><pre>x</pre>', "<pre>x</pre>"),
        ('<a class="copy-btn" href="#">Copy</a><a role="button" href="/b">一</a>',
         '<a href="https://news.example/b">一</a>'),
        ('<div class="copy">A text that is as long as texts are.</div>',
         "<div>A text that is as long as texts are.</div>"),
        ('<td class="rouge-gutter gl"><pre class="lineno">1\n2\n</pre></td>', ""),
        ('<pre><span class="ln">1</span>x\n<span class="ln">2</span>y</pre>', "<pre>x\ny</pre>"),
        ('<pre class="line-numbers"><code>42</code></pre>', "<pre><code>42</code></pre>"),
        ('<p class="ln">Chapter 1</p>', "<p>Chapter 1</p>"),
    ],
)  # fmt: skip
def test_what_stands_beside_code_for_the_page_alone_goes(markup: str, clean: str) -> None:
    assert html_of(markup, "a.html") == clean


def test_links_keep_the_schemes_that_are_safe() -> None:
    for scheme in ("tel", "mailto", "sms", "geo", "xmpp", "magnet", "ipfs", "gemini"):
        assert html_of(f"<a href='{scheme}:1'>a</a>", "a.html") == f'<a href="{scheme}:1">a</a>'
    for scheme in ("javascript", "data", "vbscript", "file", "blob", "about"):
        assert html_of(f"<a href='{scheme}:1'>a</a>", "a.html") == "<a>a</a>"


@given(st.text())
def test_no_body_gives_a_character_that_a_document_may_not_hold(written: str) -> None:
    decoded = decode(written.encode("utf-8", "replace"))
    assert decoded is not None
    for path in ("a.md", "a.html"):
        content = html_of(decoded.text, path)
        assert content == without_controls(content)


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<h2>一</h2>\n <p>二<strong>三</strong>&amp;</p>", None),
        ('<p><img src="https://a.example/i.jpg?w=1" alt="二"></p>', None),
        ('<p>一<a href="https://a.example/b">二<b>三</b></a></p>', None),
        ("<blockquote><p>一</p><ul><li>二<ul><li>三</li></ul></li></ul></blockquote>", None),
        ("<!-- a --><p>一</p><!-- b -->", "<p>一</p>"),
        ("<center>一</center><p>二</p>", "一<p>二</p>"),
        (
            '<p><img src="/a/b.jpg" alt="" /></p>',
            '<p><img src="https://news.example/a/b.jpg" alt=""></p>',
        ),
        (
            '<a href="https://a.example/?b=1&lt=2">“&quot;</a>',
            '<a href="https://a.example/?b=1&amp;lt=2">“"</a>',
        ),
        ('<pre><code class="language-sh">a\n</code></pre>', "<pre><code>a\n</code></pre>"),
        ("<p>一<br />二</p>", "<p>一<br>二</p>"),
        ('<p><span id="a"><span web="1" href="/b">一</span></span></p>', "<p>一</p>"),
        ('<p>一</p>\n<p> <span id="a"></span></p><!-- b -->\n<p>二</p>', "<p>一</p>\n<p>二</p>"),
        ('<p>一</p><p><p style="display:none">二</p>\n</p>\n三', "<p>一</p>三"),
    ],
)
def test_markup_that_scrapers_write_most_is_shown_unchanged(markup: str, clean: str | None) -> None:
    assert html_of(markup, "a.html") == (clean or markup)


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ("<p class='a'>一</p>", "<p>一</p>"),
        ("<p>一", "<p>一</p>"),
        ("<p><script>1</script></p>", ""),
        ("<p>一<p>二</p></p>", "<p>一</p><p>二</p>"),
        ("<p><ul><li>一</li></ul></p>", "<ul><li>一</li></ul>"),
        ("<li><li>一</li></li>", "<li></li><li>一</li>"),
        ("<a href='https://a.example/'>一</a>", '<a href="https://a.example/">一</a>'),
        ('<a href="javascript:alert(1)">一</a>', "<a>一</a>"),
        ('<a href="b">一</a>', '<a href="https://news.example/2022/03/b">一</a>'),
        ('<a href="/../b">一</a>', '<a href="https://news.example/b">一</a>'),
        ('<a href="//b.example/">一</a>', '<a href="https://b.example/">一</a>'),
        ('<a href="https://a.example/?b&lt_=1">一</a>', '<a href="https://a.example/?b&lt;_=1">一</a>'),
        ("<pre>\n一</pre>", "<pre>一</pre>"),
        ("一&copy=", "一©="),
        ('<img src="https://a.example/" onerror="x()">', '<img src="https://a.example/">'),
        ("<b><span>一</b></span>", "<b>一</b>"),
        ("<!-- a -- > --><p>一</p>", "<p>一</p>"),
        ("文> <img src=x onerror=y ", "文&gt;"),
        ("<p>文></p><", "<p>文&gt;</p>&lt;"),
    ],
)  # fmt: skip
def test_markup_that_is_wrong_or_rare_comes_out_whole(markup: str, clean: str) -> None:
    assert html_of(markup, "a.html") == clean


@pytest.mark.parametrize("path", ["a.md", "a.html"])
def test_control_characters_written_as_references_are_removed(path: str) -> None:
    body = "一&#1;二&#x8;<i title='&#xFFFE;'>三</i><img alt='&#3;' src='/a.png'>"
    content = html_of(body, path)
    assert [char for char in content if ord(char) < 32 or ord(char) > 0xFFFD] == []
    assert "二<i>三</i>" in content


_ADDRESSES = (
    "https://a.example/b?c=d#e", "http://a.example", "https://xn--a.example/", "a:b", "/a",
    "/a.b/c/", "/../a", "//a.example/", "/a?b&c=d", "https://a.example/?b=c&lt=d&amp;e",
    "https://a.example/?&lt;",
)  # fmt: skip
_LEAVES = (
    "文", "a ", "\n ", '"', "&amp;", "&lt;", "&quot;", "<br>", "<br />", "<!-- a -->",
    '<p style="display:none">文</p>', "<i hidden>文</i>",
    *(f'<img src="{address}" alt="一" />' for address in _ADDRESSES),
    *(f'<img src="{address}">' for address in _ADDRESSES),
)  # fmt: skip
_PAIRS = (
    ("<p>", "</p>"), ("<p>", "</p>"), ("<h2>", "</h2>"), ("<pre>", "</pre>"), ("<b>", "</b>"),
    ("<strong>", "</strong>"), ("<code>", "</code>"), ('<code class="a">', "</code>"),
    ("<span>", "</span>"), ('<span id="a" web="1">', "</span>"), ("<center>", "</center>"),
    ("<blockquote>", "</blockquote>"), ("<ul><li>", "</li></ul>"), ("<li>", "</li>"),
    *((f'<a href="{address}">', "</a>") for address in _ADDRESSES),
)  # fmt: skip
_ODD = (
    "<scr", "ipt>x()", "&", "#1;", "<img src=x onerror=x() ", "javascript:", "<!--", "-->", "'",
    "<!---->", "<P>", "<p class=a>", "<script>", "<td>", '<span style="color:red">', "<", ">", "&",
    "&nbsp;", "&#60;", "\xa0", "\ufeff", "<div>", *(tag for pair in _PAIRS for tag in pair),
)  # fmt: skip


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Rows of elements that end where they seem to."""
    element = st.tuples(st.sampled_from(_PAIRS), inner).map(lambda it: it[1].join(it[0]))
    return st.lists(element | st.sampled_from(_LEAVES), max_size=3).map("".join)


_WHOLE = st.recursive(st.sampled_from(_LEAVES), _nested, max_leaves=6)
_SPOILT = st.tuples(_WHOLE, st.sampled_from(_ODD) | st.text(max_size=2), _WHOLE).map("".join)
_PIECES = st.lists(st.sampled_from(_ODD) | _WHOLE, max_size=8).map("".join)


@given(_WHOLE | _SPOILT | _PIECES | st.text(max_size=400), st.sampled_from(["a.md", "a.html"]))
def test_any_text_becomes_safe_html(text: str, path: str) -> None:
    content = html_of(without_controls(text), path)
    for element in lxml_html.fragment_fromstring(content, create_parent="div").iter():
        assert element.tag not in ("script", "style", "iframe", "object")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not value.lower().strip().startswith("javascript:")


@pytest.mark.parametrize(
    "name",
    ["path", "text", "list", "set", "domain", "G", "pattern x=1", "in", "int", "not", "selector"],
)
def test_a_tag_that_is_meant_as_a_word_costs_no_text(name: str) -> None:
    assert sanitised(f"<p>cp <{name}> here</p><p>b</p>", "https://s.example/") == (
        "<p>cp  here</p><p>b</p>"
    )


def test_a_drawing_is_dropped_with_its_words() -> None:
    drawing = "<p>a</p><svg><text>label</text><path d='M0'></path></svg><p>b</p>"
    assert sanitised(drawing, "https://s.example/") == "<p>a</p><p>b</p>"
