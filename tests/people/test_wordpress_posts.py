"""A post of a WordPress export as a file: name and front matter, line by line."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from feeds.errors import ArchiveError
from service.commands.import_wordpress import _free, _settings_files, _title, _write
from service.moving.wordpress_export import (
    WordPressItem,
    WordPressSite,
    WordPressTerm,
    _elements,
    _WithoutControls,
    items_of,
    site_of,
)
from service.moving.wordpress_posts import UnreadableItemError, paragraphs, post_file
from service.moving.wordpress_shortcodes import with_html

DATE = {"post_date": "2024-05-02 10:00:00", "post_date_gmt": "2024-05-02 08:00:00"}
SITE = WordPressSite(
    url="https://h.example/log",
    authors={"keeper": "The keeper"},
    attachments={"9": "https://h.example/9.jpg"},
)


def lines(item: WordPressItem, site: WordPressSite = SITE) -> list[str]:
    """The front matter without the title and the date, which each post has."""
    return [
        line
        for line in post_file(item, site).text.split("---\n")[1].splitlines()
        if not line.startswith(("title:", "date:"))
    ]


def front_matter(**values: str) -> list[str]:
    return lines(WordPressItem(1, {"title": "A", **DATE, **values}))


def test_a_post_has_a_name_a_head_and_a_text() -> None:
    values = {"title": "Tide", "content": "It rose.\n", "post_name": "Tide-1", **DATE}
    assert post_file(WordPressItem(1, values), SITE) == (
        "2024-05-02-tide-1.html",
        '---\ntitle: "Tide"\ndate: 2024-05-02 10:00:00 +0200\n---\n<p>It rose.</p>\n',
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"creator": "keeper"}, ['author: "The keeper"']),
        ({"creator": "guest"}, ['author: "guest"']),
        ({"link": "https://h.example/log/a/"}, ['permalink: "/a/"']),
        ({"link": "https://h.example/logs/a"}, ['permalink: "s/a"']),
        ({"link": "https://h.example/log/a:b"}, ['permalink: "/a%3Ab"']),
        ({"link": "https://h.example/log/?p=1"}, []),
        ({"link": "https://h.example"}, []),
        ({"link": "https://h.example/"}, []),
        ({"link": "https://h.example/log"}, []),
        ({"link": "/log/a?p=1"}, []),
        ({"link": "https://[h/a"}, []),
        ({"guid": "https://h.example/?p=1"}, ['guid: "https://h.example/?p=1"']),
        ({"post_id": "1"}, ['wordpress_id: "1"']),
        ({"excerpt": " Short. "}, ['excerpt: "Short."']),
        ({"excerpt": " "}, []),
        ({"content": "a {{ b"}, ["render_with_liquid: false"]),
        ({"content": "a {% b"}, ["render_with_liquid: false"]),
        ({"content": "a { b"}, []),
        ({"status": "publish"}, []),
        ({"status": "draft"}, ["published: false", 'status: "draft"']),
        ({"post_password": "x"}, ["password: true"]),
        ({"post_modified_gmt": "2024-05-02 08:00:00"}, []),
        (
            {"post_modified_gmt": "2024-05-02 08:00:01"},
            ["last_modified_at: 2024-05-02 08:00:01 +0000"],
        ),
        ({"title": "a\x7f\u2028b\ufeff"}, []),
    ],
)
def test_what_is_known_of_a_post_has_a_line(values: dict[str, str], expected: list[str]) -> None:
    assert front_matter(**values) == expected


def test_a_date_has_the_sites_offset_of_whole_minutes() -> None:
    def date(local: str, instant: str) -> str:
        values = {
            "title": "A",
            "post_date": f"2024-05-02 {local}",
            "post_date_gmt": f"2024-05-02 {instant}",
        }
        return post_file(WordPressItem(1, values), SITE).text.splitlines()[2]

    assert date("09:31:00", "08:00:00") == "date: 2024-05-02 09:31:00 +0131"
    assert date("08:00:30", "08:00:00") == "date: 2024-05-02 08:00:00 +0000"
    assert date("22:00:00", "08:00:00") == "date: 2024-05-02 22:00:00 +1400"
    assert date("22:01:00", "08:00:00") == "date: 2024-05-02 08:00:00 +0000"


def test_terms_picture_and_enclosures_have_lines() -> None:
    terms = [
        *(WordPressTerm("category", "sea", "Sea"), WordPressTerm("post_tag", "t%C3%AD", "Tí")),
        *(WordPressTerm("category", "nameless", ""), WordPressTerm("post_format", "", "Aside")),
    ]
    item = WordPressItem(1, {"title": "A", **DATE}, terms, "9", ["u\n1\nt"])
    assert lines(item) == [
        *('categories: ["Sea"]', 'tags: ["Tí"]', 'nicenames: {"Sea": "sea", "Tí": "tí"}'),
        *('image: "https://h.example/9.jpg"', 'enclosures: ["u\\n1\\nt"]'),
    ]
    assert lines(item, WordPressSite())[3:] == ['enclosures: ["u\\n1\\nt"]']
    linked = WordPressItem(1, {"title": "A", "link": "https://h.example/log/a/", **DATE})
    assert lines(linked, WordPressSite(url="https://h.example/log/")) == ['permalink: "/a/"']


def test_signs_that_yaml_does_not_take_are_spelled() -> None:
    text = post_file(WordPressItem(1, {"title": "a\x7f\x9f\u2028\ufeff é", **DATE}), SITE).text
    assert text.splitlines()[1] == 'title: "a\\u007f\\u009f\\u2028\\ufeff é"'


@pytest.mark.parametrize(
    ("values", "slug"),
    [
        ({"post_name": "A b"}, "a-b"),
        ({"title": "A: b!"}, "a-b"),
        ({"post_name": "%C3%A9t%C3%A9", "title": "x"}, "été"),
        ({"post_name": "..", "title": "x", "post_id": "7"}, "post-7"),
        ({"content": "x", "post_id": "a7"}, "post-7"),
        ({"content": "x"}, "post-0"),
        ({"post_name": "x" * 499 + "-y"}, "x" * 120),
        ({"post_name": "-" * 500 + "y", "post_id": "7"}, "post-7"),
        ({"post_name": "-" * 499 + "y"}, "y"),
        ({"post_name": "x" * 119 + "-y"}, "x" * 119),
    ],
)
def test_a_file_is_called_after_the_name_the_title_or_the_number(
    values: dict[str, str], slug: str
) -> None:
    file = post_file(WordPressItem(1, {"content": "x", **DATE, **values}), SITE)
    assert file.name == f"2024-05-02-{slug}.html"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": "A"}, "no date: ''"),
        ({"title": "A", "post_date": "x" * 41}, f"no date: '{'x' * 40}'"),
        ({**DATE}, "neither a title nor any text"),
        ({"title": "", "content": " \n", **DATE}, "neither a title nor any text"),
    ],
)
def test_an_item_that_no_post_can_be_made_of_says_why(values: dict[str, str], reason: str) -> None:
    with pytest.raises(UnreadableItemError) as refused:
        post_file(WordPressItem(1, values), SITE)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ""),
        (" a \n \t\n b ", "<p>a</p>\n\n<p>b</p>"),
        ("a\n\n\n\nb", "<p>a</p>\n\n<p>b</p>"),
        ("a\r\nb", "<p>a<br>\nb</p>"),
        ("<p>a\n\nb ", "<p>a\n\nb"),
        ("<pre>a\nb</pre>", "<pre>a\nb</pre>"),
        ("<em>a</em>\nb", "<p><em>a</em><br>\nb</p>"),
        ("<!-- wp:x -->a\n\nb\n", "<!-- wp:x -->a\n\nb"),
        ("<!-- note -->a\nb", "<!-- note -->a\nb"),
    ],
)
def test_blank_lines_divide_paragraphs_of_the_classic_editor(content: str, expected: str) -> None:
    assert paragraphs(content) == expected


# The export and the folder


def export(tmp_path: Path, inside: str) -> Path:
    file = tmp_path / "export.xml"
    head = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    file.write_text(f"{head}{inside}<wp:wxr_version>1.2</wp:wxr_version></channel></rss>")
    return file


@pytest.mark.parametrize(
    ("inside", "site"),
    [
        ("<link> a </link>", WordPressSite(url="a")),
        ("<link>a</link><link>b</link>", WordPressSite(url="a")),
        ("<link>a</link><wp:base_blog_url>b</wp:base_blog_url>", WordPressSite(url="b")),
        ("<wp:base_blog_url>b</wp:base_blog_url><link>a</link>", WordPressSite(url="b")),
        ("<title/><language/>", WordPressSite()),
        ("<title>t</title><language>l</language>", WordPressSite(title="t", language="l")),
        ("<description>d</description>", WordPressSite(description="d")),
        ("<image><title>i</title><link>u</link></image>", WordPressSite()),
        (
            "<wp:author><wp:author_login>a</wp:author_login></wp:author>",
            WordPressSite(authors={"a": "a"}),
        ),
        (
            "<wp:author><wp:author_display_name>A</wp:author_display_name></wp:author>",
            WordPressSite(authors={"": "A"}),
        ),
        (
            "<item><wp:post_type>attachment</wp:post_type><wp:post_id>9</wp:post_id>"
            "<wp:attachment_url>u</wp:attachment_url></item>"
            "<item><wp:post_type>post</wp:post_type><wp:post_id>8</wp:post_id>"
            "<wp:attachment_url>u</wp:attachment_url></item>"
            "<item><wp:post_type>attachment</wp:post_type><wp:post_id>7</wp:post_id></item>",
            WordPressSite(attachments={"9": "u"}),
        ),
        *(
            (
                f"<item><wp:post_type>attachment</wp:post_type>{number}"
                "<wp:attachment_url>u</wp:attachment_url></item>",
                WordPressSite(),  # of a picture without a number no post would be without it
            )
            for number in ("", "<wp:post_id/>")
        ),
    ],
)
def test_an_export_says_what_the_site_is(tmp_path: Path, inside: str, site: WordPressSite) -> None:
    assert site_of(export(tmp_path, inside)) == site


def test_what_was_read_of_an_export_is_let_go(tmp_path: Path) -> None:
    """But for what stands outside the items: that is little."""
    file = export(tmp_path, "<link>a</link><item>1</item><item>2</item><item>3</item>")
    read = [
        (each.text, [former.text for former in each.itersiblings(preceding=True)])
        for each in _elements(file, ("item", "link"), [])
    ]
    assert read == [("a", []), ("1", ["a"]), ("2", [None]), ("3", [None])]
    file.write_text("<!-- a --><item><a/></item>")
    assert [item.values for item in items_of(file, [])] == [{"a": ""}]


def test_a_hundred_faults_of_an_export_are_named_and_no_warning(tmp_path: Path) -> None:
    def faults(inside: str) -> list[str]:
        said = list[str]()
        list(items_of(export(tmp_path, inside), said))
        return said

    assert faults("<a xmlns='relative'/>") == []
    assert faults("<x:a/>") == ["line 1: Namespace prefix x on a is not defined"]
    assert len(faults("<x:a/>" * 101)) == 100
    (long,) = faults(f"<x:{'a' * 2000}/>")
    assert long == f"line 1: Namespace prefix x on {'a' * 2000}"[:1000]


def test_controls_of_an_export_are_left_out_unless_it_is_in_utf_16(tmp_path: Path) -> None:
    def read(data: bytes) -> tuple[list[str], list[str]]:
        said = list[str]()
        (tmp_path / "export").write_bytes(data)
        return [item.values["title"] for item in items_of(tmp_path / "export", said)], said

    text = "<rss><item><title>{}</title></item></rss>"
    every = bytes(range(1, 32)).decode()
    kept, said = read(text.format(f"a{every}b").encode())
    assert kept == ["a\t\n\nb"]
    assert said == ["28 control characters, which XML cannot hold: left out"]
    for order in ("utf-16-le", "utf-16-be"):
        assert read(f"\ufeff{text.format('Ā海')}".encode(order)) == (["Ā海"], [])
    pieces = _WithoutControls(BytesIO(b"a\xff\xfe\x01b"))  # a mark is one at the beginning alone
    assert [pieces.read(size) for size in (1, 2, 2, 2)] == [b"a", b"\xff\xfe", b"b", b""]
    controls = b"\x01" * 100_000  # more than a whole piece
    assert read(text.format("a").encode().replace(b"a", controls + b"a"))[0] == ["a"]


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"PK\x03\x04 packed", ": it is packed, so unpack it first"),
        (b"\x1f\x8b packed", ": it is packed, so unpack it first"),
        (b"<rss><channel><title>a</title></channel></rss>", ": it has no wxr_version"),
        (b"<rss><wxr_version>1</wxr_version></rss>", ": it has no wxr_version"),
        (b"", ": it has no wxr_version"),
    ],
)
def test_what_is_no_export_is_named_with_the_reason(tmp_path: Path, data: bytes, hint: str) -> None:
    (tmp_path / "export").write_bytes(data)
    with pytest.raises(ArchiveError) as refused:
        site_of(tmp_path / "export")
    assert str(refused.value) == f"{tmp_path}/export: no WordPress export{hint}"


def test_an_export_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as refused:
        site_of(tmp_path / "none")
    assert str(refused.value) == f"{tmp_path}/none: No such file or directory"


def test_an_item_has_its_terms_picture_and_enclosures_in_order(tmp_path: Path) -> None:
    def meta(key: str, value: str) -> str:
        key, value = f"<wp:meta_key>{key}</wp:meta_key>", f"<wp:meta_value>{value}</wp:meta_value>"
        return f"<wp:postmeta>{key}{value}</wp:postmeta>"

    inside = (
        "<item><title>A</title><category domain='post_tag' nicename='t'> T </category><category/>"
        + meta("_thumbnail_id", "9") + meta("enclosure", "u") + meta("enclosure", "")
        + "<wp:postmeta><wp:meta_key>other</wp:meta_key></wp:postmeta></item>\n<item/>"
    )  # fmt: skip
    faults = list[str]()
    first, second = items_of(export(tmp_path, inside), faults)
    assert first.terms == [WordPressTerm("post_tag", "t", "T"), WordPressTerm("", "", "")]
    assert (first.line, first.thumbnail, first.enclosures) == (1, "9", ["u"])
    assert second == WordPressItem(2, {})
    assert faults == []


@pytest.mark.parametrize(
    ("site", "lines"),
    [
        (WordPressSite(), ""),
        (WordPressSite("T", "https://h.example/log/", "D", "en"),
         'title: "T"\nurl: "https://h.example"\nbaseurl: "/log"\ndescription: "D"\nlang: "en"\n'),
        (WordPressSite(url="https://h.example"), 'url: "https://h.example"\n'),
        (WordPressSite(url="/log"), 'baseurl: "/log"\n'),
    ],
)  # fmt: skip
def test_the_folder_says_what_the_site_is(site: WordPressSite, lines: str) -> None:
    (config, text), (name, settings) = _settings_files(site)
    assert (config, text, name) == ("_config.yml", lines, "postwire.toml")
    assert settings.endswith('\nids = "wordpress"\n')


def test_a_name_that_is_taken_gets_the_next_number(tmp_path: Path) -> None:
    names = set[str]()
    for expected in ("a.html", "a-2.html", "a-3.html", "a-4.html"):
        assert _free("a.html", names) == expected
        names.add(expected)
    assert (_write(tmp_path / "a", "1\r\n"), _write(tmp_path / "a", "2")) == (True, False)
    assert (tmp_path / "a").read_bytes() == b"1\r\n"


def test_a_title_in_a_message_has_sixty_characters_at_most() -> None:
    assert _title(WordPressItem(1, {"title": "x" * 61})) == f"'{'x' * 60}'"
    assert _title(WordPressItem(1, {})) == "''"


def test_each_source_of_a_recording_counts_in_its_order() -> None:
    names = ["src", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "wmv", "flv"]
    for place in range(len(names)):
        given = " ".join(f"{name}=/{name}" for name in reversed(names[place:]))
        assert (
            with_html(f"[video {given}]", {}) == f'<video controls src="/{names[place]}"></video>'
        )
    assert with_html("[video other=/a]", {}) == ""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[playlist src=/a]", ""),
        ("[/audio][/gallery ids=5][/playlist]", ""),
        ("[/caption]", "</figure>"),
        ("[caption CAPTION='A']", "<figure><figcaption>A</figcaption>"),
        ("[gallery ids=5,6,7]", '<img src="/5" alt="">\n<img src="/7&amp;" alt="">'),
        ("[gallery ids=x5y]", '<img src="/5" alt="">'),
        ("[[audio src=/a]] [[/audio]] [[embed]]", "[audio src=/a] [/audio] [embed]"),
        (
            "[embed]\n https://a/?b&c \n[/embed]",
            '<a href="https://a/?b&amp;c">https://a/?b&amp;c</a>',
        ),
        ("[embed]ftp://a[/embed]", "[embed]ftp://a[/embed]"),
    ],
)
def test_what_a_shortcode_of_wordpress_becomes(content: str, expected: str) -> None:
    assert with_html(content, {"5": "/5", "7": "/7&"}) == expected
