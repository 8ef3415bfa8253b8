"""What the hub has room for: up to which number, and what a refusal says."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from service.hub import capacity
from service.hub.capacity import LimitError, Room, check_filtered, check_waiting
from service.hub.rows.verifications import WaitingCounts
from service.settings.settings import Settings

BOUNDS = {
    "most_verifications": 40,
    "verifications_per_client": 30,
    "verifications_per_host": 20,
    "most_subscriptions": 9,
    "subscriptions_per_host": 5,
    "filtered_topics": 9,
    "filtered_topics_per_host": 5,
}
NOTHING: Any = None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(archive=tmp_path, base_url="https://feeds.example", **BOUNDS)  # type: ignore[arg-type]


def refusal(check: Any, *given: object) -> tuple[str, float] | None:
    """What is said, and the seconds after which to try again."""
    try:
        check(*given)
    except LimitError as error:
        return str(error), error.retry_seconds
    return None


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((39, 29, 19), None),
        ((40, 0, 0), "too many requests wait for their verification"),
        ((39, 30, 19), "too many of your requests wait for their verification"),
        ((39, 29, 20), "too many of your requests wait for a.example"),
        ((40, 30, 20), "too many requests wait for their verification"),
        ((39, 30, 20), "too many of your requests wait for their verification"),
    ],
)
def test_requests_wait_up_to_three_bounds(
    settings: Settings, counts: tuple[int, int, int], words: str | None
) -> None:
    refused = refusal(check_waiting, settings, WaitingCounts(*counts), "a.example")
    assert refused == (words and (words, 60))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((8, 4), None),
        ((9, 0), "this hub takes no more subscriptions"),
        ((8, 5), "too many subscriptions at a.example"),
    ],
)
def test_subscriptions_are_taken_up_to_two_bounds(
    settings: Settings,
    counts: tuple[int, int],
    words: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(capacity.subscriptions, "counts", lambda connection, host: counts)
    refused = refusal(Room(settings, NOTHING).take, "a.example")
    assert refused == (words and (words, 3600))


def test_what_is_taken_at_once_counts_and_each_host_is_asked_for_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def counted(connection: object, host: str) -> tuple[int, int]:
        asked.append(host)
        return (5, 3) if host == "a.example" else (7, 0)  # the two that were taken are among them

    monkeypatch.setattr(capacity.subscriptions, "counts", counted)
    take = Room(settings, NOTHING).take
    assert [refusal(take, "a.example") for _ in range(3)] == [
        *(None, None, ("too many subscriptions at a.example", 3600)),
    ]
    assert [refusal(take, "b.example") for _ in range(3)] == [
        *(None, None, ("this hub takes no more subscriptions", 3600)),
    ]
    assert asked == ["a.example", "b.example"]


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize(
    ("url", "in_all", "of_host", "words"),
    [
        ("/feed.rss?-tag=1", 8, 4, None),
        ("/feed.rss?-tag=1", 9, 0, "this hub takes no more topics with filters"),
        ("/feed.rss?-tag=1", 8, 5, "too many topics with filters at a.example"),
        ("/feed.rss", 9, 5, None),
    ],
)
def test_topics_with_filters_are_taken_up_to_two_bounds(
    settings: Settings,
    is_known: bool,
    url: str,
    in_all: int,
    of_host: int,
    words: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def counted(connection: object, base: str, url: str, host: str | None = None) -> int:
        return in_all if host is None else of_host

    monkeypatch.setattr(capacity.subscriptions, "filtered_topics", counted)
    monkeypatch.setattr(capacity.subscriptions, "is_known", lambda *given: is_known)
    request = SimpleNamespace(topic_url=f"https://feeds.example{url}", host="a.example")
    refused = refusal(check_filtered, settings, NOTHING, request)
    assert refused == (None if is_known else words and (words, 3600))
