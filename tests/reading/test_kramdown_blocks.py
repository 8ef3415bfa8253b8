"""Where blocks begin and end in kramdown, text by text; each was asked of kramdown 2.4 with GFM
input. kramdown itself numbers all lists from 1, and gives the first lines of a definition no
paragraph; formulas stand in one here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.html import safe_html
from feeds.html.dialect import KRAMDOWN

_BESIDE_TAGS = re.compile(r"(?<=>)\n+|\n+(?=<)")


def html_of(texts: Iterable[str]) -> dict[str, str]:
    """The HTML of each text, without the ends of lines beside tags."""
    return {
        text: _BESIDE_TAGS.sub("", safe_html(text, "a.md", "https://x.example/", KRAMDOWN))
        for text in texts
    }


PARAGRAPHS_AND_LISTS = {
    "> a\n^\n> b": "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>",
    "* a\n^\nb": "<ul><li>a</li></ul><p>b</p>",
    "a\n^ b\nc": "<p>a\n^ b\nc</p>",
    "a\n  ^\nb": "<p>a\n^\nb</p>",
    "a\n=\nb": "<h1>a</h1><p>b</p>",
    "a\n-\nb": "<h2>a</h2><p>b</p>",
    "a\nb\n===\nc": "<p>a\nb\n===\nc</p>",
    "a\nb\n-\nc": "<p>a\nb\n-\nc</p>",
    "a\nb\n---\n---\nc": "<p>a\nb\n—\n—\nc</p>",
    "  a\nb\n---\nc": "<p>a\nb\n—\nc</p>",
    "a\n    b\n---\nc": "<p>a\nb\n—\nc</p>",
    "a\n\tb\n---\nc": "<p>a\nb\n—\nc</p>",
    "a\n___\nb": "<p>a\n___\nb</p>",
    "a\n* * *\nb": "<p>a</p><hr><p>b</p>",
    "# a\n---\nb": "<h1>a</h1><hr><p>b</p>",
    "# a\n***\nb": "<h1>a</h1><hr><p>b</p>",
    "# a\n    *b*": "<h1>a</h1><pre><code>*b*</code></pre>",
    "a\nb\n# c\n---\nd": "<p>a\nb</p><h1>c</h1><hr><p>d</p>",
    "<p>a</p>\n---\nb": "<p>a</p><hr><p>b</p>",
    "* a\n\nb\n---": "<ul><li>a</li></ul><h2>b</h2>",
    "* a\n\n  b\n  ---\n  c": "<ul><li><p>a</p><h2>b</h2><p>c</p></li></ul>",
    "* a\n\nb\nc\n---\nd": "<ul><li>a</li></ul><p>b\nc\n—\nd</p>",
    "* a\n\nb\n    *c*": "<ul><li>a</li></ul><p>b<em>c</em></p>",
    "a\n* b\n\nc\nd\n---\ne": "<p>a</p><ul><li>b</li></ul><p>c\nd\n—\ne</p>",
    "12) a": "<p>12) a</p>",
    "3) a\n---\nb": "<h2>3) a</h2><p>b</p>",
    "a\n3) b\n---\nc": "<p>a\n3) b\n—\nc</p>",
    "a\n3) b\n***\nc": "<p>a\n3) b\n***\nc</p>",
    "1. 3) b": "<ol><li>3) b</li></ol>",
    "1. a\n   3) b": "<ol><li>a\n3) b</li></ol>",
    "- a\n3) b": "<ul><li>a\n3) b</li></ul>",
    "- a\n  - 3) b": "<ul><li>a<ul><li>3) b</li></ul></li></ul>",
    "a\n2. b\n2) c": '<p>a</p><ol start="2"><li>b\n2) c</li></ol>',
    "a\n\n2. b": '<p>a</p><ol start="2"><li>b</li></ol>',
    "a\nb\n2. c\n5. d": '<p>a\nb</p><ol start="2"><li>c</li><li>d</li></ol>',
    "- a\n\n  b\n\n      3) c": "<ul><li><p>a</p><p>b</p><pre><code>3) c</code></pre></li></ul>",
    "- a\n\nb\n\n    3) c": "<ul><li>a</li></ul><p>b</p><pre><code>3) c</code></pre>",
    "a\n\n: b": "<dl><dt>a</dt><dd><p>b</p></dd></dl>",
    ": a": "<p>: a</p>",
    "# a\n: b": "<h1>a</h1><p>: b</p>",
    "# a\nb\n: c": "<h1>a</h1><dl><dt>b</dt><dd>c</dd></dl>",
    "* a\n\nb\n: c": "<ul><li>a</li></ul><dl><dt>b</dt><dd>c</dd></dl>",
    "a\n\nb\n: c": "<p>a</p><dl><dt>b</dt><dd>c</dd></dl>",
    "a\n---\nb\n: c": "<h2>a</h2><dl><dt>b</dt><dd>c</dd></dl>",
    "a\n3) b\n: c": "<dl><dt>a</dt><dt>3) b</dt><dd>c</dd></dl>",
    "a\nb\n***\nc\n: d": "<dl><dt>a</dt><dt>b</dt><dt>***</dt><dt>c</dt><dd>d</dd></dl>",
    "a\nb\n: c\n\nd\n: e": "<dl><dt>a</dt><dt>b</dt><dd>c</dd><dt>d</dt><dd>e</dd></dl>",
    "a\n: b\n\n\tc": "<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>",
    "a\n: b\n\n c": "<dl><dt>a</dt><dd>b</dd></dl><p>c</p>",
    "a\n: b\n\nc\n\n  d": "<dl><dt>a</dt><dd>b</dd></dl><p>c</p><p>d</p>",
    "a\n: b\n: c\n\nd\n: e\n\n  f": (
        "<dl><dt>a</dt><dd>b</dd><dd>c</dd><dt>d</dt><dd><p>e</p><p>f</p></dd></dl>"
    ),
    "x\n\na\n: b\n\n  c\n\n  d\n: e": (
        "<p>x</p><dl><dt>a</dt><dd><p>b</p><p>c</p><p>d</p></dd><dd><p>e</p></dd></dl>"
    ),
    "a\n: b\nc\n\n  d": "<dl><dt>a</dt><dd><p>b\nc</p><p>d</p></dd></dl>",
    "a\n~~~\nb\n~~~\n: c": "<p>a</p><pre><code>b</code></pre><p>: c</p>",
    "~~~\na\n: b\n~~~\nc\nd\n: e": (
        "<pre><code>a\n: b</code></pre><dl><dt>c</dt><dt>d</dt><dd>e</dd></dl>"
    ),
    "~~~\na\n~~~\n---\nb": "<pre><code>a</code></pre><hr><p>b</p>",
    "a\n~~~\nx\n~~~\nb\nc\n---\nd": "<p>a</p><pre><code>x</code></pre><p>b\nc\n—\nd</p>",
    "a\nb\n~~~\n---\n~~~\n---\nc": "<p>a\nb</p><pre><code>---</code></pre><hr><p>c</p>",
    "```\n^\n~~~\n^\n```\n^\na": "<pre><code>^\n~~~\n^</code></pre><p>a</p>",
    "````\n```\n3) a\n````\n3) b": "<pre><code>```\n3) a</code></pre><p>3) b</p>",
    "~~~ python\n^\n~~~\n^\na": "<pre><code>^</code></pre><p>a</p>",
    "``` python\n3) a\n```\n3) b": "<pre><code>3) a</code></pre><p>3) b</p>",
    "a\n: b\n\n\n  c": "<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>",
    "a\n: b\nc\n: d\n\n  e": "<dl><dt>a</dt><dd><p>b\nc</p></dd><dd><p>d</p><p>e</p></dd></dl>",
    "a\n^\nb\n---": "<p>a</p><h2>b</h2>",
    "a\n^\n  b\nc\n---\nd": "<p>a</p><p>b\nc\n—\nd</p>",
    ": a\n---\nb": "<h2>: a</h2><p>b</p>",
    "* a\nb\n* c": "<ul><li>a\nb</li><li>c</li></ul>",
    "1. a\nb\n2. c": "<ol><li>a\nb</li><li>c</li></ol>",
    "* a\n\n~b\nc\n---\nd": "<ul><li>a</li></ul><p>~b\nc\n—\nd</p>",
    "* a\n  b\n    3) c": "<ul><li>a\nb\n3) c</li></ul>",
    "* a\n  b\n\n    3) c": "<ul><li><p>a\nb</p><p>3) c</p></li></ul>",
    "* a\n^\n* b": "<ul><li>a</li></ul><ul><li>b</li></ul>",
    "---\na\n---": "<hr><p>a\n—</p>",
    "---\na\n***\nb": "<hr><p>a\n***\nb</p>",
    "a\n\n---\nb\n---\nc": "<p>a</p><hr><p>b\n—\nc</p>",
    "a\n* b\n* c": "<p>a</p><ul><li>b</li><li>c</li></ul>",
    "a\nb\n+ c": "<p>a\nb</p><ul><li>c</li></ul>",
    "a\n> * b": "<p>a</p><blockquote><ul><li>b</li></ul></blockquote>",
    "x\n: y\nz\n\na\nb\n: c": "<dl><dt>x</dt><dd>y\nz</dd><dt>a</dt><dt>b</dt><dd>c</dd></dl>",
    "- a\n    1) b": "<ul><li>a\n1) b</li></ul>",
    "+ 1) a\n+ 2) b": "<ul><li>1) a</li><li>2) b</li></ul>",
    "a\nb\n\n# h\n: x\n\n  c": "<p>a\nb</p><h1>h</h1><p>: x</p><p>c</p>",
    ": a\nb\n---": "<p>: a\nb\n—</p>",
}


def test_paragraphs_lists_and_definitions_end_where_kramdown_ends_them() -> None:
    assert html_of(PARAGRAPHS_AND_LISTS) == PARAGRAPHS_AND_LISTS


COMMENTS = {
    "~~~\n{::comment}b{:/}\n~~~\n{::comment}b{:/}\nc": (
        "<pre><code>{::comment}b{:/}</code></pre><p>c</p>"
    ),
    "```\n~~~\n{::comment}b{:/}\n```\n\nc{::comment}b{:/}": (
        "<pre><code>~~~\n{::comment}b{:/}</code></pre><p>c</p>"
    ),
    "```\n```{::comment}b{:/}\n```\n\nc{::comment}b{:/}": (
        "<pre><code>```{::comment}b{:/}</code></pre><p>c</p>"
    ),
    "{::comment}\n~~~\n{:/comment}\n\na\n\n{::comment}c{:/}": "<p>a</p>",
    "a{::comment}b{:/}c{::comment}d{:/}e": "<p>ace</p>",
    "a{::comment}b\nc{:/}d": "<p>a\nd</p>",
    "a\n{::comment}\n{:/comment}\nb": "<p>a\nb</p>",
    "a\n{::comment}b{:/}\nc": "<p>a\nc</p>",
    "a{::comment}b{:/comment}\n{::comment}c": "<p>a\n{::comment}c</p>",
    "{::comment}a{:/}{::comment}b": "<p>{::comment}b</p>",
    "a\n\n{::comment}\n\n{:/}\nb": "<p>a</p><p>b</p>",
    "{:/} a {::comment}": "<p>{:/} a {::comment}</p>",
    "\n\n\n{::comment}a{:/}b": "<p>b</p>",
    "a\n\n{::comment}\nb": "<p>a</p><p>{::comment}\nb</p>",
    "{::comment}b": "<p>{::comment}b</p>",
    "a {::comment} b": "<p>a {::comment} b</p>",
    "a\n\na\n\na\n\na\n\na\n\na\n\na\n\n{::comment}b{:/}\n{::comment}c": (
        "<p>a</p><p>a</p><p>a</p><p>a</p><p>a</p><p>a</p><p>a</p><p>{::comment}c</p>"
    ),
    "a\n\na\n\na\n\na\n\na\n\na\n\na\n\n{::comment}{:/}b": (
        "<p>a</p><p>a</p><p>a</p><p>a</p><p>a</p><p>a</p><p>a</p><p>b</p>"
    ),
    "~~~ text\n{::comment}a{:/}\n~~~": "<pre><code>{::comment}a{:/}</code></pre>",
    "`{::comment}` a {:/comment}": "<p><code>{::comment}</code> a {:/comment}</p>",
}


def test_comments_go_with_their_lines() -> None:
    assert html_of(COMMENTS) == COMMENTS


COMMENTS_OF_HTML = {
    "a\n\n<!-- b --> \nc": "<p>a</p> <p>c</p>",
    "<!-- b --> c <!-- d --> e": "<p>c  e</p>",
    "<!-- b\nc\n-->d": "<p>d</p>",
    "<!-- b\n\nc --> *e*": "<p><em>e</em></p>",
    "<!-- b\nc --><!-- d\n-->*e*\n*f*": "<p><em>e</em><em>f</em></p>",
    "<!-- b --><!-- c\nd -->*e*": "<p><em>e</em></p>",
    "<!-- a -->\n*e*": "<p><em>e</em></p>",
    "   <!-- a -->*e*": "<p><em>e</em></p>",
    "    <!-- a --> *e*\n\nb": "<pre><code>&lt;!-- a --&gt; *e*</code></pre><p>b</p>",
    "a\n\n<!-- b": "<p>a</p><p>&lt;!– b</p>",
    "<!-- a --> b\n\n<!-- c": "<p>b</p><p>&lt;!– c</p>",
    "<!-- a --> b\n<!-- c": "<p>b\n&lt;!– c</p>",
    "<!-- a --> b\n\n  <!-- c\n*d*": "<p>b</p><p>&lt;!– c<em>d</em></p>",
    "<!-- a\n```\n--> *b*": "<p><em>b</em></p>",
    "<!-- a\n```\n--> *b*\n\n```\n<!-- d --> *c*\n```": (
        "<p><em>b</em></p><pre><code>&lt;!-- d --&gt; *c*</code></pre>"
    ),
    "````\n```\n<!-- d -->c\n````\n\n<!-- d -->*c*": (
        "<pre><code>```\n&lt;!-- d --&gt;c</code></pre><p><em>c</em></p>"
    ),
    "a\n\n<!-- b --> *c*\n<!-- d --> *e*": "<p>a</p><p><em>c</em> <em>e</em></p>",
    "<!---->*a*": "<p><em>a</em></p>",
    "<!-- --> a --> b": "<p>a –&gt; b</p>",
    "a <!-- b --> *c*": "<p>a  <em>c</em></p>",
    "<!-- a --> *b*\nc\n\n<!-- d --> *e*": "<p><em>b</em>c</p><p><em>e</em></p>",
    "a\n\n<!-- b\n": "<p>a</p><p>&lt;!– b</p>",
    "a\n<!-- b": "<p>a\n&lt;!– b</p>",
    "<!-- a --> b\n\n--> c <!-- d": "<p>b</p><p>–&gt; c &lt;!– d</p>",
    "a --> b": "<p>a –&gt; b</p>",
    "a --> b <!-- c": "<p>a –&gt; b &lt;!– c</p>",
    "<!-- a -->\n\n<!-- b --> *c*": "<p><em>c</em></p>",
    "<!-- a\n\n*b*": "<p>&lt;!– a</p><p><em>b</em></p>",
    "``` text\n<!-- a -->b\n```": "<pre><code>&lt;!-- a --&gt;b</code></pre>",
    "~~~\n  <!-- a\n~~~\n\n<!-- b --> c": "<pre><code>  &lt;!-- a</code></pre><p>c</p>",
    "~~~\n<!-- a --> b\n~~~\n<!-- b -->": "<pre><code>&lt;!-- a --&gt; b</code></pre>",
    "* a\n\n  <!-- b -->\n  c <!-- d --> e": "<ul><li><p>a</p><p>c  e</p></li></ul>",
}


def test_a_comment_of_html_ends_with_its_sign() -> None:
    assert html_of(COMMENTS_OF_HTML) == COMMENTS_OF_HTML


HTML_BLOCKS = {
    "<div>\n\n*a*\n\n</div>\n\nb": "<div>*a*</div><p>b</p>",
    "   <div>\n\n*a*\n</div>": "<div>*a*</div>",
    "<div>\n<div>\n\n*a*\n</div>\n\n*b*\n</div>\n*c*": (
        "<div><div>*a*</div>*b*</div><p><em>c</em></p>"
    ),
    "<DIV>\n\n*a*\n</DIV>*b*": "<div>*a*</div><p><em>b</em></p>",
    "<section>\n\n*a*\n</section> *b*\n<nav>\n\n*c*\n</nav>": (
        "<section>*a*</section><p><em>b</em></p><nav>*c*</nav>"
    ),
    "<p>\n\n*a*\n</p>\n<p>b": "<p>*a*</p><p>b</p>",
    "<div>*a*\n\n<nav>\n\n*b*\n</nav>\n\n<div>*c*</div>": (
        "<div>*a*<nav>*b*</nav><div>*c*</div></div>"
    ),
    "<hr>*a*\n*b*": "<hr><p><em>a</em><em>b</em></p>",
    "   <hr/> *a*": "<hr><p><em>a</em></p>",
    "a\n<hr> *b*": "<p>a</p><hr><p><em>b</em></p>",
    "<table>\n\n<tr><td>*a*</td></tr>\n\n</table>\n*b*": (
        "<table><tbody><tr><td>*a*</td></tr></tbody></table><p><em>b</em></p>"
    ),
    "~~~\n<div>\n\n*a*\n</div>\n~~~\n\n<div>\n\n*b*\n\n</div>": (
        "<pre><code>&lt;div&gt;\n\n*a*\n&lt;/div&gt;</code></pre><div>*b*</div>"
    ),
    "~~~\n<hr>\n~~~\n<hr>*b*": "<pre><code>&lt;hr&gt;</code></pre><hr><p><em>b</em></p>",
    "````\n```\n<hr>*a*\n````\n<hr>*b*": (
        "<pre><code>```\n&lt;hr&gt;*a*</code></pre><hr><p><em>b</em></p>"
    ),
    '<div>\n\n*x*\n<div markdown="1">\n*a*\n</div>\n\n</div>\n*z*': (
        "<div>*x*<div><p><em>a</em></p></div></div><p><em>z</em></p>"
    ),
    '<div markdown="block">\n*a*\n</div>': "<div><p><em>a</em></p></div>",
    '<div markdown="0">\n*a*\n</div>': "<div>*a*</div>",
    '<p markdown="span">* a</p>': "<p>* a</p>",
    '<p markdown="1">*a*\n*b*</p>\n\n# c': "<p><em>a</em><em>b</em></p><h1>c</h1>",
    '<p markdown="1">\n*a*\n</p>\n*b*': "<p><em>a</em></p><p><em>b</em></p>",
    '<div markdown="1">\n*a*\n</div>\n*b*': "<div><p><em>a</em></p></div><p><em>b</em></p>",
    '<div class="c" markdown="1" id="d">\n*a*\n</div>': "<div><p><em>a</em></p></div>",
    '<div markdown="1">\n<div markdown="1">\n*a*\n</div>\n*b*\n</div>\n*c*': (
        "<div><div><p><em>a</em></p></div><p><em>b</em></p></div><p><em>c</em></p>"
    ),
    '<div markdown="1">\n  *a*\n  <b>c</b>\n</div>': "<div><p><em>a</em><b>c</b></p></div>",
    '<div markdown="1">\n~~~\n*a*\n</div>\n~~~\n</div>': (
        "<div><pre><code>*a*\n&lt;/div&gt;</code></pre></div>"
    ),
    '<figure markdown="1">\n![a](/b.png)\n<figcaption>*c*</figcaption>\n</figure>': (
        '<figure><p><img src="https://x.example/b.png" alt="a"></p><figcaption>*c*</figcaption>'
        "</figure>"
    ),
    '<legend markdown="1">* a</legend>': "* a",
    '<ul>\n<li markdown="1">\n* a\n</li>\n</ul>': "<ul><li><ul><li>a</li></ul></li></ul>",
    '<div markdown="1">\n\n    code *a*\n\n</div>': "<div><pre><code>code *a*</code></pre></div>",
    '  <div markdown="1">\n  * a\n\n      code\n  </div>': (
        "<div><ul><li><p>a</p><p>code</p></li></ul></div>"
    ),
    '<div markdown="1">\n  </div> *a*': "<div></div><p><em>a</em></p>",
    '<div markdown="1">\n  <i>x</i> *a*\n</div>\n  <i>y</i> *b*': (
        "<div><p><i>x</i> <em>a</em></p></div><p><i>y</i> <em>b</em></p>"
    ),
    '<table>\n<tr>\n<td markdown="1">\n* a\n</td>\n</tr>\n</table>': (
        "<table><tbody><tr><td><ul><li>a</li></ul></td></tr></tbody></table>"
    ),
    '<p markdown="1">*a*\n# b\n</P>\n# c': "<p><em>a</em># b</p><h1>c</h1>",
    '<details markdown="1">\n<summary>*a*</summary>\n*b*\n</details>': (
        "<details><summary>*a*</summary><p><em>b</em></p></details>"
    ),
    '<div markdown="1">\n<p>*a*</p>\n*b*\n</div>': "<div><p>*a*</p><p><em>b</em></p></div>",
    '<div markdown="1">\n  <P class="c">*a*</p>\n  *b*\n</div>': (
        "<div><p>*a*</p><p><em>b</em></p></div>"
    ),
    '<figure markdown="1">\n<figcaption>*a*</figcaption>\n![b](/b.png)\n</figure>': (
        '<figure><figcaption>*a*</figcaption><p><img src="https://x.example/b.png" alt="b"></p>'
        "</figure>"
    ),
    '<div markdown="1">\n<ul>\n<li>*a*</li>\n<li>*b*</li>\n</ul>\n</div>': (
        "<div><ul><li>*a*</li><li>*b*</li></ul></div>"
    ),
    '<div markdown="1">\n<span>a</span>\n*b*\n</div>': "<div><p>a<em>b</em></p></div>",
    '<div markdown="1">\n<table>\n<tr><td>*a*</td></tr>\n</table>\n\n*b*\n</div>': (
        "<div><table><tbody><tr><td>*a*</td></tr></tbody></table><p><em>b</em></p></div>"
    ),
    '<div markdown="1">\n<p>a</p>\n<p>b</p>\n</div>': "<div><p>a</p><p>b</p></div>",
    '<details markdown="1"><summary>a</summary>\n*b*\n</details>': (
        "<details><summary>a</summary><p><em>b</em></p></details>"
    ),
    '<details markdown="1">\n<summary>a</summary>\n\n*b*\n\n* c\n</details>': (
        "<details><summary>a</summary><p><em>b</em></p><ul><li>c</li></ul></details>"
    ),
    '<div markdown="1">\n<h2>a</h2>\n* b\n</div>': "<div><h2>a</h2><ul><li>b</li></ul></div>",
    '<p markdown="1">*a*</p >\n\nb': "<p><em>a</em></p><p>b</p>",
    '  <div markdown="1">\n      code\n  </div>': "<div><pre><code>  code</code></pre></div>",
    '   <div markdown="1">\n   a\n\n        b\n   </div>': (
        "<div><p>a</p><pre><code>    b</code></pre></div>"
    ),
    '<p markdown="1">a\n* b\n</p>\n* c': "<p>a\n* b</p><ul><li>c</li></ul>",
    '<p markdown="1">a</p>\n* c': "<p>a</p><ul><li>c</li></ul>",
    "<div>\n<p>\n\n*a*\n</p>\n</div>\n*b*": "<div><p>*a*</p></div><p><em>b</em></p>",
    '<div class="a"><div>\n\n*a*\n</div></div>*b*': "<div><div>*a*</div></div><p><em>b</em></p>",
    "a\n<div>\n\n*b*\n</div>": "<p>a</p><div>*b*</div>",
    "<div>a</div>\n\n<div>b</div>": "<div>a</div><div>b</div>",
    "<center>*a*</center>\n*b*": "*a*<p><em>b</em></p>",
    '<hr class="a">*b*': "<hr><p><em>b</em></p>",
    "<br>\n<br>\n*a*": "<p><br><br><em>a</em></p>",
    '<img src="/a.png">\n*b*': '<p><img src="https://x.example/a.png"><em>b</em></p>',
    "<b>a</b>\n*b*": "<p><b>a</b><em>b</em></p>",
    '<a href="/a">\n*b*\n</a>': '<p><a href="https://x.example/a"><em>b</em></a></p>',
    "<br>\n  *a*": "<p><br><em>a</em></p>",
    "text\n<b>\n*a*</b>": "<p>text<b><em>a</em></b></p>",
    "<p>a</p>\n*b* <i>c</i>": "<p>a</p><p><em>b</em> <i>c</i></p>",
    "<p>a</p> *b*\n<p>c</p>": "<p>a</p><p><em>b</em></p><p>c</p>",
    "<div>a\n<p>b</p>\n*c*\n</div>": "<div>a<p>b</p>*c*</div>",
    "<p>*a*</p>\n<p>b</p>": "<p>*a*</p><p>b</p>",
    "<p>*a*</p> *b*": "<p>*a*</p><p><em>b</em></p>",
    "<p>a</p>\n{: .b}": "<p>a</p>",
    "<p>a *b*": "<p>a *b*</p>",
    "~~~ html\n<hr>*a*\n~~~": "<pre><code>&lt;hr&gt;*a*</code></pre>",
    "~~~\n<hr>*a*\n~~~": "<pre><code>&lt;hr&gt;*a*</code></pre>",
    "``` html\n<div>\n\n*a*\n```": "<pre><code>&lt;div&gt;\n\n*a*</code></pre>",
    '{::options parse_block_html="true" /}\n\n<div>\n*a* <i>*b*</i>\n</div>': (
        "<div><p><em>a</em> <i><em>b</em></i></p></div>"
    ),
    '{::options parse_block_html="true" /}\n\n<table>\n<tr>\n<td>\n*a*\n</td>\n</tr>\n</table>': (
        "<table><tbody><tr><td>*a*</td></tr></tbody></table>"
    ),
    '{::options parse_block_html="true" /}\n\n*a* < b\n\n<p>\n* a\n</p>': (
        "<p><em>a</em> &lt; b</p><p>* a</p>"
    ),
    '{::options parse_block_html="true" /}\n\n<span>*a*</span>': "<p><em>a</em></p>",
    '{::options parse_block_html="true" /}\n\n<div markdown="0">\n*a*\n</div>': "<div>*a*</div>",
    '{::options parse_block_html="false" /}\n\n<div>\n*a*\n</div>': "<div>*a*</div>",
    '<div markdown="1">\n\ta\n</div>': "<div><pre><code>a</code></pre></div>",
    '<div markdown="1">\n*a* < b\n</div>': "<div><p><em>a</em> &lt; b</p></div>",
    '<div markdown="1">\n*a*\n</DIV>\n*b*': "<div><p><em>a</em></p></div><p><em>b</em></p>",
    '<div markdown="1">\n*a*\n</div >\n*b*': "<div><p><em>a</em></p></div><p><em>b</em></p>",
    '<dt markdown="block">\n* a\n</dt>': "<dt><ul><li>a</li></ul></dt>",
    '<p markdown="1">a\n</p >\nb': "<p>a</p><p>b</p>",
    '<div markdown="1">\n*a*\n<div>\n*b*\n</div>\n</div>\n*c*': (
        "<div><p><em>a</em></p><div>*b*</div></div><p><em>c</em></p>"
    ),
    '<div markdown="1">\n<div>\n</div>\n\n*b*\n</div>\n*c*': (
        "<div><div></div><p><em>b</em></p></div><p><em>c</em></p>"
    ),
    "<p>a</p>\n<b>b</b> *c*": "<p>a</p><p><b>b</b> <em>c</em></p>",
}


def test_html_ends_with_its_element_and_holds_markdown_where_it_says_so() -> None:
    assert html_of(HTML_BLOCKS) == HTML_BLOCKS


TABLES = {
    "~~~\na | b\n~~~\n\na | b": (
        "<pre><code>a | b</code></pre><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    ),
    "~~~\na | b\n```\nc | d\n~~~": "<pre><code>a | b\n```\nc | d</code></pre>",
    "~~~~\n~~~\n~~~~\n\na | b": (
        "<pre><code>~~~</code></pre><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    ),
    "~~~\na\n~~~\nb\n~~~\nc | d\n~~~\n\ne | f": (
        "<pre><code>a</code></pre><p>b</p><pre><code>c | d</code></pre><table><tbody><tr><td>e"
        "</td><td>f</td></tr></tbody></table>"
    ),
    "x\na | b": "<p>x\na | b</p>",
    "    a | b": "<pre><code>a | b</code></pre>",
    "`a | b` | c": "<table><tbody><tr><td><code>a | b</code></td><td>c</td></tr></tbody></table>",
    "a | b\n\nc | d": (
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><table><tbody><tr><td>c"
        "</td><td>d</td></tr></tbody></table>"
    ),
    "| a | b \\|\nc | d": (
        "<table><tbody><tr><td>a</td><td>b |</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>"
    ),
    "a | b\n^\nc": "<p>a | b</p><p>c</p>",
    "a | b\n{: .c}": "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
    "a | b\nc": "<p>a | b\nc</p>",
    "a | b\nc | d\ne": "<p>a | b\nc | d\ne</p>",
    "a | b\nc\nd | e": "<p>a | b\nc\nd | e</p>",
    "Run `cat x | grep y` now.": "<p>Run <code>cat x | grep y</code> now.</p>",
    "Run `cat x | grep y` now\nand `a | b` then.": (
        "<p>Run <code>cat x | grep y</code> now\nand <code>a | b</code> then.</p>"
    ),
    "a \\| b\nc | d": "<p>a | b\nc | d</p>",
    "|---|\n| a |\n|---|\n| b |": (
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
    ),
    "| a |\n|===|": "<table><tbody><tr><td>a</td></tr></tbody></table>",
    "    $$b$$": "<pre><code>$$b$$</code></pre>",
    "|---|": "<p>|—|</p>",
    "a|b\n|---\n|---\nc|d": (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td>"
        "</tr></tbody></table>"
    ),
    "|a|\n+-+\n|b|": "<p>|a|\n+-+\n|b|</p>",
    "a|b\n---\nc|d": "<h2>a|b</h2><p>c|d</p>",
    "| a |\n\n| b |": (
        "<table><tbody><tr><td>a</td></tr></tbody></table><table><tbody><tr><td>b</td></tr>"
        "</tbody></table>"
    ),
    "|a|\n# b": "<p>|a|</p><h1>b</h1>",
    "|a|b|\n|:-|-|\n|c|d|\n|-|-:|\n|e|f|": (
        '<table><thead><tr><th align="left">a</th><th>b</th></tr></thead><tbody><tr>'
        '<td align="left">c</td><td>d</td></tr><tr><td align="left">e</td><td>f</td></tr>'
        "</tbody></table>"
    ),
    "~~~\n\na | b\n\n```\n\nc | d\n~~~": "<pre><code>a | b\n\n```\n\nc | d</code></pre>",
    "~~~~\n\n~~~\n\na | b\n~~~~\n\nc | d": (
        "<pre><code>~~~\n\na | b</code></pre><table><tbody><tr><td>c</td><td>d</td></tr></tbody>"
        "</table>"
    ),
    "~~~\nx\n~~~\n\n~~~\n\na | b\n~~~": "<pre><code>x</code></pre><pre><code>a | b</code></pre>",
    "a | b\n\nc\nd | e": (
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p>c\nd | e</p>"
    ),
    "a | b\n\nx\n\n# c | d\n\ne | f": (
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p>x</p><h1>c | d</h1>"
        "<table><tbody><tr><td>e</td><td>f</td></tr></tbody></table>"
    ),
    "~~~ text\n\na | b\n~~~\n\nc | d": (
        "<pre><code>a | b</code></pre><table><tbody><tr><td>c</td><td>d</td></tr></tbody></table>"
    ),
}


def test_a_table_is_a_block_whose_lines_all_have_a_pipe_outside_of_code() -> None:
    assert html_of(TABLES) == TABLES


RAW = {
    "a $$b$$ c $$d$$ e": "<p>a \\(b\\) c \\(d\\) e</p>",
    "$$a$$ b": "<p>\\(a\\) b</p>",
    "b $$a$$": "<p>b \\(a\\)</p>",
    "a\n$$b$$\nc": "<p>a\n\\(b\\)\nc</p>",
    "a\n\n$$b$$\nc": "<p>a</p><p>\\(b\\)\nc</p>",
    "a\n\n$$b$$ \n\nc": "<p>a</p><p>\\[b\\]</p><p>c</p>",
    "$$b$$\n{: .c}": "<p>\\[b\\]</p>",
    "{: .c}\n$$b$$": "<p>\\[b\\]</p>",
    "^\n$$b$$": "<p>\\[b\\]</p>",
    "$$b$$\n^\nc": "<p>\\[b\\]</p><p>c</p>",
    "   $$b$$": "<p>\\[b\\]</p>",
    "a\n\n   $$b$$\n\nc": "<p>a</p><p>\\[b\\]</p><p>c</p>",
    "$$a\n\nb$$": "<p>\\[a\n\nb\\]</p>",
    "a $$b\n\nc$$ d $$e$$": "<p>a $$b</p><p>c\\(d\\)e$$</p>",
    "$$a$$$$b$$": "<p>\\(a\\)\\(b\\)</p>",
    "$$ a < b $$": "<p>\\[a &lt; b\\]</p>",
    "a\n$$b$$": "<p>a\n\\(b\\)</p>",
    "$$a$$\n$$b$$": "<p>\\(a\\)\n\\(b\\)</p>",
    "a\n\n$$b$$c": "<p>a</p><p>\\(b\\)c</p>",
    "a {::nomarkdown}*b*{:/nomarkdown} *c*": "<p>a *b* <em>c</em></p>",
    "a {::nomarkdown}*b*{:/nomarkdown} *c* {::nomarkdown}*d*{:/} e": (
        "<p>a *b* <em>c</em> *d* e</p>"
    ),
    "{::nomarkdown}\n*b*\n{:/}": "*b*",
    "{::nomarkdown}*b*{:/}\n\nc": "<p>*b*</p><p>c</p>",
    "a {::nomarkdown}*b*": "<p>a {::nomarkdown}<em>b</em></p>",
    'a {::nomarkdown type="html"}<i>*b*</i>{:/} c': "<p>a <i>*b*</i> c</p>",
    "a\n{::nomarkdown}\n<b>*c*</b>\n{:/}\nd": "<p>a<b>*c*</b>d</p>",
    "a <code>*b*</code> <code>*c*</code>": "<p>a <code>*b*</code> <code>*c*</code></p>",
    "a <samp>*b*</samp> c": "<p>a <samp>*b*</samp> c</p>",
    "a <kbd>`*b*`</kbd> *c*": "<p>a <kbd>`*b*`</kbd> <em>c</em></p>",
    "a <var>b\n*c*</var> *d*": "<p>a <var>b\n*c*</var> <em>d</em></p>",
    "a <div> b": "<p>a &lt;div&gt; b</p>",
    "<div> b": "<div> b</div>",
    "a\n   <div> b": "<p>a</p>   <div> b</div>",
    "<pre>a\n$$b$$\n</pre>": "<pre>a\n$$b$$</pre>",
    "a <h1> and <h6> and <h7>": "<p>a &lt;h1&gt; and &lt;h6&gt; and </p>",
    'the <section> and <body class="a">': '<p>the &lt;section&gt; and &lt;body class="a"&gt;</p>',
    "\\<div> a": "<p>&lt;div&gt; a</p>",
    "a \\$$ $$b$$": "<p>a $$ \\(b\\)</p>",
    "a `<div>` <nav> b": "<p>a <code>&lt;div&gt;</code> &lt;nav&gt; b</p>",
    "a ``b ` $$c$$`` $$d$$": "<p>a <code>b ` $$c$$</code> \\(d\\)</p>",
    "a ` $$b$$\n\nc ` $$d$$": "<p>a ` \\(b\\)</p><p>c ` \\(d\\)</p>",
    "a `` b ` $$c$$": "<p>a `` b ` \\(c\\)</p>",
    "`a` `$$b$$` $$c$$": "<p><code>a</code> <code>$$b$$</code> \\(c\\)</p>",
    "    $$a$$\n\n    $$b$$\n\n$$c$$": "<pre><code>$$a$$\n\n$$b$$</code></pre><p>\\[c\\]</p>",
    "\\*a* {::nomarkdown}*b*{:/} *c*": "<p>*a* *b* <em>c</em></p>",
    "a \\b {:/} *c*": "<p>a \\b {:/} <em>c</em></p>",
    "<code>*a*</code>": "<p><code>*a*</code></p>",
    "{::nomarkdown}*a*{:/}": "<p>*a*</p>",
    "* {::nomarkdown}\n  *b*\n  {:/}\n* c": "<ul><li>  *b*\n  </li><li>c</li></ul>",
    "a <code>b `$$c$$` d</code> $$e$$": "<p>a <code>b `$$c$$` d</code> \\(e\\)</p>",
    'a <kbd class="x">*b*</kbd>': "<p>a <kbd>*b*</kbd></p>",
    "a <table> b": "<p>a &lt;table&gt; b</p>",
    'a <DIV class="b"> c <div>': '<p>a &lt;DIV class="b"&gt; c &lt;div&gt;</p>',
    "a     $$b$$": "<p>a     \\(b\\)</p>",
    "a      $$b$$\n\nc": "<p>a      \\(b\\)</p><p>c</p>",
    "a <code>b *c*</code>\n\n*d* <code>e *f*</code>": (
        "<p>a <code>b *c*</code></p><p><em>d</em> <code>e *f*</code></p>"
    ),
    "* a\n\n* b $$c$$": "<ul><li><p>a</p></li><li><p>b \\(c\\)</p></li></ul>",
    "a $$b$$\n~~~\nc\n~~~": "<p>a \\(b\\)</p><pre><code>c</code></pre>",
    "a\n    b\n    $$c$$": "<p>a\nb\n\\(c\\)</p>",
    "a\n\n\t$$b$$": "<p>a</p><pre><code>$$b$$</code></pre>",
    "a\n\n    $$b$$\n\n    $$c$$\n\n$$d$$ e": (
        "<p>a</p><pre><code>$$b$$\n\n$$c$$</code></pre><p>\\(d\\) e</p>"
    ),
}


def test_formulas_code_in_tags_and_tags_that_are_words_stay_as_they_are() -> None:
    assert html_of(RAW) == RAW


SIGNS = {
    "a\n{: .b}\nc": "<p>a</p><p>c</p>",
    "> a\n> {: .b}\n> c": "<blockquote><p>a</p><p>c</p></blockquote>",
    "* a\n  {: .b}\n\n  c": "<ul><li><p>a</p><p>c</p></li></ul>",
    "~~~\n{: .a}\n~~~\n{: .b}": "<pre><code>{: .a}</code></pre>",
    "````\n```\n{: .a}\n````\n{: .b}": "<pre><code>```\n{: .a}</code></pre>",
    "a\n\n    {: .b}": "<p>a</p><pre><code>{: .b}</code></pre>",
    "* a\n\n    {: .b}": "<ul><li>a</li></ul>",
    "* a\nb\n\n    {: .c}": "<ul><li>a\nb</li></ul>",
    "* a\n\nb\n\n    {: .c}": "<ul><li>a</li></ul><p>b</p><pre><code>{: .c}</code></pre>",
    "{:.a}\nb": "<p>b</p>",
    "{:a: .b}\nc": "<p>c</p>",
    "a\n{:: .b}": "<p>a\n{:: .b}</p>",
    "* a\n{:toc}\n\nb": "<p>b</p>",
    "* a\n* b\n{:toc}\n\nc": "<p>c</p>",
    "a\n\n* b\n{: .c toc}\n\nd": "<p>a</p><p>d</p>",
    "a\n{:toc}\n\nb": "<p>a</p><p>b</p>",
    "1. a\n{:toc}": "",
    "> * a\n> {:toc}\n>\n> b": "<blockquote><p>b</p></blockquote>",
    "a\n{:tocs}\n\nb": "<p>a</p><p>b</p>",
    "*a*{: .b}c": "<p><em>a</em>c</p>",
    "[a](/b){: .c} d": '<p><a href="https://x.example/b">a</a> d</p>',
    "<b>a</b>{: .c}": "<p><b>a</b></p>",
    "# a {#b}": "<h1>a</h1>",
    "# a {#b} c": "<h1>a {#b} c</h1>",
    "a {#b}": "<p>a {#b}</p>",
    "* {: .a} b": "<ul><li>b</li></ul>",
    "* a {: .b}": "<ul><li>a {: .b}</li></ul>",
    '{::options auto_ids="false" /}\n\na': "<p>a</p>",
    'a {::options x="y" /} b': "<p>a  b</p>",
    "*[AB]: A B\n\nAB": '<p><abbr title="A B">AB</abbr></p>',
    "AB CD\n\n*[AB]: A B\n*[CD]: C": '<p><abbr title="A B">AB</abbr> <abbr title="C">CD</abbr></p>',
    "*[AB]:   A B  \n\nAB ABC xAB": '<p><abbr title="A B">AB</abbr> ABC xAB</p>',
    "~~~\n*[AB]: A B\n~~~\nAB": "<pre><code>*[AB]: A B</code></pre><p>AB</p>",
    "[a b] [c]\n\n[c]: /d": '<p><a href="https://x.example/d">a b</a></p>',
    "[a]\n[c]\n\n[c]: /d": '<p><a href="https://x.example/d">a</a></p>',
    "[a] [C  D]\n\n[c d]: /e": '<p><a href="https://x.example/e">a</a></p>',
    "[a] [b]": "<p>[a] [b]</p>",
    "[a] [b] [c]\n\n[b]: /d": '<p><a href="https://x.example/d">a</a> [c]</p>',
    "[a](/b c.html)": '<p><a href="https://x.example/b%20c.html">a</a></p>',
    '[a](/b c "d")': '<p><a href="https://x.example/b%20c" title="d">a</a></p>',
    "![a](/b c d.png)": '<p><img src="https://x.example/b%20c%20d.png" alt="a"></p>',
    '[a](/b "the "c" of it")': (
        '<p><a href="https://x.example/b" title="the &quot;c&quot; of it">a</a></p>'
    ),
    '[a](/b "c") "d" [e](/f "g")': (
        '<p><a href="https://x.example/b" title="c">a</a> “d” '
        '<a href="https://x.example/f" title="g">e</a></p>'
    ),
    "a\\\\\nb": "<p>a<br>b</p>",
    "a\\\\ b": "<p>a\\ b</p>",
    "**a:**b": "<p><strong>a:</strong>b</p>",
    "a**(b)**c": "<p>a<strong>(b)</strong>c</p>",
    "*a.*b": "<p><em>a.</em>b</p>",
    "2*3 *4": "<p>2*3 *4</p>",
    "a *b* c*d* **e**f": "<p>a <em>b</em> c<em>d</em> <strong>e</strong>f</p>",
    "\\*a.*b": "<p>*a.*b</p>",
    "<div>a</div>\n<p>*b*</p>": "<div>a</div><p>*b*</p>",
    "* a\n\t{: .b}\n\n\tc": "<ul><li><p>a</p><p>c</p></li></ul>",
    "a\n\n\t{: .b}": "<p>a</p><pre><code>{: .b}</code></pre>",
    "a *b*{:.c}{:.d} e": "<p>a <em>b</em> e</p>",
    'a{::options x="y" /}b': "<p>ab</p>",
    '`{::options x="y" /}`': '<p><code>{::options x="y" /}</code></p>',
    "a\n\n[b] [c]\n[d] [e]\n\n[c]: /f": '<p>a</p><p><a href="https://x.example/f">b</a>[d] [e]</p>',
    "*a*b*c*": "<p><em>a</em>b<em>c</em></p>",
    "**《a》**b": "<p><strong>《a》</strong>b</p>",
    "b**《a》**": "<p>b<strong>《a》</strong></p>",
    "(*a*)b": "<p>(<em>a</em>)b</p>",
    "*(a)*b": "<p><em>(a)</em>b</p>",
    "[a](/b.*c)": '<p><a href="https://x.example/b.*c">a</a></p>',
    "[a](/b c.*d)": '<p><a href="https://x.example/b%20c.*d">a</a></p>',
    "*a* [b](/c.*d) *e*": '<p><em>a</em> <a href="https://x.example/c.*d">b</a> <em>e</em></p>',
    "~~~ text\n{:.a}\n~~~": "<pre><code>{:.a}</code></pre>",
    "`](g h)`": "<p><code>](g h)</code></p>",
    "{:toc}\na": "<p>a</p>",
    "* a\n\n~b\n\n    {: .c}": "<ul><li>a</li></ul><p>~b</p><pre><code>{: .c}</code></pre>",
}


def test_attribute_lists_options_references_and_emphasis_are_kramdowns() -> None:
    assert html_of(SIGNS) == SIGNS
