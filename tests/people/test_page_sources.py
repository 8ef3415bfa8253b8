"""The digest of what pages are made of."""

from __future__ import annotations

from pathlib import Path

from service.web.page_sources import digest_of_pages
from tests.conftest import write


def test_the_digest_of_pages_is_another_one_where_anything_of_them_is(tmp_path: Path) -> None:
    assert digest_of_pages() == digest_of_pages()
    digests = [digest_of_pages(), digest_of_pages(tmp_path)]
    for name, text in (
        *(("templates/a.html", "1"), ("templates/a.html", "2"), ("templates/b.html", "")),
        *(("translations/zh/LC_MESSAGES/a.mo", "1"), ("translations/zh/LC_MESSAGES/a.mo", "2")),
    ):
        write(tmp_path, name, text)
        digests.append(digest_of_pages(tmp_path))
    assert len(set(digests)) == len(digests)
    write(tmp_path, "templates/notes.txt", "no page is made of it")
    assert digest_of_pages(tmp_path) == digests[-1]
