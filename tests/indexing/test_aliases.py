"""Former addresses of posts, and names that come close to a term's."""

from __future__ import annotations

from feeds.index.aliases import closest_term, permalink_of_alias
from feeds.model import Term
from tests.indexing.index_by_hand import ByHand, post, row


def test_a_former_address_is_found_in_each_spelling(made: ByHand) -> None:
    made.put(post("b.md", aliases=("/old/", "/a b")), post("a.md", aliases=("/old/",)))
    made.put(row(post("c.md", "2024-01-01", aliases=("/later",))))
    with made.open() as index:
        for spelled in ("/old/", "/old", "/old/index.html"):
            assert permalink_of_alias(index, spelled) == "/a.md"
        assert permalink_of_alias(index, "/a%20b/") == "/b.md"
        assert permalink_of_alias(index, "/later") is None
        assert permalink_of_alias(index, "/x") is None


def test_the_closest_term_is_of_this_name_else_the_fullest_of_this_slug(made: ByHand) -> None:
    made.put(post("1.md", tags=("Web Dev", "web dev")), post("2.md", tags=("web dev",)))
    with made.open() as index:
        assert closest_term(index, "tag", "Web Dev") == Term("tag", "Web Dev")
        assert closest_term(index, "tag", "web-dev") == Term("tag", "web dev")
        assert closest_term(index, "tag", "WEB-DEV") == Term("tag", "web dev")
        assert closest_term(index, "category", "web-dev") is None
        assert closest_term(index, "tag", "none") is None
