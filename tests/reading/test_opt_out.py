"""A post can be kept out of all feeds by its own front matter, in any kind of archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.locked_text import without_locked_parts
from feeds.feed.entries import entries_of
from tests.conftest import write


@pytest.mark.parametrize("kind", ["jekyll", "hugo", "zola", "folder"])
@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("feed: false", "feed"),
        ("feed: {exclude: true}", "feed"),
        ("feed: {include: false}", "feed"),
        ("password: hunter2", "password"),
        ("password: 0", "password"),
        ("password: [a, b]", "password"),
        ("encrypted: true", "encrypted"),
        ("encrypt: {tag: x}", "encrypt"),
        ("feed: {enabled: false}", "feed"),
        ("rss: no", "rss"),
        ("excludeFromFeed: true", "excludefromfeed"),
        ("hide_from_feed: yes", "hide_from_feed"),
        ("unlisted: true", "unlisted"),
        ("private: true", "private"),
        ("visibility: private", "visibility"),
        ("post_password: x", "post_password"),
        ("protected: true", "protected"),
    ],
)
def test_a_post_that_opts_out_or_is_locked_is_in_no_feed(
    tmp_path: Path, kind: str, line: str, key: str
) -> None:
    excluded = open_archive(_site(tmp_path, line), Options(kind=kind)).read(_PATHS[kind]).excluded
    assert excluded is not None
    assert f"`{key}" in excluded.reason


@pytest.mark.parametrize("kind", ["jekyll", "hugo", "zola", "folder"])
@pytest.mark.parametrize(
    "line",
    [
        "feed: true",
        "feed: {exclude: false}",
        "feed: podcast",
        'password: ""',
        "password: false",
        "password:",
        "encrypted: false",
        "encrypt: no",
        "private: false",
        "rss: /feed.xml",
        "visibility: public",
        "status: publish",
        "protected: false",
    ],
)
def test_any_other_value_does_not_opt_out(tmp_path: Path, kind: str, line: str) -> None:
    assert open_archive(_site(tmp_path, line), Options(kind=kind)).read(_PATHS[kind]).post


@pytest.mark.parametrize(
    ("kind", "opening", "closing"),
    [
        ("hugo", '{{% hugo-encryptor "PASSWORD" %}}', "{{% /hugo-encryptor %}}"),
        ("hugo", "{{< protected >}}", "{{</ protected >}}"),
        ("hugo", "{{< encrypt >}}", ""),
        ("jekyll", "{% encrypt x %}", "{% endencrypt %}"),
        ("folder", "{% password x %}", "{%- endpassword -%}"),
        ("zola", '{% encrypt(key="x") %}', "{% end %}"),
    ],
)
def test_what_a_shortcode_encrypts_is_never_served(
    tmp_path: Path, kind: str, opening: str, closing: str
) -> None:
    root = _site(tmp_path, "")
    for line in ("title: a\n", ""):
        text = f"---\n{line}date: 2024-01-01\n---\nOpen.\n\n{opening}\nLocked.\n{closing}\n"
        write(root, _PATHS[kind], text)
        archive = open_archive(root, Options(kind=kind))
        post = archive.read(_PATHS[kind]).post
        assert post
        (entry,) = entries_of(archive, [(post, "")])
        assert entry
        assert "Open." in entry.content
        assert "Locked" not in f"{entry}"


@pytest.mark.parametrize(
    ("written", "open_part"),
    [
        ('{{< password "x" />}} Open.', " Open."),
        ("{{< passwords >}}Open.{{< /passwords >}}", None),
        ("The password of {encrypt} is known.", None),
        ("a {% protect %}b{% endprotect %} c {{% encrypt %}}d{{% /encrypt %}} e", "a  c  e"),
    ],
)
def test_only_what_stands_between_such_tags_is_locked(written: str, open_part: str | None) -> None:
    assert without_locked_parts(written) == (written if open_part is None else open_part)


_PATHS = {
    "jekyll": "_posts/2024-01-01-a.md",
    "hugo": "content/a.md",
    "zola": "content/a.md",
    "folder": "a.md",
}


def _site(root: Path, line: str) -> Path:
    for path in _PATHS.values():
        write(root, path, f"---\ntitle: a\ndate: 2024-01-01\n{line}\n---\n文。")
    write(root, "config.toml", 'base_url = "https://z.example"\n')
    return root
