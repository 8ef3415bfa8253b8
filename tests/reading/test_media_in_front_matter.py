"""The pictures, media files and episodes that front matter names, as themes write them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.media_types import UNKNOWN, media_type_of
from feeds.model import Attribution, Enclosure, Episode, Post
from tests.conftest import write

Reading = Callable[..., Post]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """A post of a Jekyll site with this front matter."""
    write(tmp_path, "_config.yml", "url: https://s.example\n")

    def post(*lines: str) -> Post:
        text = "\n".join(("---", "title: a", *lines, "---", "Text.", ""))
        write(tmp_path, "_posts/2024-01-01-a.md", text)
        post = open_archive(tmp_path, Options()).read("_posts/2024-01-01-a.md").post
        assert post
        return post

    return post


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("https://c.example/a.mp3", "audio/mpeg"),
        ("https://c.example/a.MP3?dest-id=1.png", "audio/mpeg"),
        ("https://c.example/a.mp3#t=10", "audio/mpeg"),
        ("https://c.example/a%2Em4a", "audio/mp4"),
        ("https://c.example/a.m4b", "audio/mp4"),
        ("https://c.example/a.opus", "audio/ogg"),
        ("https://c.example/a.flac", "audio/flac"),
        ("https://c.example/a.wav", "audio/wav"),
        ("https://c.example/a.M4V", "video/mp4"),
        ("https://c.example/a.webm", "video/webm"),
        ("https://c.example/a.mov", "video/quicktime"),
        ("https://c.example/a.webp", "image/webp"),
        ("https://c.example/a.avif", "image/avif"),
        ("https://c.example/a.epub", "application/epub+zip"),
        ("https://c.example/mp3", UNKNOWN),
        ("https://c.mp3/", UNKNOWN),
        ("https://c.example/a.mp3/b", UNKNOWN),
    ],
)
def test_a_media_type_is_that_of_the_addresss_path(address: str, media_type: str) -> None:
    assert media_type_of(address) == media_type


def test_the_hosts_tables_of_types_count_for_nothing(
    monkeypatch: pytest.MonkeyPatch, read: Reading
) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_: ("x/wrong", None))
    assert read("enclosure: /a.m4a").enclosures[0].media_type == "audio/mp4"


@pytest.mark.parametrize(
    "lines",
    [
        ["enclosure: |", "  /a.mp3", "  99", "  audio/mpeg"],
        ["enclosure: /a.mp3 99 audio/mpeg"],
        ["enclosure: ['/a.mp3', false]", "podcast_bytes: 99"],
        ["enclosures: [{url: /a.mp3, length: 99}]"],
        ["enclosure: {url: /a.mp3, length: 99, type: application/octet-stream}"],
        ["enclosure: {file: /a.mp3, filesize: 99 bytes, mimeType: Audio/MPEG}"],
        ["audio: {mp3: /a.mp3}", "filesize: 99"],
        ["audio: [{url: /a.mp3, size: '99', mimeType: audio/mpeg}]"],
        ["audio_url: /a.mp3", "length: 99"],
        ["podcast_file: /a.mp3", "podcast_bytes: 99"],
        ["podcast: {file: /a.mp3, bytes: 99}"],
        ["podcast: {mp3: /a.mp3}", "size: 99.0"],
        ["meta:", "  enclosure: |", "    /a.mp3", "    99", "    audio/mpeg"],
        ["enclosure: |", "  /a.mp3", "", "  99", "  audio/mpeg"],
        ["enclosure: /a.mp3, 99, audio/mp3"],
        ["enclosure: {mp3: {url: /a.mp3, length: 99}}"],
        ["enclosure: {path: /a.mp3, length: 99}"],
        ["enclosure_url: /a.mp3", "enclosure_length: 99", "enclosure_type: audio/mpeg"],
        ["audioUrl: /a.mp3", "audioLength: 99"],
        ["podcast: /a.mp3", "podcast_length: 99"],
        ["podcast: {enclosure: {url: /a.mp3, length: 99}}"],
        ["attachments: [{url: /a.mp3, size_in_bytes: 99}]"],
    ],
)
def test_a_media_file_is_found_where_generators_keep_it(read: Reading, lines: list[str]) -> None:
    assert read(*lines).enclosures == (Enclosure("https://s.example/a.mp3", "audio/mpeg", 99),)


def test_a_media_file_without_a_suffix_is_one_where_its_type_says_so(read: Reading) -> None:
    at = "https://c.example/play/1"
    for lines in ([f"audio: {{url: '{at}', type: audio/mpeg}}"],
                  [f"podcast_file: {at}", "podcast_type: audio/mpeg"]):  # fmt: skip
        assert read(*lines).enclosures == (Enclosure(at, "audio/mpeg", 0),)


def test_a_length_in_hours_and_minutes_is_a_duration(read: Reading) -> None:
    (enclosure,) = read("audio: {url: /a.mp3, length: '12:34'}").enclosures
    assert (enclosure.length, enclosure.duration_seconds) == (0, 754)


@pytest.mark.parametrize(
    "line", ["enclosure: false", "enclosure:", "enclosure: []", "audio: true", "file: /a.php"]
)
def test_what_names_no_media_file_is_none(read: Reading, line: str) -> None:
    assert read(line).enclosures == ()


@pytest.mark.parametrize(
    ("spelled", "length"),
    [
        ("12345", 12345),
        ("'12,345'", 12345),
        ("'1.234.567'", 1234567),
        ("12 345", 12345),
        ("'12345.0'", 12345),
        ("12345 Bytes", 12345),
        ("'1,2,3'", 0),
        ("12 MB", 0),
        ("-5", 0),
        ("no", 0),
    ],
)
def test_a_length_is_a_number_of_bytes(read: Reading, spelled: str, length: int) -> None:
    post = read(f"enclosure: {{url: /a.mp3, length: {spelled}}}")
    assert post.enclosures[0].length == length


@pytest.mark.parametrize(
    ("spelled", "duration"),
    [
        ("754", 754),
        ("'754.5'", 754),
        ("12:34", 754),
        ("'00:12:34'", 754),
        ("'00:12:34.567'", 754),
        ("1:02:03", 3723),
        ("90:00", 5400),
        ("PT12M34S", 754),
        ("12m34s", 754),
        ("1h2m3s", 3723),
        ("12 min", 720),
        ('"12\'"', 720),
        ("P0DT1H2M3S", 3723),
        ("1 hour 2 minutes", 3720),
        ("0", None),
        ("false", None),
        ("soon", None),
        ("'1:2:3:4'", None),
        ("':'", None),
    ],
)
@pytest.mark.parametrize(
    "key",
    ["duration", "podcast_duration", "audio_duration", "itunes_duration", "'itunes:duration'"],
)
def test_a_duration_is_read_in_every_form(
    read: Reading, key: str, spelled: str, duration: int | None
) -> None:
    post = read("enclosure: /a.mp3", f"{key}: {spelled}")
    assert post.enclosures[0].duration_seconds == duration


def test_powerpress_keeps_the_duration_in_a_fourth_line(read: Reading) -> None:
    lines = ["/a.mp3", "99", "audio/mpeg", 'a:1:{s:8:"duration";s:8:"00:12:34";}']
    post = read("enclosure: |", *(f"  {line}" for line in lines))
    assert post.enclosures == (Enclosure("https://s.example/a.mp3", "audio/mpeg", 99, 754),)


def test_several_forms_of_one_episode_share_its_duration_but_not_its_length(read: Reading) -> None:
    post = read("audio: {mp3: /a.mp3, m4a: /a.m4a}", "duration: 12:34", "filesize: 99")
    at = "https://s.example/a"
    assert post.enclosures == (
        Enclosure(f"{at}.mp3", "audio/mpeg", 0, 754),
        Enclosure(f"{at}.m4a", "audio/mp4", 0, 754),
    )


@pytest.mark.parametrize(
    ("lines", "episode"),
    [
        (["itunes: {duration: 1, image: /e.png}"], Episode(image="https://s.example/e.png")),
        (["itunes: {image: {href: /e.png}}"], Episode(image="https://s.example/e.png")),
        (["itunes_image: /e.png"], Episode(image="https://s.example/e.png")),
        (["episode_image: /e.png", "image: /a.png"], Episode(image="https://s.example/e.png")),
        (["itunes: {image: false, explicit: Clean}"], Episode(explicit=False)),
        (["podcast_explicit: yes"], Episode(explicit=True)),
        (["'itunes:season': 2", "itunes_episode: 3"], Episode(number=3, season=2)),
        (["podcast: {season: 2, episode: 3}"], Episode(number=3, season=2)),
        (["episode_number: 3", "image: /a.png"], Episode(number=3)),
        (["episode: '#3'", "season: S02"], Episode(number=3, season=2)),
        (["episode: S02E03"], Episode(number=3)),
        (["episode: bonus"], None),
        (["episode_image: false"], None),
        (["image: /a.png"], None),
    ],
)
def test_the_values_of_an_episode_have_prefixes_or_a_group(
    read: Reading, lines: list[str], episode: Episode | None
) -> None:
    assert read("enclosure: /a.mp3", *lines).episode == episode


@pytest.mark.parametrize(
    "lines",
    [
        ["image: /a.png"],
        ["image: [/a.png, /b.png]"],
        ["image: [{url: /a.png}]"],
        ["image: {path: /a.png, alt: x}"],
        ["image: {filename: /a.png}"],
        ["image: false", "images: [false, /a.png]"],
        ["images: /a.png"],
        ["images: [{src: /a.png}]"],
        ["cover: {image: /a.png, relative: true}"],
        ["cover: false", "featuredImage: /a.png"],
        ["featured_image: /a.png"],
        ["header: {overlay_image: /a.png}"],
        ["header: {teaser: /a.png}"],
        ["resources: [{name: icon, src: /b.png}, {name: featured-image, src: /a.png}]"],
    ],
)
def test_a_picture_is_found_where_themes_keep_it(read: Reading, lines: list[str]) -> None:
    assert read(*lines).image == "https://s.example/a.png"


@pytest.mark.parametrize(
    "value", ["false", "no", "No", "off", '""', "", "null", "~", "true", "[]", "{}"]
)
def test_a_switch_or_nothing_is_no_value(read: Reading, value: str) -> None:
    keys = ("image", "images", "cover", "author", "authors", "excerpt", "description", "summary",
            "source", "rights", "license", "enclosure", "last_modified_at")  # fmt: skip
    post = read(*(f"{key}: {value}" for key in keys))
    assert (post.image, post.enclosures, post.summary, post.updated) == (None, (), None, None)
    assert post.attribution == Attribution()
