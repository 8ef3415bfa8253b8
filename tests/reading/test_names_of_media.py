"""Each name under which a theme keeps a picture, a media file or a length, by itself."""

from __future__ import annotations

from itertools import pairwise

import pytest

from feeds.archive.media import enclosures_of, episode_of, image_of
from feeds.archive.media_types import UNKNOWN, is_played, media_type_of
from feeds.archive.podcast_files import chapters_of, names_files, transcripts_of
from feeds.archive.podcast_values import (
    ordinal,
    podcast_values,
    seconds,
    size,
    wordpress_enclosure,
)
from feeds.archive.values import FrontMatter, Value
from feeds.model import Enclosure, Episode, Transcript
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
ENCLOSURES = [
    *("enclosure", "enclosures", "enclosure_url", "enclosureurl", "enclosure-url"),
    *("enclosure_link", "podcast_file"),
]
PLAYED = [
    *("audio", "audio_url", "audio_file", "audiofile", "mp3", "media", "file", "video", "url"),
    *("video_url", "videourl", "audios", "videos", "podcast"),
]
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


@pytest.mark.parametrize("key", ENCLOSURES)
def test_an_enclosure_is_of_any_type(key: str) -> None:
    (enclosure,) = enclosures_of({key: "/a.pdf"}, joined)
    assert enclosure.url == "https://s.example/a.pdf"


@pytest.mark.parametrize(
    "key", ["url", "file", "href", "src", "uri", "link", "path", "filename", "audio", "@url"]
)
def test_the_address_of_a_media_file_by_each_name(key: str) -> None:
    (enclosure,) = enclosures_of({"enclosure": {"about": "/b.mp3", key: "/a.mp3"}}, joined)
    assert enclosure.url == "https://s.example/a.mp3"


@pytest.mark.parametrize(
    "values",
    [
        {"enclosure": "http://["},
        {"audio": "http://["},
        {"audio": {"mp3": {"size": "9"}}},
        {"enclosure": {"mp3": {"size": "9"}}},
    ],
)
def test_what_has_no_address_is_no_media_file(values: FrontMatter) -> None:
    assert enclosures_of(values, joined) == ()


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_file_without_a_suffix_is_played_where_its_type_says_so(kind: str) -> None:
    (enclosure,) = enclosures_of({"media": {"url": "/a", "type": f"{kind}/x"}}, joined)
    assert enclosure.media_type == f"{kind}/x"
    assert enclosures_of({"media": {"url": "/a", "type": "text/x"}}, joined) == ()


@pytest.mark.parametrize(("count", "kept"), [(19, 19), (20, 20), (21, 20)])
def test_a_post_has_twenty_media_files_at_most(count: int, kept: int) -> None:
    files: Value = [f"/{number}.mp3" for number in range(count)]
    assert len(enclosures_of({"enclosures": files}, joined)) == kept


@pytest.mark.parametrize(("before", "is_found"), [(18, True), (19, True), (20, False)])
def test_a_picture_is_looked_for_among_the_first_twenty(before: int, is_found: bool) -> None:
    picture: FrontMatter = {"name": "cover", "src": "/p.jpg"}
    for values in (
        {"images": [*[""] * before, "/p.jpg"]},
        {"resources": [*[""] * before, picture]},
    ):
        assert (image_of(values, joined) is not None) == is_found


@pytest.mark.parametrize(
    "spelled", ["audio/mp3", "Audio/MP3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3"]
)
def test_the_registered_type_counts_for_others_of_its_kind(spelled: str) -> None:
    (enclosure,) = enclosures_of({"enclosure": {"url": "/a.ogg", "type": spelled}}, joined)
    assert enclosure.media_type == "audio/mpeg"


def test_what_a_file_says_of_itself_counts_before_what_the_post_says() -> None:
    said = ("audio/x", "1:00"), ("audio/y", "2:00")
    own, other = ({"type": kind, "duration": duration} for kind, duration in said)
    posts: FrontMatter = {"media_type": other["type"], "duration": other["duration"]}
    (enclosure,) = enclosures_of({"enclosure": {"url": "/a.mp3", **own}, **posts}, joined)
    assert (enclosure.media_type, enclosure.duration_seconds) == ("audio/x", 60)
    (enclosure,) = enclosures_of({"enclosure": "/a.mp3", **posts}, joined)
    assert (enclosure.media_type, enclosure.duration_seconds) == ("audio/y", 120)
    lengths: FrontMatter = {"enclosure": {"url": "/a.mp3", "length": "1:00"}, "length": "2:00"}
    assert enclosures_of(lengths, joined)[0].duration_seconds == 60
    sized: FrontMatter = {"enclosure": {"url": "/a.mp3", "size": "99"}, "length": "1:00"}
    assert enclosures_of(sized, joined)[0].duration_seconds is None


@pytest.mark.parametrize(
    "key", ["length", "bytes", "size", "filesize", "file_size", "size_in_bytes", "@length"]
)
def test_a_length_by_each_name(key: str) -> None:
    (enclosure,) = enclosures_of({"enclosure": {"url": "/a.mp3", key: "99"}}, joined)
    assert enclosure.length == 99


@pytest.mark.parametrize(
    "key",
    [
        *("duration", "duration_in_seconds", "duration_seconds", "audio_duration"),
        *("seconds", "runtime"),
    ],
)
@pytest.mark.parametrize("of_the_post", [True, False])
def test_a_duration_by_each_name(key: str, of_the_post: bool) -> None:
    about: FrontMatter = {"url": "/a.mp3"} | ({} if of_the_post else {key: "1:01:01"})
    values: FrontMatter = {"enclosure": about} | ({key: "1:01:01"} if of_the_post else {})
    (enclosure,) = enclosures_of(values, joined)
    assert enclosure.duration_seconds == 3661


@pytest.mark.parametrize("key", ["type", "media_type", "mime_type", "mimetype", "mime", "@type"])
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


@pytest.mark.parametrize(
    "key",
    ["episode", "episode_number", "episodenumber", "episode_no", "episode_num", "number"],
)
def test_the_number_of_an_episode_by_each_name(key: str) -> None:
    episode = episode_of({"season": "1", key: "7"}, joined)
    assert episode is not None
    assert episode.number == 7


def test_what_is_said_of_any_post_makes_no_episode() -> None:
    assert episode_of({"number": "7", "image": "/p.jpg", "art": "/a.jpg"}, joined) is None


@pytest.mark.parametrize(
    "key", ["image", "cover", "art", "artwork", "episode_cover", "episodecover", "episode_art"]
)
def test_the_picture_of_an_episode_by_each_name(key: str) -> None:
    assert episode_of({"itunes": {key: "/e.jpg"}}, joined) == Episode(
        image="https://s.example/e.jpg"
    )
    named: FrontMatter = {"itunes": {key: "/other.jpg"}, "episode_image": "/e.jpg"}
    assert episode_of(named, joined) == Episode(image="https://s.example/e.jpg")


def test_chapters_and_transcripts_alone_make_an_episode() -> None:
    chapters, transcript = "https://s.example/c.json", "https://s.example/t.vtt"
    assert episode_of({"chapters": "/c.json"}, joined) == Episode(chapters=chapters)
    episode = episode_of({"transcript": "/t.vtt"}, joined)
    assert episode is not None
    assert [each.url for each in episode.transcripts] == [transcript]


@pytest.mark.parametrize(
    ("spelled", "is_explicit"), [("Explicit", True), ("clean", False), ("yes", True), ("?", None)]
)
def test_an_episode_is_explicit_in_each_spelling(spelled: str, is_explicit: bool | None) -> None:
    episode = episode_of({"explicit": spelled, "season": "1"}, joined)
    assert episode is not None
    assert episode.explicit is is_explicit


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
        ("", "c.jpg", None),
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


def test_a_media_type_by_each_suffix() -> None:
    types = {
        "audio/mpeg": "mp3 mpga mp2 mp2a m2a m3a mpa",
        "audio/mp4": "m4a m4b m4r m4p mp4a",
        "audio/aac": "aac adts",
        "audio/ogg": "ogg oga opus spx",
        "audio/flac": "flac",
        "audio/wav": "wav wave",
        "audio/webm": "weba",
        "audio/midi": "mid midi kar",
        "video/mp4": "mp4 m4v mp4v mpg4",
        "video/webm": "webm",
        "video/ogg": "ogv",
        "video/quicktime": "mov qt",
        "video/mpeg": "mpeg mpg mpe m1v m2v",
        "image/jpeg": "jpg jpeg jpe jfif pjpeg",
        "image/svg+xml": "svg",
        "application/pdf": "pdf",
        "application/x-subrip": "srt",
        "text/vtt": "vtt",
        "text/html": "html htm",
    }
    for media_type, suffixes in types.items():
        for suffix in suffixes.split():
            assert media_type_of(f"/a.b.{suffix.upper()}") == media_type
            assert is_played(f"/a.{suffix}") == media_type.startswith(("audio/", "video/"))
    assert [media_type_of(url) for url in ("/mp3", "/a.x", "/.", "", "/a.mp3/")] == [
        *(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        "audio/mpeg",
    ]


def test_a_size_is_a_whole_number_of_bytes() -> None:
    cases = {
        "0": 0,
        "123456789012345": 123_456_789_012_345,
        "1234567890123456": None,
        "12.0": 12,
        "12.000000000": 12,
        "12.5": None,
        "1,234": 1234,
        "1.234": 1234,
        "1'234'567": 1_234_567,
        "1_234": 1234,
        "1\u00a0234": 1234,
        "1\u202f234": 1234,
        "1\u2019234": 1234,
        "1,234.567": None,
        "1234,567": None,
        "1,234,567,890,123,456": 1_234_567_890_123_456,
        "1,234,567,890,123,456,789": None,
        "12 bytes": 12,
        "12 Byte": 12,
        "12B": 12,
        "12 KB": None,
        "12 MB": None,
        "": None,
        f"12{' ' * 9}b": 12,
        f"12{' ' * 10}b": None,
    }
    assert {spelled: size({"length": spelled}, "length") for spelled in cases} == cases
    assert size({"a": "no", "b": "7"}, "a", "b") == 7
    assert size({"length": "0" * 39 + "7x"}, "length") is None
    assert size({"length": "1" + "0" * 14 + ".0" + " " * 22 + "x"}, "length") is None
    assert size({"length": "7 bytes" + " " * 40 + "x"}, "length") is None


def test_a_duration_is_a_clock_or_has_units() -> None:
    cases = {
        "7": 7,
        "1:7": 67,
        "1:1:7": 3667,
        "1:1:1:7": None,
        "7.9": 7,
        "7,9": 7,
        "1:07.5": 67,
        "0:00": None,
        "999999999": 999_999_999,
        "9999999999": None,
        "2h": 7200,
        "2 hours": 7200,
        "2 hrs, 3 mins": 7380,
        "2hr 3m 4s": 7384,
        "3 minutes 4 seconds": 184,
        "3min": 180,
        "3'": 180,
        "4 sec": 4,
        "4.5s": 4,
        "PT2H": 7200,
        "pt3m4s": 184,
        "P0DT4S": 4,
        "T4S": 4,
        "P1D": None,
        "p": None,
        "h": None,
        ":": None,
        "1h2h": None,
        "-7": None,
        "  7 ": 7,
    }
    assert {spelled: seconds(spelled) for spelled in cases} == cases


def test_the_number_of_an_episode_is_spelled_in_many_ways() -> None:
    cases = {
        "3": 3,
        "03": 3,
        "#3": 3,
        "S3": 3,
        "s02e03": 3,
        "S02 E03": 3,
        "Ep. 3": 3,
        "Episode 3": 3,
        "season #3": 3,
        "No. 3": 3,
        "e3": 3,
        "999999999": 999_999_999,
        "9999999999": None,
        "S12345E3": None,
        "3a": None,
        "three": None,
        "": None,
        f"3{' ' * 39}x": None,
        f"{'0' * 8}3": 3,
    }
    assert {spelled: ordinal({"episode": spelled}, "episode") for spelled in cases} == cases
    assert ordinal({"b": "7"}, "a", "b") == 7


def test_an_enclosure_of_wordpress_is_lines_or_one_line() -> None:
    power = 'a:1:{s:8:"duration";s:8:"00:12:34";}'
    cases: dict[str, FrontMatter] = {
        "/a.mp3": {"url": "/a.mp3"},
        "/a.mp3\n99\naudio/mpeg": {"url": "/a.mp3", "length": "99", "type": "audio/mpeg"},
        "/a.mp3\n\naudio/mpeg\n": {"url": "/a.mp3", "type": "audio/mpeg"},
        "/a.mp3\naudio/mpeg\n99\n7": {"url": "/a.mp3", "type": "audio/mpeg", "length": "99"},
        f"/a.mp3\n99\naudio/mpeg\n{power}": {
            **{"url": "/a.mp3", "length": "99", "type": "audio/mpeg"},
            **{"more": power, "duration": "00:12:34"},
        },
        "/a.mp3 99": {"url": "/a.mp3", "length": "99"},
        "/a.mp3, 99, audio/mpeg": {"url": "/a.mp3", "length": "99", "type": "audio/mpeg"},
        "/a.mp3|99 | audio/mpeg": {"url": "/a.mp3", "length": "99", "type": "audio/mpeg"},
        f" /a.mp3 99 audio/mpeg {power} ": {
            **{"url": "/a.mp3", "length": "99", "type": "audio/mpeg"},
            **{"more": power, "duration": "00:12:34"},
        },
        "/a b.mp3": {"url": "/a b.mp3"},
        "": {"url": ""},
        "/a.mp3\nx\ny": {"url": "/a.mp3", "more": "x"},
    }
    found = {
        spelled: {
            key: value
            for key, value in wordpress_enclosure(spelled).items()
            if value or key == "url"
        }
        for spelled in cases
    }
    assert found == cases
    late = "/a.mp3\n" + "x" * (10_000 - len('"duration";s:4:"1:00"')) + '"duration";s:4:"1:00"'
    assert wordpress_enclosure(late)["duration"] == "1:00"
    assert "duration" not in wordpress_enclosure(late.replace("x", "xx", 1))


def test_values_of_a_group_count_before_those_with_a_prefix_and_these_before_plain_ones() -> None:
    group, prefix, plain = {"podcast": {"season": "3"}}, {"itunes_season": "2"}, {"season": "1"}
    assert podcast_values({**group, **prefix, **plain})["season"] == "3"  # type: ignore[dict-item]
    assert podcast_values({**plain, **prefix})["season"] == "2"
    for start in ("audio", "enclosure", "episode", "itunes", "media", "mp3", "podcast"):
        for between in ("", "_", "-", ":"):
            values = podcast_values(
                {f"{start}{between}type": "audio/x", f"{start}{between}size": "9"}
            )
            assert (values["media_type"], values["size"]) == ("audio/x", "9")
    names = "url file link src length bytes size file_size filesize duration seconds mp3"
    for name in (*names.split(), "duration_in_seconds"):
        assert podcast_values({f"audio_{name}": "x"})[name] == "x"
    assert podcast_values({"itunes": "x"}) == {"itunes": "x"}
    groups = ("itunes", "podcast", "podlove", "episode")
    for weaker, stronger in pairwise(groups):
        both: FrontMatter = {weaker: {"season": "1"}, stronger: {"season": "2"}}
        assert podcast_values(both)["season"] == "2"


def test_a_post_has_twenty_transcripts_at_most_and_each_once() -> None:
    files: Value = [f"/{number}.vtt" for number in range(21)]
    assert len(transcripts_of({"transcripts": files}, joined)) == 20
    keys: FrontMatter = {
        **{f"transcript{at}": f"/{at}.vtt" for at in ("", "s", "_url", "_file", "_src", "_vtt")},
        "captions": [f"/c{number}.vtt" for number in range(19)],
    }
    assert len(transcripts_of(keys, joined)) == 20
    assert len(transcripts_of({"transcript": "/a.vtt", "transcripts": "/a.vtt"}, joined)) == 1
    about: FrontMatter = {"url": "/a", "type": "Text/VTT", "srclang": "de", "rel": "Captions"}
    assert transcripts_of({"transcript": about}, joined) == (
        Transcript("https://s.example/a", "text/vtt", "de", True),
    )
    for key in ("language", "lang", "srclang"):
        (one,) = transcripts_of({"transcript": {"url": "/a.vtt", key: "de"}}, joined)
        assert one.language == "de"
    for key in ("type", "media_type", "mime_type", "mimetype"):
        (one,) = transcripts_of({"transcript": {"url": "/a", key: "text/x"}}, joined)
        assert one.media_type == "text/x"
    (one,) = transcripts_of({"transcript": {"url": "/a", "type": "vtt"}}, joined)
    assert one.media_type == "text/vtt"
    several: FrontMatter = {"EN": "/e.vtt", "srt": "/s"}
    assert transcripts_of({"transcripts": several}, joined) == (
        Transcript("https://s.example/e.vtt", "text/vtt", "en"),
        Transcript("https://s.example/s", "application/x-subrip"),
    )


def test_keys_about_chapters_and_transcripts_are_known_by_their_form() -> None:
    chapters = (
        "chapter",
        "chapters",
        "chapters_json",
        "chapter-src",
        "chaptersurl",
        "chapters_file",
    )
    stems = ("transcript", "transcripts", "subtitles", "captions")
    ends = ("", "_url", "-file", "src", "_vtt", "_srt", "_json")
    files = [*chapters, *(stem + end for stem in stems for end in ends)]
    assert [key for key in files if not names_files(key)] == []
    others = ("chapters_x", "transcription", "subtitle", "caption", "my_chapters", "")
    assert [key for key in others if names_files(key)] == []


def test_chapters_are_a_file_in_json() -> None:
    cases: list[tuple[Value, str | None]] = [
        ("/c.json", "https://s.example/c.json"),
        ("/c", "https://s.example/c"),
        ("c.JSON", "https://s.example/a/c.JSON"),
        ("c", None),
        ("/c.txt", None),
        ("/a c.json", None),
        (["/c.txt", "/d.json"], "https://s.example/d.json"),
        ({"url": "/c.json", "type": "text/plain"}, None),
        ({"url": "/c", "type": "Application/JSON+Chapters"}, "https://s.example/c"),
        ("http://[", None),
        ([""] * 19 + ["/c.json"], "https://s.example/c.json"),
        ([""] * 20 + ["/c.json"], None),
    ]
    assert [chapters_of({"chapters": value}, joined) for value, _ in cases] == [
        address for _, address in cases
    ]
    both: FrontMatter = {"chapters": "/c.txt", "chapters_url": "/d.json"}
    assert chapters_of(both, joined) == "https://s.example/d.json"


def test_media_files_stand_in_texts_lists_and_mappings() -> None:
    def urls(values: FrontMatter) -> list[str]:
        return [
            each.url.removeprefix("https://s.example/") for each in enclosures_of(values, joined)
        ]

    cases: list[tuple[FrontMatter, list[str]]] = [
        (
            {"audio": {"mp3": "/a.mp3", "ogg": {"url": "/a.ogg"}, "x": ["/y.mp3"]}},
            ["a.mp3", "a.ogg"],
        ),
        ({"audio": {"Mp3": {"URL": "/a.mp3"}}}, ["a.mp3"]),
        ({"audio": {"mp3": "false"}}, []),
        ({"enclosures": ["/a.mp3", "/a.mp3", "/b.mp3"]}, ["a.mp3", "b.mp3"]),
        ({"enclosure": "", "audio": "/a.mp3"}, ["a.mp3"]),
        ({"enclosure": "/a.pdf", "audio": "/a.mp3"}, ["a.pdf"]),
        ({"meta": {"enclosure": "/a.mp3"}, "audio": "/b.mp3"}, ["a.mp3"]),
        ({"enclosure": "/b.mp3", "meta": {"enclosure": "/a.mp3"}}, ["b.mp3"]),
        ({"audio": "/a.jpg", "mp3": "/a.mp3"}, ["a.mp3"]),
        ({"audio": ["/a.jpg", "/a.mp3"]}, ["a.mp3"]),
        ({"video": {"url": "/a", "type": "VIDEO/x"}}, ["a"]),
        ({"audio": "http://[", "video": "/a.mp4"}, ["a.mp4"]),
    ]
    assert [(values, urls(values)) for values, _ in cases] == cases
    types: list[tuple[FrontMatter, str]] = [
        ({"enclosure": {"url": "/a.mp3", "type": UNKNOWN}}, "audio/mpeg"),
        ({"enclosure": {"url": "/a.mp3", "type": "no type"}}, "audio/mpeg"),
        ({"enclosure": {"url": "/a.x", "type": "Audio/Y"}}, "audio/y"),
        ({"enclosure": "/a.x", "mime_type": "audio/y"}, "audio/y"),
        ({"enclosure": "/a.x", "mimetype": "audio/y"}, "audio/y"),
        ({"enclosure": "/a.x"}, UNKNOWN),
    ]
    for values, media_type in types:
        assert enclosures_of(values, joined)[0].media_type == media_type


def test_a_key_that_is_about_an_episode_makes_one() -> None:
    keys = (
        *("explicit", "season", "season_number", "episode_type", "episode_x"),
        *("itunes", "itunes:x", "itunes_x", "podcast-x", "podlove", "podlove_x", "chapters"),
    )
    for key in keys:
        assert episode_of({key: "x", "number": "7"}, joined) == Episode(number=7), key
    for key in ("explicitly", "seasons", "my_episode", "itunesx", "title"):
        assert episode_of({key: "x", "number": "7"}, joined) is None, key
    art: FrontMatter = {"episode_image": {"href": "/e.jpg"}, "itunes": {"image": "/i.jpg"}}
    found = episode_of(art, joined)
    assert found is not None
    assert found.image == "https://s.example/e.jpg"
    first = episode_of({"itunes": {"cover": "/c.jpg", "image": "/i.jpg"}}, joined)
    assert first == Episode(image="https://s.example/i.jpg")
    assert episode_of({"seasonnumber": "2", "explicit": "no"}, joined) == Episode(False, None, 2)
