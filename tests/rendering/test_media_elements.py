"""The elements of an entry's media, attribute by attribute: what is unknown is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from feeds.feed.compose import feed_of
from feeds.model import Enclosure, Entry, Episode, Person, Post, Site, Transcript
from feeds.query import Query
from feeds.render import media
from feeds.render.namespaces import ITUNES, MEDIA, PODCAST

SOUND = Enclosure("https://x.example/a.mp3", "audio/mpeg", 5, 60)
SITE = Site("Site", "https://site.example", tag_authority="site.example")
DAY = datetime(2022, 3, 1, tzinfo=UTC)


def entry(
    episode: Episode | None = None,
    enclosures: tuple[Enclosure, ...] = (SOUND,),
    image: str | None = None,
    content: str = "",
) -> Entry:
    post = Post("a.md", "/a", "A", DAY, episode=episode, enclosures=enclosures, image=image)
    return Entry(post, "tag:x", "https://x.example/a", DAY, content, "a")


def spelled(element: etree._Element) -> list[tuple[str, dict[str, str], str | None]]:
    """Each child's name with its prefix, attributes and text."""
    prefixes = {MEDIA: "media", ITUNES: "itunes", PODCAST: "podcast"}
    names = [etree.QName(child) for child in element]
    return [
        (
            f"{prefixes[str(name.namespace)]}:{name.localname}",
            {str(key): str(value) for key, value in child.attrib.items()},
            child.text,
        )
        for name, child in zip(names, element, strict=True)
    ]


@pytest.mark.parametrize(
    ("enclosure", "attributes"),
    [
        (SOUND, {"fileSize": "5", "type": "audio/mpeg", "medium": "audio", "duration": "60"}),
        (Enclosure(SOUND.url, "video/x"), {"type": "video/x", "medium": "video"}),
        (
            Enclosure(SOUND.url, "image/x", 1),
            {"fileSize": "1", "type": "image/x", "medium": "image"},
        ),
        (Enclosure(SOUND.url, "text/x", 0, 1), {"type": "text/x", "duration": "1"}),
    ],
)
def test_what_is_known_of_an_enclosure(enclosure: Enclosure, attributes: dict[str, str]) -> None:
    element = etree.Element("item")
    media.append_media(element, entry(), (enclosure,))
    assert spelled(element) == [("media:content", {"url": SOUND.url, **attributes}, None)]


@pytest.mark.parametrize(
    ("image", "content", "lead"),
    [("/i.png", '<img src="/t.png">', "/i.png"), (None, '<img src="/t.png">', "/t.png")],
)
def test_the_lead_image_is_the_front_matters_else_the_first_of_the_text(
    image: str | None, content: str, lead: str
) -> None:
    element = etree.Element("item")
    media.append_media(element, entry(image=image, content=content), ())
    assert spelled(element) == [
        ("media:content", {"url": lead, "medium": "image"}, None),
        ("media:thumbnail", {"url": lead}, None),
    ]


@pytest.mark.parametrize(
    ("episode", "texts"),
    [
        (None, {"duration": "60"}),
        (Episode(explicit=True), {"duration": "60", "explicit": "true"}),
        (Episode(explicit=False), {"duration": "60", "explicit": "false"}),
        (Episode(number=3), {"duration": "60", "episode": "3"}),
        (Episode(season=2), {"duration": "60", "season": "2"}),
        (Episode(number=3, season=2), {"duration": "60", "episode": "3", "season": "2"}),
    ],
)
def test_what_is_known_of_an_episode(episode: Episode | None, texts: dict[str, str]) -> None:
    element = etree.Element("item")
    media.append_episode(element, entry(episode))
    assert spelled(element) == [(f"itunes:{name}", {}, text) for name, text in texts.items()]


@pytest.mark.parametrize(
    ("episode", "enclosures", "has_elements"),
    [
        (Episode(image="/e.png"), (Enclosure(SOUND.url, "audio/x"),), True),
        (Episode(image="/e.png"), (), False),
        (Episode(number=1), (), False),
        (None, (Enclosure(SOUND.url, "audio/x"),), False),
        (None, (Enclosure(SOUND.url, "audio/x", 0, 0),), True),
    ],
)
def test_an_entry_without_a_media_file_is_no_episode(
    episode: Episode | None, enclosures: tuple[Enclosure, ...], has_elements: bool
) -> None:
    of_podcast, element = entry(episode, enclosures), etree.Element("item")
    media.append_episode(element, of_podcast)
    assert (media.has_itunes_elements(of_podcast), len(element) > 0) == (has_elements, has_elements)


@pytest.mark.parametrize(
    ("explicit", "answer"),
    [([], None), ([None], None), ([False], False), ([True], True), ([False, True], True)],
)
def test_a_channel_answers_for_its_episodes(
    explicit: list[bool | None], answer: bool | None
) -> None:
    silent = (Enclosure(SOUND.url, "audio/x"),)
    entries = [entry(Episode(explicit=each), silent) for each in explicit]
    assert media.explicit_of(feed_of(Query(), SITE, entries, "full")) is answer
    assert media.explicit_of(feed_of(Query(), SITE, [entry()], "full")) is False


def test_a_channel_says_what_apple_asks_for() -> None:
    element = etree.Element("channel")
    media.append_podcast(element, SITE, False)
    assert spelled(element) == [
        ("itunes:explicit", {}, "false"),
        ("itunes:category", {"text": "News"}, None),
        ("itunes:author", {}, "Site"),
    ]
    site = replace(SITE, author=Person("Ann"), email="a@site.example", logo="/l.png")
    element = etree.Element("channel")
    media.append_podcast(element, site, True)
    owner = element.find(f"{{{ITUNES}}}owner")
    assert owner is not None
    assert spelled(owner) == [("itunes:name", {}, "Ann"), ("itunes:email", {}, "a@site.example")]
    assert spelled(element) == [
        ("itunes:explicit", {}, "true"),
        ("itunes:category", {"text": "News"}, None),
        ("itunes:author", {}, "Ann"),
        ("itunes:owner", {}, None),
        ("itunes:image", {"href": "/l.png"}, None),
    ]


@pytest.mark.parametrize(
    ("episode", "elements"),
    [
        (None, []),
        (Episode(number=1), []),
        (
            Episode(chapters="/c.json"),
            [("chapters", {"url": "/c.json", "type": "application/json+chapters"})],
        ),
        (
            Episode(
                transcripts=(Transcript("/t", "text/vtt", "de", True), Transcript("/u", "a/b"))
            ),
            [
                (
                    "transcript",
                    {"url": "/t", "type": "text/vtt", "language": "de", "rel": "captions"},
                ),
                ("transcript", {"url": "/u", "type": "a/b"}),
            ],
        ),
    ],
)
def test_chapters_and_transcripts_of_an_episode(
    episode: Episode | None, elements: list[tuple[str, dict[str, str]]]
) -> None:
    element = etree.Element("item")
    media.append_podcast_files(element, entry(episode))
    assert spelled(element) == [(f"podcast:{name}", given, None) for name, given in elements]
    assert media.has_podcast_files(entry(episode)) == bool(elements)
    assert not media.has_podcast_files(entry(episode, ()))
