"""The catalogues translate every message of the templates; the compiled files agree with them."""

from __future__ import annotations

import io
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from service.web.pages.languages import FOLDER, language_for

CATALOGUES = sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def messages_of_the_code() -> set[str]:
    """Every message of the templates, in the source's words."""
    messages = extract_from_dir(
        FOLDER.parent / "templates",
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"trimmed": "true", "newstyle_gettext": "true"}},
    )
    return {m if isinstance(m, str) else m[0] for _, _, m, _, _ in messages}


def catalogue(path: Path) -> Catalog:
    return read_po(io.BytesIO(path.read_bytes()))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_message_is_translated_and_none_is_left_over(path: Path) -> None:
    translated = {
        m.id if isinstance(m.id, str) else m.id[0]: m.string for m in catalogue(path) if m.id
    }
    assert set(translated) == messages_of_the_code()
    assert all(translated.values())


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_fills_in_the_same_values(path: Path) -> None:
    for message in catalogue(path):
        assert not message.python_format or not list(message.check(catalogue(path)))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_that_of_the_text(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue(path):
        one, several = message.id if message.pluralizable else (message.id, message.id)
        text = message.string[0] if message.pluralizable else message.string
        if one:
            given = compiled.ngettext(one, several, 2) if several != one else compiled.gettext(one)
            assert given == text


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["zh-CN"], "zh-Hans"),
        (["zh_Hans_CN"], "zh-Hans"),
        (["de", "zh"], "zh-Hans"),
        (["de"], "en"),
        (["en-GB", "zh"], "en"),
        ([], "en"),
        (["../etc"], "en"),
    ],
)
def test_the_closest_language_there_is_serves(tags: list[str], expected: str) -> None:
    assert language_for(tags).tag == expected


@pytest.mark.parametrize(
    ("count", "size"),
    [
        (0, "0 kB"),
        (532, "0.5 kB"),
        (1000, "1 kB"),
        (23_400_000, "23.4 MB"),
        (3 * 10**15, "3,000 TB"),
    ],
)
@pytest.mark.parametrize("tag", ["en", "zh-CN"])
def test_sizes_have_units_that_every_language_knows(tag: str, count: int, size: str) -> None:
    assert language_for([tag]).size(count) == size
