"""What stands in a feed for what a page hides, for formulas, words that look like tags, and frames;
and the words that a list shows."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.html import first_image, safe_html, summary_of
from feeds.html.dialect import GOLDMARK
from feeds.html.markdown import rendered
from feeds.html.summary import excerpt_of


def html_of(texts: Iterable[str]) -> dict[str, str]:
    return {text: safe_html(text, "a.html", "https://x.example/d/") for text in texts}


HIDDEN = {
    '<P STYLE="display:none">a</P>b': "b",
    "<IMG SRC=/i WIDTH=1 HEIGHT=1>b": "b",
    '<p><b class="katex-html">y</b></p>': "<p><b>y</b></p>",
    '<b class="copy">a</b>x': "x",
    "<?php a ?><p hidden>a</p>b": "b",
    '<p style="display:none">a</p>b': "b",
    '<p style="display:none">a<b>c</b></p>b': "b",
    '<p style="display:block">a</p>': "<p>a</p>",
    "<p hidden>a</p>b": "b",
    "<p data-hidden>a</p>b": "<p>a</p>b",
    '<p style="VISIBILITY : hidden">a</p>b': "b",
    "<img src=/i width=1 height=1>b": "b",
    '<img src=/i width="1" height="1px">b': "b",
    "<img src=/i width=1 height=2>b": '<img src="https://x.example/i" width="1" height="2">b',
    "<video width=1 height=1 hidden></video>": "",
    "<b width=1 height=1>a</b>": "<b>a</b>",
    "<!-- c --><p hidden>a</p>b": "b",
    '<p style="width:1">a</p>': "<p>a</p>",
    '<b role="button">a</b>b': "b",
    "<b role='button'>a</b>b": "b",
    "<code role=button>a</code>b": "<code>a</code>b",
    "<table role=button><tr><td>a</table>": "<table><tbody><tr><td>a</td></tr></tbody></table>",
    '<a role=button href="/x">a</a>': '<a href="https://x.example/x">a</a>',
    '<a role=button href="#">a</a>b': "b",
    '<a role=button href="">a</a>b': "b",
    '<b class="LINENO gutter">1</b>c': "c",
    '<td class="gutter">1<i>2</i></td>b': "b",
    '<b class="ln">1a</b>': "<b>1a</b>",
    '<pre class="ln">1</pre>': "<pre>1</pre>",
    '<pre class="lineno ln">1</pre>b': "b",
    '<math><mi>x</mi></math><b class="katex-html">y</b>z': "xz",
    '<b class="katex-mathml">x</b><b class="katex-html">y</b>z': "<b>x</b>z",
    '<b>x</b><b class="katex-html">y</b>z': "<b>x</b><b>y</b>z",
    '<b class="katex-html">y</b>z': "<b>y</b>z",
    "&#1;<p hidden>a</p>b": "b",
    "a<p hidden>b</p>c &amp; d": "ac &amp; d",
    "<p hidden>a": "",
    "x<b role=button>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>": "x",
    "x<b role=button>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>": (
        "x<b>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</b>"
    ),
}


def test_what_a_page_hides_or_uses_alone_is_in_no_feed() -> None:
    assert html_of(HIDDEN) == HIDDEN


FORMULAS = {
    "<math><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></math>": "a+b",
    "<math><mfrac><mi>a+b</mi></mfrac></math>": "a+b",
    "<math><mi>a</mi></math>": "a",
    "<MATH><mi>a</mi></MATH>": "a",
    "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>": "a/b",
    "<math><mfrac>x<mi>a</mi><mi>b</mi></mfrac></math>": "xa/b",
    "<math><mfrac><mi>a</mi></mfrac></math>": "a",
    "<math><msubsup><mi>a</mi><mi>b</mi><mi>c</mi></msubsup></math>": "a_b^c",
    "<math><msubsup><mi>a</mi><mi>b</mi></msubsup></math>": "ab",
    "<math><munderover><mo>+</mo><mi>i+1</mi><mi>n</mi></munderover></math>": "+_(i+1)^n",
    "<math><mroot><mi>a</mi><mn>3</mn></mroot></math>": "√a",
    "<math><msqrt>a<mi>b</mi></msqrt></math>": "√ab",
    '<math><mfenced open="[" close="]"><mi>a</mi><mi>b</mi></mfenced></math>': "[a,b]",
    "<math><mfenced><mi>a</mi></mfenced></math>": "(a)",
    "<math><mtable><mtr><mtd>a</mtd><mtd>b</mtd></mtr><mtr><mtd>c</mtd></mtr></mtable></math>": (
        "a b; c"
    ),
    '<math alttext=" x "><mi>a</mi></math>': "x",
    (
        '<math><semantics><mi>a</mi><annotation encoding="application/x-tex"> \\a </annotation>'
        "</semantics></math>"
    ): ("\\a"),
    (
        '<math><semantics><mi>a</mi><annotation encoding="text/plain">b</annotation>'
        "</semantics></math>"
    ): ("a"),
    "<math><semantics><mi>a</mi><annotation>b</annotation></semantics></math>": "a",
    (
        '<math alttext=y><semantics><mi>a</mi><annotation encoding="TeX"></annotation>'
        "</semantics></math>"
    ): ("a"),
    "<math><mi> a </mi><!-- c --><mo>+</mo></math>d": "a+d",
    "<math><mover><mi>x</mi><mo>^</mo></mover></math>": "x^(^)",
    "<math><munder><mi>a</mi><mi>b</mi></munder></math>": "a_b",
    '<script type="math/tex">a < b &amp; c</script>': "\\(a &lt; b &amp; c\\)",
    '<script type="math/tex; mode=display"> "a" </script>': '\\["a"\\]',
    "<script type='math/tex'>a</script>b<script type=math/tex>c</script>": "\\(a\\)b\\(c\\)",
    '<script type="math/tex">a<b>c</script>': "\\(a&lt;b&gt;c\\)",
}


def test_a_formula_is_its_tex_or_one_line() -> None:
    assert html_of(FORMULAS) == FORMULAS


TAGS = {
    "<svg><text>a</text></svg>b": "b",
    "a <style> b": "a &lt;style&gt; b",
    "a <style x=1> b": "a  b",
    "a <style></style> b": "a  b",
    "</style> a <style>": "a &lt;style&gt;",
    "<style></style> <style> a": "&lt;style&gt; a",
    "<STYLE>x</style> a": "a",
    "a </form> b": "a  b",
    "<form>a</form> <textarea/> b": "&lt;textarea/&gt; b",
    "<title>": "&lt;title&gt;",
    "<select>a<option>b</select>": "",
    "<styles> a": "a",
    "<noembed> <noframes> <plaintext> <title> <xmp>": (
        "&lt;noembed&gt; &lt;noframes&gt; &lt;plaintext&gt; &lt;title&gt; &lt;xmp&gt;"
    ),
    "cp <path> <List/> b": "cp   b",
    "List<int> </int>": "List",
    "<math><mi>x</mi></math> <path> a": "x  a",
    "<TEXT x=1>a": "a",
    "<s>a</s> <set> b": "<s>a</s>  b",
    "<set-x> b": "b",
}


def test_a_tag_that_is_a_word_takes_no_text_away() -> None:
    assert html_of(TAGS) == TAGS


FRAMES = {
    '<iframe src="http://a.example/?http://b"></iframe>': (
        '<p><a href="https://a.example/?http://b">https://a.example/?http://b</a></p>'
    ),
    '<iframe src="/a"></iframe>': '<p><a href="https://x.example/a">https://x.example/a</a></p>',
    '<iframe src="/a">b<i>c</i></iframe>d': (
        '<p><a href="https://x.example/a">https://x.example/a</a></p>d'
    ),
    '<iframe src="/a"> b': '<p><a href="https://x.example/a">https://x.example/a</a></p> b',
    "<iframe></iframe>b": "b",
    '<iframe src="about:blank" data-src="/a"></iframe>': (
        '<p><a href="https://x.example/a">https://x.example/a</a></p>'
    ),
    '<iframe src="javascript:x" original="/a"></iframe>': (
        '<p><a href="https://x.example/a">https://x.example/a</a></p>'
    ),
    '<iframe src="/a" hidden></iframe>b': "b",
    '<iframe src="/a" width="1"></iframe>b': "b",
    '<iframe src="/a" height=0px ></iframe>b': "b",
    '<iframe src="/a" width=10></iframe>': (
        '<p><a href="https://x.example/a">https://x.example/a</a></p>'
    ),
    '<iframe title=">" src="/a"></iframe>': (
        '<p><a href="https://x.example/a">https://x.example/a</a></p>'
    ),
    '<embed src="/a">b': '<p><a href="https://x.example/a">https://x.example/a</a></p>b',
    '<embed hidden src="/a">b': "b",
    '<object data="/a"></object>b': '<p><a href="https://x.example/a">https://x.example/a</a></p>b',
    '<object data="/a"><img src="/i"></object>b': '<img src="https://x.example/i">b',
    '<object data="/a"></object><img src="/i">': (
        '<p><a href="https://x.example/a">https://x.example/a</a></p>'
        '<img src="https://x.example/i">'
    ),
    "<object><p>b</p></object>": "<p>b</p>",
    '<script src="//gist.github.com/a/1.js"></script>': (
        '<p><a href="https://gist.github.com/a/1">https://gist.github.com/a/1</a></p>'
    ),
    '<script src="//gist.example/a/1.js"></script>b': "b",
    '<lite-youtube videoid="a"></lite-youtube>': (
        '<p><a href="https://www.youtube.com/watch?v=a">https://www.youtube.com/watch?v=a</a></p>'
    ),
    "<LITE-VIMEO video-id=7></LITE-VIMEO>": (
        '<p><a href="https://vimeo.com/7">https://vimeo.com/7</a></p>'
    ),
    '<lite-youtube videoid="a"><a href="/b">c</a></lite-youtube>': (
        '<a href="https://x.example/b">c</a>'
    ),
    '<iframe src="ftp://a.example/"></iframe>b': "b",
    '<iframe src="http://a.example/?b&amp;c"></iframe>': (
        '<p><a href="https://a.example/?b&amp;c">https://a.example/?b&amp;c</a></p>'
    ),
}


def test_a_frame_is_a_link_where_it_shows_something() -> None:
    assert html_of(FRAMES) == FRAMES


SUMMARIES = {
    "<p>a</p><p>b</p>": "a",
    "<h2>a</h2><p>b</p>": "b",
    "<h2>a</h2>": "a",
    "<p>&#8203; </p><p>b</p>": "b",
    "<p>…</p><p>b</p>": "b",
    "<p>…</p>": "…",
    "a<p>b</p>": "a",
    '<a href="/x">a</a><p>b</p>': "b",
    '<a href="/x">a</a> c<p>b</p>': "a c",
    "<ul><li>a<li>b</ul><p>c</p>": "a b",
    "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>": "a b",
    "<figure><figcaption>a</figcaption></figure><p>b</p>": "b",
    '<p><a href="https://a.example/">https://a.example/</a></p><p>b</p>': "b",
    '<p><a href="https://a.example/">https://a.example/</a></p>': "https://a.example/",
    "<div>a<p>b</p></div>": "a",
    "<div>a</div><div>b</div>": "a b",
    "<p>a": "a",
    "</p>a": "a",
    "<table><tr><td>a<td>b</table>": "a b",
    "<pre>a\nb</pre>c": "a b",
    '<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup></p>': "a",
    '<p>a<sup><a href="#b">1</a></sup></p>': "a1",
    '<section><ol><li id="fn:1">n</ol></section><p>b</p>': "",
    "<p>a</p>b<p>c</p>": "a",
    "<p> </p>b c<p>d</p>": "b c",
    "<h2>a</h2><p> </p>": "a",
    "<p>\u200b</p>": "",
}


def test_a_summary_is_the_first_words_that_are_no_heading() -> None:
    contents = html_of(SUMMARIES)
    summaries = {text: summary_of(contents[text], text, "a.html", None) for text in SUMMARIES}
    assert summaries == SUMMARIES


ADDRESSES = {
    "https://x.example/a)b，": '<a href="https://x.example/a)b">https://x.example/a)b</a>，',
    f"https://x.example/a&#{'1' * 31};，": (
        f'<a href="https://x.example/a">https://x.example/a</a>&#{"1" * 31};，'
    ),
    "https://.，": "https://.，",
    "见https://x.example/a，b": '见<a href="https://x.example/a">https://x.example/a</a>，b',
    "https://x.example/a b词": '<a href="https://x.example/a">https://x.example/a</a> b词',
    "https://x.example/a.)，": '<a href="https://x.example/a">https://x.example/a</a>.)，',
    "https://x.example/(a)，": '<a href="https://x.example/(a)">https://x.example/(a)</a>，',
    "https://x.example/(a)).，": '<a href="https://x.example/(a)">https://x.example/(a)</a>).，',
    "https://x.example/a&amp;，": '<a href="https://x.example/a">https://x.example/a</a>&amp;，',
    "https://x.example/a&amp;&hellip;，": (
        '<a href="https://x.example/a">https://x.example/a</a>&amp;&hellip;，'
    ),
    "https://x.example/a&bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb;，": (
        '<a href="https://x.example/a">https://x.example/a</a>&bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb;，'
    ),
    "https://x.example/a&bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb;，": (
        '<a href="https://x.example/a&amp;bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb">https://x.exa'
        "mple/a&amp;bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb</a>;，"
    ),
    "https://x.example/a&b，": '<a href="https://x.example/a&amp;b">https://x.example/a&amp;b</a>，',
    "https://x.example/a，https://x.example/b。": (
        '<a href="https://x.example/a">https://x.example/a</a>，https://x.example/b。'
    ),
    "www.x.example。": '<a href="https://www.x.example">www.x.example</a>。',
    "<https://x.example/a词>": '<a href="https://x.example/a%E8%AF%8D">https://x.example/a词</a>',
    "[https://x.example/词](/b)": '<a href="/b">https://x.example/词</a>',
    "xhttps://x.example/词": "xhttps://x.example/词",
    "https://，": "https://，",
    "http://x.example/?!.,:;*_~'\"，": (
        '<a href="http://x.example/">http://x.example/</a>?!.,:;*_~\'&quot;，'
    ),
    "[a](https://x.example/a词) b": '<a href="https://x.example/a%E8%AF%8D">a</a> b',
    "`https://x.example/词`": "<code>https://x.example/词</code>",
    "https://x.example/%E8词 https://x.example/b": (
        '<a href="https://x.example/%E8">https://x.example/%E8</a>词 '
        '<a href="https://x.example/b">https://x.example/b</a>'
    ),
    "https://x.example/": '<a href="https://x.example/">https://x.example/</a>',
}


def test_a_bare_address_ends_before_the_first_character_beyond_ascii() -> None:
    links = {
        text: rendered(text, GOLDMARK).strip().removeprefix("<p>").removesuffix("</p>")
        for text in ADDRESSES
    }
    assert links == ADDRESSES


def test_an_excerpt_stands_before_the_separator() -> None:
    excerpts = {
        ("a<!--more-->b", "<!--more-->"): "a\n",
        ("a<!-- MORE -->b", "<!--more-->"): "a\n",
        ("a<!--  more-->b", "<!--more-->"): "",
        (" <!--more-->b", "<!--more-->"): "",
        ("a b", "<!--more-->"): "",
        ("a b", "xx"): "",
        ("axxb", "xx"): "a\n",
        ("xxb", "xx"): "",
        ("axxb", ""): "",
        ("axxb", None): "",
        ("a\nxx\n[c]: /d\n   [e]: f", "xx"): "a\n\n\n[c]: /d\n   [e]: f",
        ("[c]: /d\nxx", "xx"): "[c]: /d\n\n",
        ("[c]: /d\n[e]: /f\nxxxxxxxxx", "xxxxxxxxx"): "[c]: /d\n[e]: /f\n\n",
        ("a<!--more-->\n[c]: d", "<!-- more -->"): "a\n\n[c]: d",
        ("axx    [c]: d", "xx"): "a\n",
    }
    assert {each: excerpt_of(*each) for each in excerpts} == excerpts
    assert [
        len(excerpt_of("a" * length + "xx", "xx")) for length in (99_999, 100_000, 100_001)
    ] == [*(100_000, 100_001, 100_001)]


def test_the_first_image_is_one_with_an_address() -> None:
    images = {
        '<p><img src="/a?b&amp;c"><img src="/d">': "/a?b&c",
        '<img alt="x" src="/b">': "/b",
        '<img alt="src=1">': None,
        "<p>a": None,
    }
    assert {markup: first_image(markup) for markup in images} == images
