"""Chapters and transcripts of episodes, from front matter to the feeds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from feeds.archive import open_archive
from feeds.archive.podcast_files import chapters_of, transcripts_of
from feeds.model import Transcript
from feeds.text.urls import absolute
from service.app import create_app
from service.settings.settings import Settings
from tests.conftest import write

NAMESPACE = {"podcast": "https://podcastindex.org/namespace/1.0"}


def joined(spelled: str) -> str | None:
    return absolute(spelled, "https://s.example/a/")


@pytest.mark.parametrize(
    ("written", "transcripts"),
    [
        ("/t/1.vtt", [Transcript("https://s.example/t/1.vtt", "text/vtt")]),
        ("1.SRT?x=1", [Transcript("https://s.example/a/1.SRT?x=1", "application/x-subrip")]),
        (["/1.json", "/1.html"], [Transcript("https://s.example/1.json", "application/json"),
                                  Transcript("https://s.example/1.html", "text/html")]),
        ([{"url": "/1", "type": "text/vtt", "language": "zh_CN", "rel": "captions"}],
         [Transcript("https://s.example/1", "text/vtt", "zh-CN", True)]),
        ({"file": "/1.txt"}, [Transcript("https://s.example/1.txt", "text/plain")]),
        ([{"url": "/1", "type": "srt"}],
         [Transcript("https://s.example/1", "application/x-subrip")]),
        ({"en": "/1.vtt"}, [Transcript("https://s.example/1.vtt", "text/vtt", "en")]),
        ({"srt": "/1"}, [Transcript("https://s.example/1", "application/x-subrip")]),
        ("/transcripts/1/", [Transcript("https://s.example/transcripts/1/", "text/html")]),
        ("Anna: Welcome to our show. Ben: Thank you.", []),
        ("It is in /t/1.vtt", []),
        ("false", []),
        ([{"url": "abc", "type": "text/vtt"}], []),
        ("/1.unknown", []),
        ("https://[", []),
        ([[["/1.vtt"]]], []),
    ],
)  # fmt: skip
def test_transcripts_are_files_with_a_known_type(
    written: object, transcripts: list[Transcript]
) -> None:
    values = {"transcript": written}
    assert list(transcripts_of(values, joined)) == transcripts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/c/1.json", "https://s.example/c/1.json"),
        ({"url": "/c/1", "type": "application/json+chapters"}, "https://s.example/c/1"),
        ([{"start": "00:00", "title": "Intro"}], None),
        ({"chapters": []}, None),
        ("/c/1.txt", None),
        ({"url": "/c/1.json", "type": "text/vtt"}, None),
        ("true", None),
    ],
)
def test_chapters_are_a_file_in_json(written: object, address: str | None) -> None:
    assert chapters_of({"chapters": written}, joined) == address  # type: ignore[dict-item]


@pytest.mark.parametrize("key", ["transcript-url", "transcript_vtt", "transcriptfile"])
def test_a_key_of_files_may_end_in_many_ways(key: str) -> None:
    assert transcripts_of({key: "/1.vtt"}, joined)
    assert chapters_of({"chapter_file": "/1.json"}, joined)


FRONT = """\
---
title: a
date: 2022-01-01
audio: /a.mp3
podcast:
  transcript: /a.vtt
itunes_chapters: /a.json
---
Text.
"""


def test_a_feed_names_them_and_declares_their_namespace_only_then(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    write(archive, "_posts/2022-01-01-a.md", FRONT)
    write(archive, "_posts/2022-01-02-b.md", FRONT.replace("audio", "nothing"))
    assert open_archive(archive).read("_posts/2022-01-01-a.md").post
    client = create_app(indexed()).test_client()
    channel = etree.fromstring(client.get("/feed.rss").data)[0]
    transcripts = channel.findall("item/podcast:transcript", NAMESPACE)
    assert [dict(each.attrib) for each in transcripts] == [
        {"url": "https://site.example/a.vtt", "type": "text/vtt"}
    ]
    chapters = channel.findall("item/podcast:chapters", NAMESPACE)
    assert [dict(each.attrib) for each in chapters] == [
        {"url": "https://site.example/a.json", "type": "application/json+chapters"}
    ]
    items = json.loads(client.get("/feed.json").data)["items"]
    (attached,) = [item["attachments"] for item in items if item.get("attachments")]
    assert [each.get("title") for each in attached] == [None, "Transcript", "Chapters"]
    assert b"podcastindex" not in client.get("/category/haizhou.rss").data
