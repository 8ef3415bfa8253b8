"""A WordPress export becomes an archive whose entries keep their ids."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import Options, open_archive
from feeds.identity import entry_id
from feeds.index.refresh import Refresher
from feeds.model import Post
from service.app import create_app
from service.cli import main
from service.commands.common import opened
from service.moving.wordpress_export import WordPressItem, WordPressSite, items_of
from service.moving.wordpress_posts import paragraphs, post_file
from service.moving.wordpress_shortcodes import with_html
from service.settings.loading import load
from tests.conftest import write

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour log</title><link>https://harbour.example/log</link>
<description>Tides &amp; trams</description><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://harbour.example/log</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[keeper]]></wp:author_login>
<wp:author_display_name><![CDATA[The keeper]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>\n"


def item(number: int, title: str = "Tide", content: str = "It rose.", **values: str) -> str:
    """An item as WordPress writes it; `values` replace or add elements of `wp`."""
    more = values.pop("more", "")
    link = values.pop("link", f"https://harbour.example/log/2024/05/tide-{number}/")
    elements = {
        "post_id": str(number),
        "post_date": "2024-05-02 10:00:00",
        "post_date_gmt": "2024-05-02 08:00:00",
        "post_modified_gmt": "2024-05-02 08:00:00",
        "post_name": f"tide-{number}",
        "status": "publish",
        "post_type": "post",
    } | values
    wp = "".join(f"<wp:{key}>{escape(value)}</wp:{key}>\n" for key, value in elements.items())
    text = content.replace("]]>", "]]]]><![CDATA[>")
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{escape(link)}</link>"
        f'<dc:creator>keeper</dc:creator><guid isPermaLink="false">'
        f"https://harbour.example/log/?p={number}</guid>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded>\n{wp}{more}</item>\n"
    )


def imported(tmp_path: Path, *items: str, code: int = 0) -> tuple[Path, str]:
    """The folder, and what was said on standard error."""
    export, folder = tmp_path / "export.xml", tmp_path / "site"
    export.write_text(HEAD + "".join(items) + TAIL, "utf-8")
    result = CliRunner().invoke(main, ["import-wordpress", str(export), str(folder)])
    assert result.exit_code == code, result.output
    return folder, result.stderr


def posts_in(folder: Path) -> list[Post]:
    archive = open_archive(folder, Options(ids="wordpress"))
    readings = archive.read_all(stat.path for stat in archive.files())
    return [reading.post for reading in readings if reading.post]


TERMS = (
    '<category domain="category" nicename="sea-air"><![CDATA[Sea & Air]]></category>'
    '<category domain="post_tag" nicename="tide"><![CDATA[Tide]]></category>'
    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value>"
    "</wp:postmeta>"
)
PICTURE = "https://harbour.example/log/wp-content/tide.jpg"


def test_a_post_keeps_its_date_terms_author_address_picture_and_guid(tmp_path: Path) -> None:
    attachment = item(9, post_type="attachment", status="inherit", attachment_url=PICTURE)
    folder, _ = imported(tmp_path, item(7, more=TERMS), attachment)
    (post,) = posts_in(folder)
    assert post.title == "Tide"
    assert post.published == datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert (post.categories, post.tags) == (("Sea & Air",), ("Tide",))
    assert post.permalink == "/2024/05/tide-7/"
    assert post.image == PICTURE
    assert [person.name for person in post.attribution.bylines] == ["The keeper"]
    site = open_archive(folder, Options(ids="wordpress")).site
    assert entry_id(post, site) == "https://harbour.example/log/?p=7"
    assert (site.title, site.language) == ("Harbour log", "en-GB")
    text = next((folder / "_posts").iterdir()).read_text("utf-8")
    assert "date: 2024-05-02 10:00:00 +0200\n" in text
    assert '"Sea & Air": "sea-air"' in text


def test_the_imported_site_is_served_with_the_former_guids(tmp_path: Path) -> None:
    folder, _ = imported(tmp_path, *(item(number) for number in range(10)))
    settings = load(archive=folder, state=tmp_path / "state")
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    client = create_app(settings).test_client()
    items = json.loads(client.get("/feed.json").data)["items"]
    assert {each["id"] for each in items} == {
        f"https://harbour.example/log/?p={number}" for number in range(10)
    }
    assert client.get("/feed.rss").text.count('isPermaLink="false"') == 10


@pytest.mark.parametrize(
    "values",
    [
        {"status": "draft", "post_date_gmt": "0000-00-00 00:00:00"},
        {"status": "private"},
        {"status": "pending"},
        {"status": "future", "post_date_gmt": "2033-05-02 08:00:00"},
        {"post_password": "s3cret"},
    ],
)
def test_what_is_not_for_all_is_written_and_in_no_feed(
    tmp_path: Path, values: dict[str, str]
) -> None:
    folder, _ = imported(tmp_path, item(1, **values))
    (file,) = (folder / "_posts").iterdir()
    assert "s3cret" not in file.read_text("utf-8")
    assert posts_in(folder) == []


def test_a_post_without_a_name_is_called_after_its_number(tmp_path: Path) -> None:
    folder, _ = imported(tmp_path, item(1, title="", post_name="", post_id="9" * 30))
    assert [file.name for file in (folder / "_posts").iterdir()] == [
        f"2024-05-02-post-{'9' * 18}.html"
    ]


@pytest.mark.parametrize(
    ("values", "date"),
    [
        ({}, "2024-05-02 10:00:00 +0200"),
        ({"post_date_gmt": "0000-00-00 00:00:00"}, "2024-05-02 10:00:00 +0000"),
        ({"post_date_gmt": "x", "post_date": "x"}, "2024-05-02 08:00:00 +0000"),
        ({"post_date": "x"}, "2024-05-02 08:00:00 +0000"),
        ({"post_date": "2024-05-02 22:00:00"}, "2024-05-02 22:00:00 +1400"),
        ({"post_date": "2024-05-02 22:01:00"}, "2024-05-02 08:00:00 +0000"),
        ({"post_date": "2024-05-02 08:00:30"}, "2024-05-02 08:00:00 +0000"),
    ],
)
def test_the_date_of_a_post_has_the_offset_that_the_site_had(
    tmp_path: Path, values: dict[str, str], date: str
) -> None:
    folder, _ = imported(tmp_path, item(1, **values))
    (file,) = (folder / "_posts").iterdir()
    assert f"date: {date}\n" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("modified", "is_written"),
    [("2024-05-02 08:00:00", False), ("2024-05-02 08:00:01", True), ("2024-05-01 08:00:00", False)],
)
def test_a_post_was_changed_where_that_was_after_its_publication(
    tmp_path: Path, modified: str, is_written: bool
) -> None:
    folder, _ = imported(tmp_path, item(1, post_modified_gmt=modified))
    (file,) = (folder / "_posts").iterdir()
    assert ("last_modified_at:" in file.read_text("utf-8")) == is_written


@pytest.mark.parametrize(
    ("name", "slug"),
    [("é" * 61, "é" * 60), ("a" * 121, "a" * 120), ("a" + "é" * 60, "a" + "é" * 59)],
)
def test_a_slug_has_a_hundred_and_twenty_bytes_at_most(
    tmp_path: Path, name: str, slug: str
) -> None:
    folder, _ = imported(tmp_path, item(1, post_name=name))
    (file,) = (folder / "_posts").iterdir()
    assert file.name == f"2024-05-02-{slug}.html"


def test_space_about_a_value_goes_and_that_of_a_text_stays(tmp_path: Path) -> None:
    (tmp_path / "export.xml").write_text(HEAD + item(1, " Tide ", "  code\n") + TAIL)
    (read,) = items_of(tmp_path / "export.xml", [])
    assert (read.values["title"], read.values["content"]) == ("Tide", "  code\n")


def test_a_text_that_names_no_program_is_the_posts_own(tmp_path: Path) -> None:
    """`encoded` without a namespace, as scripts that write exports leave it."""
    bare = "<encoded>Bare.</encoded><excerpt:encoded>Short.</excerpt:encoded>"
    text = item(1).replace("<content:encoded><![CDATA[It rose.]]></content:encoded>", bare)
    (tmp_path / "export.xml").write_text(HEAD + text + TAIL)
    (read,) = items_of(tmp_path / "export.xml", [])
    assert (read.values["content"], read.values["excerpt"]) == ("Bare.", "Short.")


def test_elements_nested_without_end_are_a_fault(tmp_path: Path) -> None:
    deep = "<a>" * 300 + "</a>" * 300
    folder, said = imported(tmp_path, item(1), item(2, more=deep), code=1)
    assert "Excessive depth" in said
    assert [file.name for file in (folder / "_posts").iterdir()] == ["2024-05-02-tide-1.html"]


def test_what_cannot_be_read_is_named_and_the_rest_is_written(tmp_path: Path) -> None:
    bad = item(2, "Undated", post_date="x", post_date_gmt="y", post_modified_gmt="2024-02-31 0:0:0")
    folder, said = imported(tmp_path, item(1), bad, item(3, "", ""), item(4), code=1)
    assert len(posts_in(folder)) == 2
    assert "'Undated': no date" in said
    assert "neither a title nor any text" in said
    assert said.count("export.xml:") == 2


def test_after_broken_xml_the_rest_is_written(tmp_path: Path) -> None:
    broken = item(2).replace("</wp:status>", "").replace("Tide", "Bad & bad \x0b", 1)
    folder, said = imported(tmp_path, item(1), "<item><title>A & <b", broken, item(3), code=1)
    names = sorted(path.name for path in (folder / "_posts").iterdir())
    assert "2024-05-02-tide-1.html" in names
    assert "2024-05-02-tide-3.html" in names
    assert "line " in said


def test_an_entity_of_html_cuts_no_title(tmp_path: Path) -> None:
    text = HEAD + item(1).replace("<![CDATA[Tide]]>", "High&nbsp;tide") + TAIL
    export = tmp_path / "export.xml"
    export.write_text(text)
    faults: list[str] = []
    assert [each.values["title"] for each in items_of(export, faults)] == ["High&nbsp;tide"]
    assert any("nbsp" in fault for fault in faults)


def test_a_file_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    folder, _ = imported(tmp_path, item(1))
    (file,) = (folder / "_posts").iterdir()
    file.write_text("mine")
    (folder / "_config.yml").write_text("title: Mine\n")
    _, said = imported(tmp_path, item(1), item(2), code=1)
    assert file.read_text() == "mine"
    assert (folder / "_config.yml").read_text() == "title: Mine\n"
    assert "exists" in said
    assert len(list((folder / "_posts").iterdir())) == 2


def test_what_was_written_left_out_and_amiss_is_counted(tmp_path: Path) -> None:
    export, folder = tmp_path / "export.xml", tmp_path / "site"
    left_out = [item(3, post_type="page"), item(4, post_type="revision")]
    left_out += [item(9, status=status) for status in ("trash", "auto-draft", "inherit")]
    export.write_text(HEAD + "".join([item(1), item(2), *left_out]) + TAIL, "utf-8")
    write(folder, "_posts/2024-05-02-tide-2.html", "mine")

    def run(*options: str) -> tuple[int, str, str]:
        words = ["import-wordpress", str(export), str(folder), *options]
        result = CliRunner().invoke(main, words)
        return result.exit_code, result.stdout, result.stderr

    code, said, amiss = run()
    assert (code, said) == (1, "1 posts, 5 other items, 1 faults\n")
    assert amiss.startswith(f"{export}:")
    assert amiss.endswith(": 'Tide': _posts/2024-05-02-tide-2.html exists: left as it is\n")
    assert (folder / "_posts/2024-05-02-tide-2.html").read_text() == "mine"
    code, said, amiss = run("--json")
    assert (code, json.loads(said)) == (1, {"posts": 0, "left_out": 5, "faults": 2})
    assert amiss.count("exists: left as it is") == 2
    folder = tmp_path / "export.xml" / "site"
    assert run() == (2, "", f"postwire: cannot write into {folder}: Not a directory\n")


def test_posts_of_one_slug_and_day_have_files_of_their_own(tmp_path: Path) -> None:
    folder, _ = imported(tmp_path, *(item(number, post_name="same") for number in range(3)))
    names = sorted(path.name for path in (folder / "_posts").iterdir())
    assert names == [f"2024-05-02-same{end}.html" for end in ("-2", "-3", "")]
    assert len({post.former_id for post in posts_in(folder)}) == 3


@pytest.mark.parametrize("slug", ["../../etc/passwd", "/abs", "..", "a/b", "con:x", "%2e%2e%2fx"])
def test_no_slug_leads_out_of_the_folder(tmp_path: Path, slug: str) -> None:
    imported(tmp_path, item(1, post_name=slug))
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.html")]
    assert [path.parent.as_posix() for path in files] == ["site/_posts"]


def test_the_end_of_a_cdata_section_in_a_text_is_text(tmp_path: Path) -> None:
    folder, _ = imported(tmp_path, item(1, content="a ]]> b"))
    assert "a ]]> b" in next((folder / "_posts").iterdir()).read_text("utf-8")


def test_entities_are_not_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush")
    export = tmp_path / "export.xml"
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY y "laugh">]>'
    head = HEAD.replace("?>\n", f"?>\n{doctype}\n", 1)
    text = item(1, "T").replace("<![CDATA[It rose.]]>", "left &x; &y;")
    export.write_text(head + text + TAIL)
    CliRunner().invoke(main, ["import-wordpress", str(export), str(tmp_path / "site")])
    (file,) = (tmp_path / "site" / "_posts").iterdir()
    assert "hush" not in file.read_text()
    assert "laugh" not in file.read_text()


@pytest.mark.parametrize("text", ["", "{}", "<rss><channel><item/></channel></rss>", "\0\1"])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    export = tmp_path / "export.xml"
    export.write_text(text)
    result = CliRunner().invoke(main, ["import-wordpress", str(export), str(tmp_path / "site")])
    assert result.exit_code == 2
    assert "no WordPress export" in result.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.long
def test_an_export_is_read_item_by_item(tmp_path: Path) -> None:
    export = tmp_path / "export.xml"
    with export.open("w") as file:
        file.write(HEAD)
        for number in range(400):
            file.write(item(number, content="x" * 50_000))
        file.write(TAIL)
    tracemalloc.start()
    assert sum(1 for _ in items_of(export, [])) == 400
    assert tracemalloc.get_traced_memory()[1] < 2_000_000  # of 20 MB
    tracemalloc.stop()


def test_blank_lines_divide_paragraphs_where_the_editor_wrote_none() -> None:
    assert paragraphs("a\nb\n\n<h2>c</h2>\r\n\r\nd") == "<p>a<br>\nb</p>\n\n<h2>c</h2>\n\n<p>d</p>"
    assert paragraphs("<!-- wp:paragraph --><p>a</p>\n\nb") == "<!-- wp:paragraph --><p>a</p>\n\nb"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '[caption id="a" width="3"]<img src="/b.jpg"> Words[/caption]',
            '<figure><img src="/b.jpg"> Words</figure>',
        ),
        (
            "[wp_caption caption='A &amp; B']<img>[/wp_caption]",
            "<figure><figcaption>A &amp; B</figcaption><img></figure>",
        ),
        ('[gallery ids="5, 9" columns=2]', '<img src="https://h.example/5.jpg" alt="">'),
        ("[gallery]", ""),
        ('[gallery include="5"]', '<img src="https://h.example/5.jpg" alt="">'),
        ('[gallery include="9" ids="5"]', '<img src="https://h.example/5.jpg" alt="">'),
        ('[gallery ids="" include="5"]', '<img src="https://h.example/5.jpg" alt="">'),
        ('[audio src="/s.mp3" mp3="/a.mp3"]', '<audio controls src="/s.mp3"></audio>'),
        ('[audio ogg="/o.ogg" mp3="/a.mp3"]', '<audio controls src="/a.mp3"></audio>'),
        ('[audio src=""]', ""),
        ('[playlist ids="5"]', ""),
        (
            '[audio mp3="/a.mp3?x=1&y=2"][/audio]',
            '<audio controls src="/a.mp3?x=1&amp;y=2"></audio>',
        ),
        ("[video width=1 src=/v.mp4 /]", '<video controls src="/v.mp4"></video>'),
        (
            "[embed w=1]https://t.example/1[/embed]",
            '<a href="https://t.example/1">https://t.example/1</a>',
        ),
        ("[[gallery]] [captions] [form id=1] [1]", "[gallery] [captions] [form id=1] [1]"),
    ],
)
def test_shortcodes_of_wordpress_itself_become_html(content: str, expected: str) -> None:
    assert with_html(content, {"5": "https://h.example/5.jpg"}) == expected


def test_an_episode_of_a_podcast_keeps_its_enclosure(tmp_path: Path) -> None:
    lines = "https://h.example/a.mp3\n1234\naudio/mpeg"
    meta = f"<wp:meta_key>enclosure</wp:meta_key><wp:meta_value>{lines}</wp:meta_value>"
    folder, _ = imported(tmp_path, item(1, more=f"<wp:postmeta>{meta}</wp:postmeta>"))
    (post,) = posts_in(folder)
    [enclosure] = post.enclosures
    assert (enclosure.url, enclosure.length) == ("https://h.example/a.mp3", 1234)
    assert enclosure.media_type == "audio/mpeg"


def test_each_fault_of_the_xml_is_one_line(tmp_path: Path) -> None:
    broken = item(2, content="b\nc").replace("]]></content:encoded>", "")
    _, said = imported(tmp_path, item(1), broken, code=1)
    assert "CData section not finished" in said
    assert said
    assert all(": line " in line for line in said.splitlines())


def test_control_characters_are_left_out_and_counted(tmp_path: Path) -> None:
    """WordPress writes them into CDATA, where XML cannot hold them."""
    folder, said = imported(tmp_path, item(1, content="high \x0b\x01water"), item(2), code=1)
    assert "<p>high water</p>" in next((folder / "_posts").glob("*-1.html")).read_text()
    assert said.endswith(": 2 control characters, which XML cannot hold: left out\n")
    assert len(posts_in(folder)) == 2


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(title=_TEXTS, name=_TEXTS, guid=_TEXTS, content=_TEXTS, tag=_TEXTS)
def test_any_texts_make_a_safe_name_and_front_matter_that_says_them(
    title: str, name: str, guid: str, content: str, tag: str
) -> None:
    values: dict[str, Any] = {"title": title or "T", "post_name": name, "content": content}
    values |= {"post_date_gmt": "2024-05-02 08:00:00", "guid": guid}
    file = post_file(WordPressItem(1, values), WordPressSite())
    assert file.name.startswith("2024-05-02-")
    assert not set(file.name) & set("/\\:\0\n")
    assert len(file.name.encode()) < 200
