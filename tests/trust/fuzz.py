"""Fuzzing of reading and rendering, in this process: whatever a file holds, it either renders to
well-formed documents or has a fault code; no exception escapes, and the time is bounded.

The bytes are pieces of what archives are written in, put together and mutated. hypothesis makes and
shrinks them; `python -m tests.trust.fuzz FOLDER` has atheris make them by coverage, where it is
installed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from feeds.archive import Archive, open_archive
from feeds.archive.faults import CODES
from feeds.feed.compose import feed_of
from feeds.feed.entries import entries_of
from feeds.model import SITE
from feeds.parameters import parse
from feeds.render import FORMATS
from feeds.render.links import Links
from tests.conftest import CONFIG, write

PATH = "_posts/2022-03-01-a.md"
LONGEST_SECONDS = 20.0  # for some kilobytes, on a machine that is busy with other things
_LINKS = Links("https://feeds.example", ("https://feeds.example/hub",))

_PIECES = (
    *("---\n", "+++\n", "{\n", "}\n", "title: ", "date: ", "categories: ", "tags: ", "image: "),
    *("permalink: ", "author: ", "slug: ", "published: ", "expiry: ", "- ", "[", "]", "{", "}"),
    *("2022-03-01", "T10:00:00", "+0800", "9999-99-99", "0000-00-00", "a", "词", "\u3000", "\x00"),
    *("\x1b", "\ufffe", "\u202e", "&#0;", "&#x110000;", "&amp;", "&", "<", ">", "<p>", "</p>"),
    *("<iframe src='//x'>", "<img src=x>", "<script>", "<!--", "-->", "<![CDATA[", "]]>", "<a:b>"),
    *("{% highlight %}", "{% endhighlight %}", "{{ site.url }}", "{% link x %}", "{{< ref x >}}"),
    *("{% include a %}", "{% raw %}", "{{% x %}}", "# ", "* ", "> ", "```\n", "~~~\n", "$$", "|"),
    *("![", "](", ")", "http://a.example/", "//", "javascript:", "\n", "\r", "\n\n", " ", "\t"),
    *(": ", "'", '"', "|-\n", "&a ", "*a ", "!!python/object:x ", "<<: ", "1e999", ".nan", "null"),
    *("（来源：", "）", "(Source: ", "原文链接", "enclosure: ", "duration: ", "lang: ", "layout: "),
)

texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=60).map("".join)
repeated = st.builds(lambda piece, n: piece * n, st.sampled_from(_PIECES), st.integers(1, 500))
fields = st.lists(st.tuples(st.sampled_from(_PIECES[4:17]), texts), max_size=5).map(
    lambda pairs: "".join(f"{key}{value}\n" for key, value in pairs)
)
posts = st.builds(
    lambda front, body, more: f"---\n{front}---\n{body}{more}", fields, texts, repeated
)
files = st.one_of(
    st.binary(max_size=300),
    texts.map(lambda text: text.encode("utf-8", "surrogatepass")),
    posts.map(lambda text: text.encode("utf-8", "surrogatepass")),
)


class FuzzedArchive:
    """An archive with one post, which is written anew each time."""

    def __init__(self, root: Path) -> None:
        write(root, "_config.yml", CONFIG)
        write(root, PATH, "---\n---\nx")
        self.root = root
        self.archive: Archive = open_archive(root)

    def check(self, data: bytes) -> None:
        """:raise AssertionError: a document is not well-formed, or a post is neither served nor
        faulty; any other exception is one that escaped"""
        started = time.thread_time()
        write(self.root, PATH, data)
        reading = self.archive.read(PATH)
        assert {fault.code for fault in reading.faults} <= set(CODES)
        if reading.post is None:
            assert reading.excluded or any(fault.broken for fault in reading.faults)
        else:
            entries = entries_of(self.archive, [(reading.post, "")])
            feed = feed_of(parse(SITE, ()), self.archive.site, entries, "full")
            for name, form in FORMATS.items():
                fragments = form.checked_fragments(feed.entries, feed.site, feed.content, _LINKS)
                document = form.document(feed, _LINKS, [each for each in fragments if each])
                _check_document(name, document)
        assert time.thread_time() - started < LONGEST_SECONDS


def _check_document(name: str, document: bytes) -> None:
    if name == "json":
        import json

        json.loads(document)
    else:
        etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))


def main() -> None:
    """Fuzz by coverage: the arguments are libFuzzer's (`-max_total_time=600 CORPUS`)."""
    import atheris

    with tempfile.TemporaryDirectory() as folder:
        archive = FuzzedArchive(Path(folder))
        atheris.instrument_all()
        atheris.Setup(sys.argv, archive.check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
