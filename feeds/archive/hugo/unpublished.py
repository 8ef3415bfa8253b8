"""Which pages of a Hugo site their front matter keeps out of lists (gohugo.io, "Build options")."""

from __future__ import annotations

from feeds.archive.front_matter import Document
from feeds.archive.kind import suffix_of
from feeds.archive.reading import Excluded
from feeds.archive.values import flag, mapping, text

_WITHOUT_PAGE = ("never", "false", "link")  # values of `render`
_UNLISTED = ("never", "false", "local")  # values of `list`


def unpublished(path: str, document: Document, with_drafts: bool) -> Excluded | None:
    """Why a page stands in no list; None where it may."""
    matter = document.front_matter
    if not document.raw and suffix_of(path) in (".html", ".htm"):
        return Excluded("no post: no front matter")
    is_draft = flag(matter, "draft")
    if is_draft is None:
        is_draft = flag(matter, "published") is False
    if is_draft and not with_drafts:
        return Excluded("draft")
    build = mapping(matter, "build", "_build")
    if flag(matter, "headless") or (text(build, "render") or "").lower() in _WITHOUT_PAGE:
        return Excluded("no post: has no page of its own")
    if (text(build, "list") or "").lower() in _UNLISTED:
        return Excluded(f"kept out of lists by build.list: {text(build, 'list')}")
    return None
