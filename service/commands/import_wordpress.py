"""`postwire import-wordpress EXPORT FOLDER`"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from feeds.errors import StateError
from service.moving.wordpress_export import WordPressItem, WordPressSite, items_of, site_of
from service.moving.wordpress_posts import UnreadableItemError, post_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TRASH = ("trash", "auto-draft", "inherit")


@click.command("import-wordpress")
@click.argument("export", type=_FILE)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(export: Path, folder: Path, as_json: bool) -> None:
    """Make an archive of a WordPress export.

    EXPORT is the file that WordPress writes (Tools → Export → All content). FOLDER gets the
    archive. Posts keep their dates, terms, authors, addresses and guids. Those that are not
    published, or have a password, are marked so that no feed shows them. Comments, pages and
    revisions are left out. A file that exists is never overwritten. Exit code 1: something could
    not be read or written, and is named on standard error; the rest is there.
    """
    site = site_of(export)
    count: Counter[str] = Counter()
    try:
        (folder / "_posts").mkdir(parents=True, exist_ok=True)
        for path, text in _settings_files(site):
            _write(folder / path, text)
        for message in _posts(export, folder, site, count):
            count["faults"] += 1
            click.echo(f"{export}:{message}", err=True)
    except OSError as error:
        raise StateError(f"cannot write into {folder}: {error.strerror or error}") from error
    if as_json:
        click.echo(json.dumps({name: count[name] for name in ("posts", "left_out", "faults")}))
    else:
        click.echo(
            f"{count['posts']} posts, {count['left_out']} other items, {count['faults']} faults"
        )
    raise SystemExit(1 if count["faults"] else 0)


def _posts(export: Path, folder: Path, site: WordPressSite, count: Counter[str]) -> Iterator[str]:
    """Write the posts; the messages about what could not be read or written."""
    broken_places: list[str] = []
    names: set[str] = set()
    for item in items_of(export, broken_places):
        if item.values.get("post_type") != "post" or item.values.get("status") in _TRASH:
            count["left_out"] += 1
            continue
        try:
            file = post_file(item, site)
        except UnreadableItemError as error:
            yield f"{item.line}: {_title(item)}: {error}"
            continue
        name = _free(file.name, names)
        names.add(name)
        if _write(folder / "_posts" / name, file.text):
            count["posts"] += 1
        else:
            yield f"{item.line}: {_title(item)}: _posts/{name} exists: left as it is"
    yield from (f" {place}" for place in broken_places)


def _free(name: str, names: set[str]) -> str:
    """The name, with a number before its suffix where another post of the export has it."""
    if name not in names:
        return name
    stem = name.removesuffix(".html")
    return next(free for n in itertools.count(2) if (free := f"{stem}-{n}.html") not in names)


def _write(path: Path, text: str) -> bool:
    """Write a new file; False where there is one, or a link."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def _settings_files(site: WordPressSite) -> Iterator[tuple[str, str]]:
    parts = urlsplit(site.url)
    settings = {
        "title": site.title,
        "url": f"{parts.scheme}://{parts.netloc}" if parts.netloc else "",
        "baseurl": parts.path.rstrip("/"),
        "description": site.description,
        "lang": site.language,
    }
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in settings.items() if value]
    yield "_config.yml", "".join(lines)
    yield (
        "postwire.toml",
        '# Readers see nothing twice: entries keep the ids of WordPress.\nids = "wordpress"\n',
    )


def _title(item: WordPressItem) -> str:
    return repr(item.values.get("title", "")[:60])
