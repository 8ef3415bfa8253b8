"""Each name under which a theme keeps a picture, a media file or a length, by itself."""

from __future__ import annotations

import pytest

from feeds.archive.media import enclosures_of, episode_of, image_of
from feeds.archive.podcast_files import chapters_of, transcripts_of
from feeds.archive.podcast_values import podcast_values, seconds, size
from feeds.archive.values import FrontMatter, Value
from feeds.model import Enclosure
from feeds.text.urls import absolute

PICTURES = [
    *("image", "images", "cover", "thumbnail", "featured_image", "featuredimage", "feature_image"),
    *("header", "header_image", "headerimage", "hero", "hero_image", "heroimage", "banner"),
    *("cover_image", "coverimage", "featured_img", "featureimage", "thumbnail_image", "thumb"),
    *("og_image", "ogimage", "social_image", "preview_image", "featuredimagepreview"),
]
OF_A_PICTURE = [
    *("url", "path", "src", "image", "feature", "file", "filename", "href"),
    *("overlay_image", "og_image", "teaser", "thumbnail", "thumb", "preview"),
]
PLAYED = ["audio", "audio_url", "audio_file", "audiofile", "mp3", "media", "file", "video", "url"]
MAY_BE_PLAYED = ["media", "file", "link", "src", "url", "attachments", "files", "download"]


def joined(spelled: str) -> str | None:
    return absolute(spelled, "https://s.example/a/")


@pytest.mark.parametrize("key", PICTURES)
def test_a_picture_by_each_name(key: str) -> None:
    assert image_of({key: "/p.jpg"}, joined) == "https://s.example/p.jpg"


@pytest.mark.parametrize("key", OF_A_PICTURE)
def test_the_address_of_a_picture_by_each_name(key: str) -> None:
    assert image_of({"image": {key: "/p.jpg"}}, joined) == "https://s.example/p.jpg"


@pytest.mark.parametrize(("weaker", "stronger"), [*zip(PICTURES[1:], PICTURES, strict=False)])
def test_the_stronger_of_two_pictures_counts(weaker: str, stronger: str) -> None:
    values: FrontMatter = {weaker: "/weaker.jpg", stronger: "/stronger.jpg"}
    assert image_of(values, joined) == "https://s.example/stronger.jpg"


@pytest.mark.parametrize("key", PLAYED)
def test_a_media_file_by_each_name(key: str) -> None:
    expected = (Enclosure("https://s.example/a.mp3", "audio/mpeg", 0),)
    assert enclosures_of({key: "/a.mp3"}, joined) == expected


@pytest.mark.parametrize("key", ["url", "file", "href", "src", "uri", "link"])
def test_the_address_of_a_media_file_by_each_name(key: str) -> None:
    (enclosure,) = enclosures_of({"enclosure": {key: "/a.mp3"}}, joined)
    assert enclosure.url == "https://s.example/a.mp3"


@pytest.mark.parametrize(
    "key", ["length", "bytes", "size", "filesize", "file_size", "size_in_bytes"]
)
def test_a_length_by_each_name(key: str) -> None:
    (enclosure,) = enclosures_of({"enclosure": {"url": "/a.mp3", key: "99"}}, joined)
    assert enclosure.length == 99


@pytest.mark.parametrize("key", ["duration", "duration_in_seconds", "audio_duration"])
@pytest.mark.parametrize("of_the_post", [True, False])
def test_a_duration_by_each_name(key: str, of_the_post: bool) -> None:
    about: FrontMatter = {"url": "/a.mp3"} | ({} if of_the_post else {key: "1:01:01"})
    values: FrontMatter = {"enclosure": about} | ({key: "1:01:01"} if of_the_post else {})
    (enclosure,) = enclosures_of(values, joined)
    assert enclosure.duration_seconds == 3661


@pytest.mark.parametrize("key", ["type", "media_type", "mime_type", "mimetype", "mime"])
def test_a_media_type_by_each_name(key: str) -> None:
    (enclosure,) = enclosures_of({"enclosure": {"url": "/a", key: "audio/x"}}, joined)
    assert enclosure.media_type == "audio/x"


@pytest.mark.parametrize(
    "prefix", ["itunes:", "podcast:", "itunes_", "podcast_", "itunes-", "podcast-"]
)
def test_a_value_by_each_prefix(prefix: str) -> None:
    assert podcast_values({f"{prefix}season": "4"})["season"] == "4"


@pytest.mark.parametrize("group", ["itunes", "podcast", "podlove", "episode"])
def test_a_value_in_each_group(group: str) -> None:
    assert podcast_values({group: {"Season": "4"}})["season"] == "4"


@pytest.mark.parametrize(
    "key", ["chapters", "chapter", "chapters_url", "chaptersurl", "chapters_file", "chaptersfile"]
)
def test_chapters_by_each_name(key: str) -> None:
    assert chapters_of({key: "/c.json"}, joined) == "https://s.example/c.json"


def test_chapters_of_another_type_are_none() -> None:
    assert chapters_of({"chapters": {"url": "/c", "type": "text/plain"}}, joined) is None
    about: FrontMatter = {"url": "/c", "media_type": "application/json"}
    assert chapters_of({"chapters": about}, joined) == "https://s.example/c"


@pytest.mark.parametrize(
    ("key", "is_caption"),
    [
        *((key, False) for key in ("transcripts", "transcript", "transcript_url")),
        *((key, False) for key in ("transcripturl", "transcript_file", "transcriptfile")),
        *(("transcript_src", False), ("subtitles", True), ("captions", True)),
    ],
)
def test_a_transcript_by_each_name(key: str, is_caption: bool) -> None:
    (transcript,) = transcripts_of({key: "/t.vtt"}, joined)
    assert (transcript.url, transcript.is_caption) == ("https://s.example/t.vtt", is_caption)


@pytest.mark.parametrize("key", ["url", "file", "src", "href", "uri", "path"])
def test_the_address_of_a_transcript_by_each_name(key: str) -> None:
    (transcript,) = transcripts_of({"transcript": {key: "/t.vtt"}}, joined)
    assert transcript.url == "https://s.example/t.vtt"


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".vtt", "text/vtt"),
        (".srt", "application/x-subrip"),
        (".json", "application/json"),
        (".html", "text/html"),
        (".htm", "text/html"),
        (".txt", "text/plain"),
    ],
)
def test_the_type_of_a_transcript_by_each_suffix(suffix: str, media_type: str) -> None:
    (transcript,) = transcripts_of({"transcript": f"/t{suffix}"}, joined)
    assert transcript.media_type == media_type


@pytest.mark.parametrize("key", ["episode", "episode_number", "episodenumber"])
def test_the_number_of_an_episode_by_each_name(key: str) -> None:
    episode = episode_of({key: "7"}, joined)
    assert episode is not None
    assert episode.number == 7


@pytest.mark.parametrize("key", ["season", "season_number"])
def test_the_season_of_an_episode_by_each_name(key: str) -> None:
    episode = episode_of({key: "7"}, joined)
    assert episode is not None
    assert episode.season == 7


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        ("1:02:03", 3723),
        ("2:03", 123),
        ("PT1H2M3S", 3723),
        ("1h2m3s", 3723),
        ("1 hour 2 min", 3720),
        ("0", None),
        ("", None),
        ("soon", None),
    ],
)
def test_a_duration_is_hours_minutes_and_seconds(spelled: str, expected: int | None) -> None:
    assert seconds(spelled) == expected


def test_no_size_is_none() -> None:
    assert size({}, "length") is None
    assert size({"length": "1,234,567 bytes"}, "length") == 1_234_567


@pytest.mark.parametrize("key", MAY_BE_PLAYED)
@pytest.mark.parametrize(
    ("name", "is_played"), [("a.mp3", True), ("a.mp4", True), ("a.jpg", False), ("a.pdf", False)]
)
def test_a_key_that_may_hold_anything_is_of_sound_or_film(
    key: str, name: str, is_played: bool
) -> None:
    assert bool(enclosures_of({key: f"/{name}"}, joined)) == is_played


@pytest.mark.parametrize(
    ("name", "source", "picture"),
    [
        ("cover", "c.jpg", "https://s.example/a/c.jpg"),
        ("the Feature of it", "c.jpg", "https://s.example/a/c.jpg"),
        ("cover", "*.jpg", None),
        ("cover", "", None),
        ("cover", None, None),
        ("photo", "c.jpg", None),
    ],
)
def test_the_picture_of_a_bundle_is_the_resource_that_is_named_so(
    name: str, source: str | None, picture: str | None
) -> None:
    resource: FrontMatter = {"name": name} | ({} if source is None else {"src": source})
    assert image_of({"resources": [{"name": "x", "src": "x.jpg"}, resource]}, joined) == picture


@pytest.mark.parametrize(("blanks", "duration"), [(34, None), (35, 754), (99, 754)])
def test_a_duration_is_read_to_forty_characters(blanks: int, duration: int | None) -> None:
    assert seconds(f"12:34{' ' * blanks}x") == duration


def test_a_duration_that_is_called_length_is_no_size() -> None:
    (played,) = enclosures_of({"enclosure": {"url": "/a.mp3", "length": "12:34"}}, joined)
    assert (played.length, played.duration_seconds) == (0, 754)
    (sized,) = enclosures_of({"enclosure": {"url": "/a.mp3", "length": "1234"}}, joined)
    assert (sized.length, sized.duration_seconds) == (1234, None)
    files: Value = [{"url": "/a.mp3"}, {"url": "/b.mp3"}]
    for each in enclosures_of({"enclosure": files, "length": "1234"}, joined):
        assert (each.length, each.duration_seconds) == (0, None)  # of which of them?
    (neither,) = enclosures_of({"enclosure": {"url": "/a.mp3"}}, joined)
    assert (neither.length, neither.duration_seconds) == (0, None)
