"""Posts as a scraper spoils them, one small function for each way."""

import random
from collections.abc import Callable

from benchmarks.post_text import Draft


def spoil(rng: random.Random, draft: Draft, name: str, text: str) -> tuple[str, str, bytes]:
    """A (kind of damage, file name, file content) made from a sound post."""
    kind = rng.choice(sorted(_WAYS))
    spoiled_name, content = _WAYS[kind](draft, name, text)
    return kind, spoiled_name, content


def _straight_quotes(draft: Draft, name: str, text: str) -> tuple[str, bytes]:
    title = f'{draft.title[:4]}"{draft.title[4:8]}"{draft.title[8:]}'
    return name, text.replace(draft.title, title, 1).encode()


def _empty_fields(draft: Draft, name: str, text: str) -> tuple[str, bytes]:
    head = f'---\nlayout: post\ntitle: ""\ndate:  +0800\ncategories: {draft.outlet.slug}\n---\n'
    return f"-{draft.identifier}.md", f"{head}{draft.body}\n\n<>".encode()


def _bad_date(draft: Draft, name: str, text: str) -> tuple[str, bytes]:
    return name, text.replace(f"date: {draft.moment:%Y-%m-%d}", "date: 2012-13-45", 1).encode()


def _unclosed_front_matter(draft: Draft, name: str, text: str) -> tuple[str, bytes]:
    return name, text.replace("\n---\n", "\n", 1).encode()


def _not_utf8(draft: Draft, name: str, text: str) -> tuple[str, bytes]:
    middle = draft.body[:40].encode()
    return name, text.encode().replace(middle, middle + b"\xe6\x96", 1)


def _empty_file(draft: Draft, name: str, text: str) -> tuple[str, bytes]:
    return name, b""


_WAYS: dict[str, Callable[[Draft, str, str], tuple[str, bytes]]] = {
    "bad-date": _bad_date,
    "empty-fields": _empty_fields,
    "empty-file": _empty_file,
    "not-utf8": _not_utf8,
    "straight-quotes": _straight_quotes,
    "unclosed-front-matter": _unclosed_front_matter,
}
