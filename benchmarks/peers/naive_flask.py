"""The way one would write it first: a Flask view, feedgen, and `cachetools.cached`."""

from cachetools import TTLCache, cached
from feedgen.feed import FeedGenerator
from flask import Flask, Response

from benchmarks.peers.posts import moment, newest

app = Flask(__name__)


@cached(TTLCache(1000, 3600))
def document(term: str) -> bytes:
    feed = FeedGenerator()
    feed.title(term)
    feed.link(href="https://news.example.org/")
    feed.description(term)
    for post in newest():
        entry = feed.add_entry(order="append")
        entry.title(post["title"])
        entry.link(href=f"https://news.example.org/{post['link']}")
        entry.description(post["body"])
        entry.pubDate(moment())
    rss: bytes = feed.rss_str()
    return rss


@app.get("/category/<term>.rss")
def category(term: str) -> Response:
    return Response(document(term), mimetype="application/rss+xml")
