"""Each image has one address, where a script would fill it in or a browser would choose."""

from __future__ import annotations

from feeds.html.images import with_addresses

IMAGES = {
    '<img src="/a.png">': '<img src="/a.png">',
    '<img src="/a.png" srcset="/b.png 2x">': '<img src="/a.png" srcset="/b.png 2x">',
    '<img srcset="/b.png 2x">': '<img src="/b.png">',
    "<IMG data-src=/b.png alt=c>": '<img src="/b.png" alt="c">',
    '<img src="/l.png" data-src="/b.png" width=3 height=4 style="x" title=t alt=a id=i>': (
        '<img src="/b.png" alt="a" title="t" width="3" height="4" style="x">'
    ),
    '<img src="data:x" alt="a&amp;b">': "a&amp;b",
    '<img data-src="about:x" alt=c>': "c",
    '<img data-src="">': "",
    "<noscript>a</noscript>": "",
    '<noscript><img src="/a.png">': '<img src="/a.png">',
    '</noscript><img src="/a.png">': '</noscript><img src="/a.png">',
    '<img src="/a.png"><noscript><img src="/a.png"></noscript>': '<img src="/a.png">',
    '<img src="/l.gif" alt="a"><noscript><img src="/a.png"></noscript>': '<img src="/a.png">',
    '<img src="/l.gif" alt="a">x<noscript><img src="/a.png"></noscript>': (
        '<img src="/l.gif" alt="a">x<img src="/a.png">'
    ),
    '<img src="/l.gif" alt="a"> \n<noscript>\n<img src="/a.png"> y</noscript>z': (
        ' \n\n<img src="/a.png"> yz'
    ),
    '<img data-src="/l.gif" alt="a"><noscript><img src="/a.png"></noscript>': (
        '<img src="/l.gif" alt="a">'
    ),
    '<img data-src="/l.gif" alt="a"><noscript><img src="/a.png"><img src="/b.png"></noscript>': (
        '<img src="/l.gif" alt="a">'
    ),
    '<noscript><noscript><img src="/a.png"></noscript></noscript>': '<img src="/a.png">',
    '<noscript><img src="/a.png"></noscript><noscript><img src="/b.png"></noscript>': (
        '<img src="/a.png"><img src="/b.png">'
    ),
    '<noscript><img src="/a.png"></noscript><img src="/a.png">': '<img src="/a.png">',
    "<noscript><pre>x</pre></noscript><noscript>y</noscript>": "<pre>x</pre>",
    (
        '<picture><source srcset="/a.webp"><source srcset="/b.webp"><img src="/c.png">'
        '</picture><img src="/d.png">'
    ): ('<img src="/c.png"><img src="/d.png">'),
    '<picture><source srcset="x"><img src="/c.png"></picture>': '<img src="/c.png">',
    '<picture><source srcset="/a.webp 100w, /a2.webp 200w"><img src="/c.png" width=1></picture>': (
        '<img src="/c.png" width=1>'
    ),
    '<video><source data-src="/a.mp4"></video>': (
        '<video><source data-src="/a.mp4" src="/a.mp4"></video>'
    ),
    '<video data-src="/a.mp4"/>': '<video data-src="/a.mp4" src="/a.mp4">',
    '<audio data-lazy-src="/a.mp3" src="/b.mp3"></audio>': (
        '<audio data-lazy-src="/a.mp3" src="/b.mp3"></audio>'
    ),
    '<source srcset="/a.webp"><img src="/b.png">': '<source srcset="/a.webp"><img src="/b.png">',
    '<img data-src="/a.png" width=1 height=1>': '<img src="/a.png" width="1" height="1">',
    '<img data-src="/a.png" style="display:none">': '<img src="/a.png" style="display:none">',
    '<amp-img src="/a.png" width=1 height=2></amp-img>': '<img src="/a.png" width="1" height="2">',
    '<img data-original="/a.png">': '<img src="/a.png">',
    '<img data-url="/a.png">': '<img src="/a.png">',
    '<img data-lazy="/a.png">': '<img src="/a.png">',
    '<img data-lazyload="/a.png">': '<img src="/a.png">',
    '<img data-echo="/a.png">': '<img src="/a.png">',
    '<img data-lowsrc="/a.png">': '<img src="/a.png">',
    '<img data-full-src="/a.png">': '<img src="/a.png">',
    '<img data-x="/a.png">': '<img src="/a.png">',
    '<img data-x="/a.txt">': "",
    '<img title="/a.png" srcset>': "",
    '<img data-lazy-srcset="/a.png 1w,/b.png 2w">': '<img src="/b.png">',
    '<img srcset="/a.png 1h, /b.png 2h">': '<img src="/b.png">',
    '<img srcset="/a.png 1.5x, /b.png 1x">': '<img src="/a.png">',
    '<img srcset="/a.png , /b.png">': '<img src="/a.png">',
    '<img srcset="/a.png 0x">': '<img src="/a.png">',
    '<img srcset="/a.png bad, /b.png 0.1x">': '<img src="/b.png">',
    '<img src="/a.png" data-src="/a.png">': '<img src="/a.png" data-src="/a.png">',
    '<img alt=">" data-src="/a.png">': '<img src="/a.png" alt="&gt;">',
    '<img alt="x data-src=/a.png>': '<img src="/a.png">',
    "<img src='data:image/svg+xml,<svg>' data-src='/a.png'>": '<img src="/a.png">',
    '<img src = "data:image/svg+xml,<svg>" data-src=/a.png>': '<img src="/a.png">',
    '<a data-frame href="/f">x</a><noscript><a data-frame href="/f">x</a></noscript>': (
        '<a data-frame href="/f">x</a>'
    ),
    '<noscript><a data-frame href="/g">x</a></noscript>': '<a data-frame href="/g">x</a>',
    '<img src="/l.gif"><a data-frame href="/f">x</a><noscript><img src="/a.png"></noscript>': (
        '<img src="/l.gif"><a data-frame href="/f">x</a><img src="/a.png">'
    ),
    (
        '<img src="/l.gif" srcset=""><noscript><img src="/l.gif"></noscript><noscript>'
        '<img src="/a.png"></noscript>'
    ): ('<img src="/l.gif" srcset=""><img src="/a.png">'),
    '<noscript><img src="/t.gif" width=1 height=1></noscript>': "",
    '<img src="/l.gif"><noscript>x</noscript>': '<img src="/l.gif">',
    '<picture><source srcset="/a.webp"><img></picture>': '<img src="/a.webp">',
    '<picture><source srcset="/a.webp"><source srcset="/b.webp"><img alt=c></picture>': (
        '<img src="/a.webp" alt="c">'
    ),
    '<picture><source><source srcset="/b.webp"><img alt=c></picture>': (
        '<img src="/b.webp" alt="c">'
    ),
    '<img srcset="/a.png, /b.png 0.5x">': '<img src="/a.png">',
    '<img srcset="/a.png, /b.png 1.5x">': '<img src="/b.png">',
    '<img data-srcset="/a.png 2x">': '<img src="/a.png">',
    '<img srcset="/a.png,">': '<img src="/a.png">',
    '<img data-src="/a.png" hidden="x">': '<img src="/a.png" hidden="x">',
    '<img data-src="/l.png" style="display:none"><noscript><img src="/a.png"></noscript>': (
        '<img src="/a.png">'
    ),
    '<picture><source srcset="/a.webp"><img></picture><noscript><img src="/a.png"></noscript>': (
        '<img src="/a.png">'
    ),
    "<img data-src='/a.png' alt='b'>": '<img src="/a.png" alt="b">',
    '</noscript><img data-src="/a.png">': '<img src="/a.png">',
    "x<noscript>y</noscript>z": "xz",
    '<img src="data:x" alt="w"><noscript><img src="/a.png"></noscript>': '<img src="/a.png">',
    '<img alt="a">': '<img alt="a">',
    '<img alt="a"><img data-src="/b.png">': 'a<img src="/b.png">',
}


def test_an_image_has_one_address() -> None:
    assert {markup: with_addresses(markup) for markup in IMAGES} == IMAGES
