"""What a site's own generator and Postwire say of small sites that are made at random.

A *maker* gives the files of a site for a number, the same files for the same number. The generator
is asked where it is installed; its answers lie beside the tests for machines where it is not
(`python -m tests.differential.record` writes them anew).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from feeds.archive import Options, open_archive

FIRST = int(os.environ.get("DIFFERENTIAL_FIRST", "1000"))
NEW_SITES = range(FIRST, FIRST + int(os.environ.get("DIFFERENTIAL_SITES", "20")))
"""The numbers of sites that a generator is asked about anew."""

ANSWERS = Path(__file__).parent / "answers"

Files = Mapping[str, str]  # path → text
Maker = Callable[[int], Files]


class Answer(NamedTuple):
    """What is said of one post."""

    permalink: str
    title: str
    published: str  # ISO 8601 in UTC, to the second
    categories: list[str]
    tags: list[str]


Answers = dict[str, Answer]  # by the post's path in the site


def written(root: Path, files: Files) -> Path:
    """A site on disk."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def read_by_postwire(root: Path, options: Options | None = None) -> Answers:
    """What Postwire makes of a site: its served posts, also those that lie ahead."""
    archive = open_archive(root, options)
    posts = (archive.read(file.path).post for file in archive.files())
    return {
        post.path: Answer(
            post.permalink,
            post.title,
            post.published.strftime("%Y-%m-%dT%H:%M:%SZ"),
            list(post.categories),
            list(post.tags),
        )
        for post in posts
        if post
    }


def stored(generator: str) -> dict[int, Answers]:
    """The generator's answers that were kept, by the number of their site."""
    loaded = json.loads((ANSWERS / f"{generator}.json").read_text("utf-8"))
    return {
        int(number): {path: Answer(*answer) for path, answer in answers.items()}
        for number, answers in loaded.items()
    }


def store(generator: str, answers: Mapping[int, Answers]) -> None:
    """Keep answers, one site a line."""
    lines = (
        f"{json.dumps(str(number))}: {json.dumps(of_site, ensure_ascii=False, sort_keys=True)}"
        for number, of_site in sorted(answers.items())
    )
    ANSWERS.mkdir(exist_ok=True)
    (ANSWERS / f"{generator}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def differences(answers: Answers, own: Answers) -> list[str]:
    """Each difference in a line: the generator's word first."""
    lines = [f"{path}: only the generator has it" for path in sorted(answers.keys() - own.keys())]
    lines += [f"{path}: only Postwire has it" for path in sorted(own.keys() - answers.keys())]
    for path in sorted(answers.keys() & own.keys()):
        pairs: Iterable[tuple[str, object, object]] = zip(
            Answer._fields, answers[path], own[path], strict=True
        )
        lines += [f"{path}: {name}: {a!r}, not {b!r}" for name, a, b in pairs if a != b]
    return lines
