"""What User-Agent headers tell: a program's name and the number of its readers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.traffic.agents import Agent, parse_agent

FORMS = {
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)": (
        Agent("Feedly", 16)
    ),
    "Feedbin feed-id:1373711 - 3 subscribers": Agent("Feedbin", 3, "1373711"),
    "NewsBlur Feed Fetcher - 42 subscribers - http://www.newsblur.com/site/6327282/a-site "
    '("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_12_3) Safari/604.1")': (
        Agent("NewsBlur", 42, "6327282")
    ),
    "Mozilla/5.0 (compatible; inoreader.com-like FeedFetcher-Google; 5 subscribers)": (
        Agent("Inoreader", 5)
    ),
    "Mozilla/5.0 (compatible; theoldreader.com; 7 subscribers; feed-id=54ac)": (
        Agent("The Old Reader", 7, "54ac")
    ),
    "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)": (
        Agent("BazQux", 1)
    ),
    "Dreamwidth Studios; http://www.dreamwidth.org/; webmaster@dreamwidth.org; 9 readers": (
        Agent("Dreamwidth", 9)
    ),
    "Somebody/2 (12 users)": Agent("Somebody", 12),
    "Somebody/2 (1 user)": Agent("Somebody", 1),
    "Somebody/2 (1 reader)": Agent("Somebody", 1),
    "FreshRSS/1.26.0 (Linux; https://freshrss.org)": Agent("FreshRSS"),
    "Tiny Tiny RSS/23.04 (https://tt-rss.org/)": Agent("Tiny Tiny RSS"),
    "Mozilla/5.0 (compatible; SomeBot/3.1; +https://bot.example/)": Agent("SomeBot"),
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36": (
        Agent("a browser")
    ),
    "curl/8.5.0": Agent("curl"),
    "my reader 2/1.0": Agent("my reader 2"),
    "": Agent("unnamed"),
    "(((": Agent("unnamed"),
}


@pytest.mark.parametrize("spelled", FORMS)
def test_a_form_in_use_is_understood(spelled: str) -> None:
    assert parse_agent(spelled) == FORMS[spelled]


def test_an_absurd_number_is_bounded() -> None:
    assert parse_agent("X/1 999999999999 subscribers").subscribers == 1_000_000_000


@given(st.text())
def test_no_text_is_too_strange_and_no_name_too_long(spelled: str) -> None:
    assert 1 <= len(parse_agent(spelled).name) <= 40


@pytest.mark.parametrize(
    ("spelled", "agent"),
    [
        ("x" * 41 + "/1", Agent("x" * 40)),
        ("x" * 992 + " 12 users", Agent("x" * 40, 12)),  # to the thousandth character
        ("x" * 993 + " 12 users", Agent("x" * 40)),
        ("X/1 1000000001 readers", Agent("X", 1_000_000_000)),
        ("X/1 999999999 readers", Agent("X", 999_999_999)),
        ("X/1 1234567890123 readers", Agent("X")),
        ("X/1 a12 readers", Agent("X")),
        ("X/1 12 readership", Agent("X")),
        ("X/1 feed-id=AbC-9; 3 users", Agent("X", 3, "AbC-9")),
        ("X/1 feedid: 77", Agent("X", None, "77")),
        ("X/1 feed-id:" + "a" * 65, Agent("X", None, "a" * 64)),
        ("miniflux/2 like Feedly", Agent("Miniflux")),
        ("Feedfetcher-Google; (+http://x.example)", Agent("FeedFetcher-Google")),
        ("NetNewsWire (RSS Reader; https://netnewswire.com/)", Agent("NetNewsWire")),
        ("LiveJournal.com (webmaster@livejournal.com; 3 readers)", Agent("LiveJournal", 3)),
        ("Mozilla/5.0 (compatible; )", Agent("Mozilla")),
        ("Mozilla/5.0", Agent("Mozilla")),
    ],
)  # fmt: skip
def test_what_an_agent_says_is_read_within_bounds(spelled: str, agent: Agent) -> None:
    assert parse_agent(spelled) == agent
