"""The digest of what pages are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.web import page_sources
from service.web.page_sources import digest_of_pages
from tests.conftest import write


def test_the_digest_of_pages_is_another_one_where_anything_of_them_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert digest_of_pages() == digest_of_pages()
    monkeypatch.setattr(page_sources, "_FOLDER", tmp_path)
    digests = [digest_of_pages()]
    for name, text in (
        *(("templates/a.html", "1"), ("templates/a.html", "2"), ("templates/b.html", "")),
        *(("translations/zh/LC_MESSAGES/a.mo", "1"), ("translations/zh/LC_MESSAGES/a.mo", "2")),
    ):
        write(tmp_path, name, text)
        digests.append(digest_of_pages())
    monkeypatch.setattr(page_sources, "page_file_path", lambda kind: f"/another.{kind}")
    digests.append(digest_of_pages())
    monkeypatch.setattr(page_sources, "search_script_path", lambda: "/another.js")
    digests.append(digest_of_pages())
    assert len(set(digests)) == len(digests)
    write(tmp_path, "templates/notes.txt", "no page is made of it")
    assert digest_of_pages() == digests[-1]
