"""Hugo's page matchers (gohugo.io, "Configure cascade", `target`): which pages a setting is for."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.archive.glob import matches
from feeds.archive.kind import without_suffix
from feeds.archive.values import FrontMatter, mapping, text, texts


def path_pattern(target: FrontMatter, language: str) -> str | None:
    """A glob for the logical paths that a target names, "" where it names none.
    None where the target is not for pages, or not for the published site in this language."""
    matrix = mapping(mapping(target, "sites"), "matrix")
    conditions = (
        (texts(target, "kind"), "page"),
        (texts(target, "environment"), "production"),
        (texts(target, "lang") or texts(matrix, "languages"), language),
    )
    if not all(_fits_one(globs, value) for globs, value in conditions):
        return None
    return (text(target, "path") or "").lower()


def folder_pattern(folder: str) -> str:
    """A glob for the logical paths of a folder (a glob) and of all pages below it; `/` are the
    pages that stand in no folder."""
    return "/*" if folder == "/" else f"/{folder.lower()}{{,/**}}"


def fits(pattern: str, page: str) -> bool:
    """Whether a pattern that `path_pattern` gave is for a page, by its path inside the content
    folder. The logical path is `/posts/a` for `posts/A.md` and for `posts/a/index.md`."""
    logical = "/" + without_suffix(page).lower().removesuffix("/index").replace(" ", "-")
    return not pattern or matches(pattern, logical)


def _fits_one(globs: Iterable[str], value: str) -> bool:
    spelled = [glob.lower() for glob in globs]
    return not spelled or any(matches(glob, value) for glob in spelled)
