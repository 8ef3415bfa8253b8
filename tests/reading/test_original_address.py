"""The address of an original in one spelling."""

from __future__ import annotations

from feeds.text.original_address import one_spelling


def test_an_original_has_one_spelling() -> None:
    spellings = {
        "https://news.example/a?#x": "news.example/a",
        "https://news.example/#!a": "news.example/#!a",
        "https://news.example/a#/b": "news.example/a#/b",
        "https://news.example/a#b": "news.example/a",
        "https://news.example?id=1": "news.example/?id=1",
        "https://news.example/a?b&a=": "news.example/a?a=&b",
        "https://news.example/a?&&b=1&": "news.example/a?b=1",
        "https://news.example/a?utm_source": "news.example/a",
        "https://news.example/A//": "news.example/A",
        "http://WWW.news.example:80/a": "news.example/a",
        "https://news.example:8080/a": "news.example:8080/a",
        "https://news.example": "",
        "https://news.example/": "",
    }
    assert {address: one_spelling(address) for address in spellings} == spellings
