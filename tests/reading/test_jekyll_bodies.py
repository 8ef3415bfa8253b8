"""What a body knows of its page and site, and where its tags lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import open_archive
from tests.conftest import text_of, write


@pytest.fixture
def shown(tmp_path: Path) -> Callable[..., list[str]]:
    """What each of these expressions or tags becomes in a post's body."""

    def show(*parts: str, config: str = "") -> list[str]:
        write(tmp_path, "_config.yml", f"url: https://x.example\n{config}")
        body = "\n".join(f"[{part}]" for part in parts)
        write(
            tmp_path,
            "n/_posts/2024-01-02-a-b.md",
            f"---\ntitle: '*T*'\ntags: x y\nn: 007\nSlug: z\n---\n{body}",
        )
        archive = open_archive(tmp_path)
        served = archive.read("n/_posts/2024-01-02-a-b.md").post
        assert served is not None
        return [line[1:-1] for line in text_of(archive, served).split("\n")]

    return show


def test_what_a_body_knows_of_its_page_and_site(
    shown: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(tmp_path, "_talks/b.md", "---\ntitle: B\n---\n")
    write(tmp_path, "_data/d.yml", "k: {l: v}\n")
    today = datetime.now(UTC)
    cases = {
        "page.title": "*T*", "page.slug": "a-b", "page.collection": "posts", "page.ext": ".md",
        "page.categories": "n", "page.tags | join: '-'": "x-y", "page.n": "7",
        "page.date": "2024-01-02 00:00:00 +0900", "page.url": "/n/2024/01/02/a-b.html",
        "page.path": "n/_posts/2024-01-02-a-b.md", "page.relative_path":
        "n/_posts/2024-01-02-a-b.md",
        "page.id": "/n/2024/01/02/a-b", "page.none": "", "page.tags.size": "2", "site.title": "S t",
        "site.description": "", "site.url": "https://x.example", "site.baseurl": "/b",
        "site.Own.Key": "v", "site.own.list[1]": "j", "site.talks[0].url": "/talks/b.html",
        "site.talks.size": "1", "site.data.d.k.l": "v", "site.data.none": "",
        "site.num | plus: 1": "9",
        "jekyll.environment": "production", "jekyll.version": "4.3.1",
        "'/q?a=b c#d' | relative_url": "/b/q?a=b%20c#d", "'q' | absolute_url":
        "https://x.example/b/q",
        "'https://y.example/z' | relative_url": "https://y.example/z", "'' | relative_url": "/b/",
    }  # fmt: skip
    config = (
        "baseurl: /b/\ntitle: S <b>t</b>\ntimezone: Asia/Tokyo\n"
        "collections: {talks: {output: true}}\n"
        "own: {key: v, list: [i, j]}\nnum: 010\n"
    )
    found = shown(*(f"{{{{ {name} }}}}" for name in cases), "{{ site.time }}", config=config)
    assert dict(zip(cases, found[:-1], strict=True)) == cases
    assert found[-1] in {f"{day:%Y-%m-%d} 00:00:00 +0000" for day in (today, datetime.now(UTC))}


def test_what_is_certain_of_a_name_without_a_value(shown: Callable[..., list[str]]) -> None:
    """Where it is not, both branches are shown."""
    certain = ("page.a", "page.a.b", "include.a", "site.a", "site.post", "jekyll.a", "page.nextone")
    unknown = (
        "site.posts", "site.pages", "site.tags", "site.categories", "site.static_files",
        "site.html_pages", "site.collections", "site.documents", "site.related_posts",
        "site.github.a",
        "page.content", "page.excerpt", "page.next", "page.previous.url", "layout.a", "paginator",
    )  # fmt: skip
    bodies = [f"{{% if {name} %}}y{{% else %}}n{{% endif %}}" for name in (*certain, *unknown)]
    assert shown(*bodies) == ["n"] * len(certain) + ["yn"] * len(unknown)


def test_where_tags_lead(shown: Callable[..., list[str]], tmp_path: Path) -> None:
    for path in (
        "s/all/_posts/2024-01-03-c.md", "s/all/_posts/in/2024-01-04-d.markdown", "s/x/about.md",
        "s/all/_posts/2024-01-05-e.html", "s/all/_talks/t.md", "s/all/_drafts/f.md",
        "s/_posts/2024-01-06-g.md",
    ):  # fmt: skip
        write(tmp_path, path, "---\ntitle: t\n---\n")
    write(tmp_path, "s/x/about.md", "---\ntitle: t\nPermalink: /no/\n---\n")
    for path in ("s/a b.pdf", "s/bare.md", "s/_hidden.txt", "s/.well/x.txt", "o.txt"):
        write(tmp_path, path, "x")
    write(tmp_path, "s/all/_posts/2024-01-07-h.md", "---\npublished: false\n---\n")
    config = "source: s\ncollections_dir: all\ncollections: [talks]\nbaseurl: b\n"
    cases = {
        "post_url 2024-01-03-c": "/b/2024/01/03/c.html", "post_url /2024-01-03-c":
        "/b/2024/01/03/c.html",
        "post_url in/2024-01-04-d": "/b/2024/01/04/d.html", "post_url 2024-01-05-e":
        "/b/2024/01/05/e.html",
        "post_url 2024-01-04-d": "", "post_url 2024-01-07-h": "", "link x/about.md":
        "/b/x/about.html",
        "link /all/_posts/2024-01-03-c.md": "/b/2024/01/03/c.html", "link all/_talks/t.md":
        "/b/talks/t.html",
        "link all/_talks/none.md": "", "link a b.pdf": "/b/a%20b.pdf", "link bare.md": "/b/bare.md",
        "link _hidden.txt": "", "link .well/x.txt": "", "link o.txt": "", "link ../o.txt": "",
        "link none.txt": "", "link all/_drafts/f.md": "", "link _talks/t.md": "",
    }  # fmt: skip
    write(tmp_path, "_config.yml", f"url: https://x.example\n{config}")
    body = "\n".join(f"[{{% {tag} %}}]" for tag in cases)
    write(tmp_path, "s/all/_posts/2024-01-02-a.md", f"---\ntitle: a\n---\n{body}")
    archive = open_archive(tmp_path)
    served = archive.read("s/all/_posts/2024-01-02-a.md").post
    assert served is not None
    found = [line[1:-1] for line in text_of(archive, served).split("\n")]
    assert dict(zip(cases, found, strict=True)) == cases


@pytest.mark.parametrize(("size", "is_read"), [(65_535, True), (65_536, True), (65_537, False)])
def test_an_include_has_sixty_four_kilobytes_at_most(
    shown: Callable[..., list[str]], tmp_path: Path, size: int, is_read: bool
) -> None:
    write(tmp_path, "parts/in/a.txt", "x" * size)
    write(tmp_path, "n/_posts/b.txt", "y" * size)
    assert shown(
        "{% include in/a.txt %}", "{% include_relative b.txt %}", "{% include ../_config.yml %}",
        config="includes_dir: parts\n",
    ) == ["x" * size * is_read, "y" * size * is_read, ""]  # fmt: skip


def test_a_folder_named_like_a_collection_holds_pages(
    shown: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(tmp_path, "talks/p.md", "---\ntitle: P\n---\n")
    write(tmp_path, "_talks/d.md", "---\ntitle: D\npermalink: /own/\n---\n")
    write(tmp_path, "_other/e.md", "---\ntitle: E\n---\n")
    tags = ("{% link talks/p.md %}", "{% link _talks/d.md %}", "{% link _other/e.md %}")
    assert shown(*tags, config="collections: [talks]\n") == ["/talks/p.html", "/own/", ""]
