"""`postwire init [ARCHIVE]`: a first `postwire.toml`, with what is guessed of the archive."""

from __future__ import annotations

import json
from pathlib import Path

import click

from feeds.archive import Archive, open_archive
from feeds.errors import ConfigurationError
from service.settings.config_file import CONFIG_NAME
from service.settings.settings import Settings

_HEAD = """\
# The settings of Postwire for this archive; docs/settings.md has all of them.
# `postwire config` prints what is set, and `postwire config --check` what is wrong with it.
#
# Lines that begin with # say what holds without them. A generator copies this file to its site
# where it is not excluded: Jekyll by `exclude: [postwire.toml]`, Hugo and Zola never do.

# The public address of the feeds. It stands in every feed: set it before anybody subscribes.
# base_url = "https://feeds.example.org"

"""
_TAIL = """
# What feeds are called, where that is not their own name; `postwire names` prints the names.
# [names.category]
# slug = "A name for people"

# Which outlet published a post first: docs/attribution.md.
# [attribution]
# outlet_tag = "source"
"""


@click.command("init")
@click.argument("archive", default=".", type=click.Path(path_type=Path))
def command(archive: Path) -> None:
    """Write a first postwire.toml for ARCHIVE.

    ARCHIVE is the current folder where none is named. The file holds what Postwire finds there:
    the kind of archive, its title, address, language and time zone. A postwire.toml that exists
    is never overwritten.
    """
    target = archive / CONFIG_NAME
    if target.exists() or target.is_symlink():
        raise ConfigurationError(f"{target} is there already: it stays as it is")
    text = first_settings(open_archive(archive))
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ConfigurationError(f"cannot write {target}: {error.strerror}") from error
    click.echo(f"{target} written: look through it, then `postwire serve {archive}`")


def first_settings(archive: Archive) -> str:
    """The file's text. What the site's own settings say is commented out, so that a change there
    still counts; what only Postwire found out is set."""
    site, kind = archive.site, archive.kind.name
    is_folder = kind == "folder"
    guesses = {
        "title": site.title,
        "site_url": site.url,
        "language": site.language,
        "timezone": site.timezone.key,
    }
    says = "a guess" if is_folder else "what the site's own settings say"
    lines = [_setting("kind", kind, "found by what lies in the folder", is_set=True)]
    lines += [
        _setting(name, guess, says, is_set=is_folder and name != "site_url")
        for name, guess in guesses.items()
    ]
    return _HEAD + "\n".join(lines) + _TAIL


def _setting(name: str, value: str, origin: str, is_set: bool) -> str:
    about = Settings.model_fields[name].description
    spelled = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"# {about}; {origin}\n{'' if is_set else '# '}{name} = {spelled}\n"
