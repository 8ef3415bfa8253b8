"""What front matter says of pictures and episodes, in the forms that occur."""

from __future__ import annotations

import pytest

from feeds.archive.media import enclosures_of, episode_of, image_of
from feeds.archive.media_types import UNKNOWN, media_type_of
from feeds.archive.values import FrontMatter
from feeds.text.urls import absolute


def from_the_page(address: str) -> str | None:
    return absolute(address, "https://a.example/2024/b.html")


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("https://c.example/e.mp3?id=1", "audio/mpeg"),
        ("https://c.example/e.M4A#t=10", "audio/mp4"),
        ("https://c.example/e.opus", "audio/ogg"),
        ("https://c.example/e.flac", "audio/flac"),
        ("https://c.example/e.m4v", "video/mp4"),
        ("https://c.example/e.epub", "application/epub+zip"),
        ("https://c.example/?file=e.mp3", UNKNOWN),
    ],
)
def test_the_type_is_that_of_the_paths_suffix(address: str, media_type: str) -> None:
    assert media_type_of(address) == media_type


@pytest.mark.parametrize(
    ("front_matter", "length", "seconds"),
    [
        ({"enclosure": "/e.mp3\n123456\naudio/mpeg"}, 123456, None),
        ({"enclosure": "/e.mp3", "itunes": {"duration": "12:34"}}, 0, 754),
        ({"podcast_file": "/e.mp3", "podcast_bytes": "99", "podcast_duration": "10:10"}, 99, 610),
        ({"enclosure": {"url": "/e.mp3", "length": "12,345", "duration": "754.5"}}, 12345, 754),
        ({"enclosure": "/e.mp3", "duration": "1:02:03:04"}, 0, None),
        ({"enclosure": "/e.mp3", "duration": "an hour"}, 0, None),
    ],
)
def test_lengths_and_durations(front_matter: FrontMatter, length: int, seconds: int | None) -> None:
    (enclosure,) = enclosures_of(front_matter, from_the_page)
    assert enclosure.url == "https://a.example/e.mp3"
    assert enclosure.media_type == "audio/mpeg"
    assert (enclosure.length, enclosure.duration_seconds) == (length, seconds)


@pytest.mark.parametrize(
    ("front_matter", "path"),
    [
        ({"images": ["/c.png", "/d.png"]}, "/c.png"),
        ({"image": [{"src": "/c.png"}]}, "/c.png"),
        ({"featuredimage": "c.png"}, "/2024/c.png"),
        ({"cover": {"image": "/c.png", "relative": "true"}}, "/c.png"),
        ({"image": "false", "cover": "/c.png"}, "/c.png"),
    ],
)
def test_the_picture_of_a_post(front_matter: FrontMatter, path: str) -> None:
    assert image_of(front_matter, from_the_page) == f"https://a.example{path}"


def test_false_is_no_picture() -> None:
    assert image_of({"image": "false"}, from_the_page) is None


def test_an_episode_has_the_picture_of_its_own_settings() -> None:
    episode = episode_of({"image": "/c.png", "itunes": {"image": "/art.jpg"}}, from_the_page)
    assert episode
    assert episode.image == "https://a.example/art.jpg"
