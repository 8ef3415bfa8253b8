"""A Zola site is read as Zola reads it."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Archive, Options, open_archive
from feeds.archive.file_dates import FileDates
from feeds.archive.zola import is_here, without_zola_shortcodes
from feeds.archive.zola_slugs import ZolaSlugs
from feeds.model import Post
from tests.conftest import write

ZOLA = """\
base_url = "https://zola.example"
taxonomies = [{name = "tags"}, {name = "kinds"}]
"""


def read(archive: Archive, path: str) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


def test_a_zola_page_has_its_date_in_its_path_or_name(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    in_path = '+++\npath = "2024/07/25/a"\ntitle = "一"\naliases = ["2024/07/25/a.html"]\n+++\n'
    write(tmp_path, "content/a/index.md", in_path)
    write(tmp_path, "content/b/2024-07-26-My name.md", '+++\ntitle = "二"\n+++\n')
    archive = open_archive(tmp_path)
    first, second = (
        read(archive, "content/a/index.md"),
        read(archive, "content/b/2024-07-26-My name.md"),
    )
    assert first.published == datetime(2024, 7, 25, tzinfo=UTC)
    assert (first.permalink, first.aliases) == ("/2024/07/25/a/", ("/2024/07/25/a.html",))
    assert second.published == datetime(2024, 7, 26, tzinfo=UTC)
    assert second.permalink == "/b/my-name/"


@pytest.mark.parametrize(
    ("name", "published", "permalink"),
    [
        ("2024-07-26_a", "2024-07-26T00:00:00+00:00", "/a/"),
        ("2024-07-26 -a b", "2024-07-26T00:00:00+00:00", "/a-b/"),
        ("2024-07-26", "2024-07-26T00:00:00+00:00", "/2024-07-26/"),
        ("2024-07-26T10:20:30+02:00-a", "2024-07-26T08:20:30+00:00", "/a/"),
        ("2024-07-26a", "2024-07-26T00:00:00+00:00", "/2024-07-26a/"),
    ],
)
def test_a_name_may_begin_with_a_date(
    tmp_path: Path, name: str, published: str, permalink: str
) -> None:
    write(tmp_path, "config.toml", ZOLA)
    write(tmp_path, f"content/{name}.md", "+++\n+++\nText\n")
    post = read(open_archive(tmp_path), f"content/{name}.md")
    assert (post.published.isoformat(), post.permalink) == (published, permalink)


def test_zola_terms_stand_in_their_own_table(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    text = (
        '+++\ntitle = "一"\ndate = 2024-07-25\nauthors = ["甲"]\n'
        '[taxonomies]\ntags = ["a b"]\nkinds = ["k"]\n+++\n'
    )
    write(tmp_path, "content/a.md", text)
    post = read(open_archive(tmp_path), "content/a.md")
    assert (post.categories, post.tags) == (("k",), ("a b",))
    assert [person.name for person in post.attribution.bylines] == ["甲"]


def test_zola_sections_and_drafts_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    write(tmp_path, "content/_index.md", '+++\ntitle = "一"\n+++\n')
    write(tmp_path, "content/a.md", "+++\ndraft = true\ndate = 2024-07-25\n+++\n")
    archive = open_archive(tmp_path)
    reasons = [archive.read(f"content/{name}.md").excluded for name in ("_index", "a")]
    assert [reason and reason.reason for reason in reasons] == [
        "no post: the page of a section",
        "draft",
    ]


def test_a_draft_of_a_section_keeps_out_all_that_lies_below_it(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA + "[languages.fr]\n")
    write(tmp_path, "content/plans/_index.md", "+++\ndraft = true\n+++\n")
    write(tmp_path, "content/notes/_index.fr.md", "---\ndraft: true\n---\n")
    write(tmp_path, "content/news/_index.md", "+++\n+++\n")
    names = ("plans/a", "plans/b/index", "plans/deep/c", "notes/d", "news/e", "plans-of-old/f")
    for name in names:
        write(tmp_path, f"content/{name}.md", "+++\ndate = 2024-07-25\n+++\nText\n")

    def served(options: Options) -> list[str]:
        archive = open_archive(tmp_path, options)
        return [name for name in names if archive.read(f"content/{name}.md").post]

    assert served(Options()) == ["news/e", "plans-of-old/f"]
    assert served(Options(drafts=True)) == list(names)


def test_a_page_that_the_search_passes_over_is_served(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    matter = "+++\ndate = 2024-07-25\nin_search_index = false\n+++\nText\n"
    write(tmp_path, "content/a.md", matter)
    assert open_archive(tmp_path).read("content/a.md").post


@pytest.mark.parametrize(
    ("globs", "kept"),
    [
        ([], "a notes/b posts/c-draft posts/d"),
        (["**/notes/**", "*draft.md"], "a posts/d"),
        (["*/notes"], "a posts/c-draft posts/d"),
        (["*.{txt,md}"], ""),
        (["content/posts/*"], "a notes/b"),
        (["*/[a-c].md"], "posts/c-draft posts/d"),
    ],
)
def test_files_that_a_zola_site_ignores_stay_out(
    tmp_path: Path, globs: list[str], kept: str
) -> None:
    """As the `globset` crate reads a glob: `*` goes past slashes, of the whole path."""
    write(tmp_path, "config.toml", f"{ZOLA}ignored_content = {globs}\n")
    for name in ("a", "notes/b", "posts/c-draft", "posts/d"):
        write(tmp_path, f"content/{name}.md", f'+++\ntitle = "{name}"\ndate = 2024-01-01\n+++\n')
    archive = open_archive(tmp_path)
    posts = [archive.read(stat.path).post for stat in archive.files()]
    assert [post.title for post in posts if post] == kept.split()


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[b](@/posts/b.md#x)", "[b](https://zola.example/posts/b/#x)"),
        ("[bundle](@/posts/c/index.md)", "[bundle](https://zola.example/posts/c/)"),
        ("[section](@/posts/_index.md)", "[section](https://zola.example/posts/)"),
        ("[start](@/_index.md)", "[start](https://zola.example/)"),
        ("[about](@/about.md)", "[about](https://zola.example/who/)"),
        ("[b]: @/posts/b.md", "[b]: https://zola.example/posts/b/"),
        ("[none](@/posts/none.md)", "none"),
        ("[draft](@/posts/draft.md)", "draft"),
        ("[out](@/../config.md)", "out"),
        ("`[b](@/posts/b.md)`", "`[b](@/posts/b.md)`"),
        ("[b](b.md)", "[b](b.md)"),
    ],
)
def test_an_internal_link_of_zola_leads_to_the_page_of_the_file(
    tmp_path: Path, link: str, address: str
) -> None:
    write(tmp_path, "config.toml", ZOLA)
    write(tmp_path, "config.md", "+++\n+++\n")
    for name in ("posts/_index", "_index"):
        write(tmp_path, f"content/{name}.md", "+++\n+++\n")
    write(tmp_path, "content/about.md", '+++\npath = "who"\n+++\n')
    for name in ("a", "b", "c/index"):
        page = f'+++\ntitle = "{name}"\ndate = 2024-01-01\n+++\n{link}'
        write(tmp_path, f"content/posts/{name}.md", page)
    write(tmp_path, "content/posts/draft.md", "+++\ndraft = true\n+++\n")
    archive = open_archive(tmp_path)
    assert archive.text(read(archive, "content/posts/a.md")) == address


def test_a_page_in_another_language_is_named_also_in_a_bundle(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA + "[languages.es]\n[languages.fr]\n")
    for name in ("index.md", "index.es.md", "index.fr.md", "more.md"):
        write(tmp_path, f"content/a/{name}", '+++\ntitle = "a"\ndate = 2024-01-01\n+++\n')
    archive = open_archive(tmp_path)
    readings = {file.path: archive.read(file.path) for file in archive.files()}
    assert readings["content/a/index.md"].post
    reasons = {path: each.excluded.reason for path, each in readings.items() if each.excluded}
    assert reasons == {
        "content/a/index.es.md": "in another language: es",
        "content/a/index.fr.md": "in another language: fr",
    }


def test_what_zola_does_not_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    for name in ("in/index.md", "in/index.es.md", "in/more.md", "b.org", "c.mkdown"):
        write(tmp_path, f"content/{name}", '+++\ntitle = "a"\ndate = 2024-01-01\n+++\n')
    archive = open_archive(tmp_path)
    readings = {file.path: archive.read(file.path) for file in archive.files()}
    assert {path: each.excluded.reason for path, each in readings.items() if each.excluded} == {
        "content/b.org": "not read: markup in .org files",
        "content/c.mkdown": "not read: markup in .mkdown files",
        "content/in/index.es.md": (
            "no post: beside the page of its folder, in no language of the site"
        ),
    }


@pytest.mark.parametrize(
    ("settings", "path", "extra", "permalink"),
    [
        ("", "My Posts/Héhé Øl.md", "", "/My%20Posts/hehe-ol/"),
        ("", "a/x.md", 'slug = "Straße & so"', "/a/strasse-so/"),
        ("", "a/日本.md", "", "/a/%E6%97%A5%E6%9C%AC/"),
        ("", "a/2024-07-26_x_y/index.md", "", "/a/x-y/"),
        ("", "a/2024-07-26 x.md", "", "/a/2024-07-26-x/"),
        ("", "a/2024-13-26-x.md", "", "/a/2024-13-26-x/"),
        ("", "a/v1.2 is out.md", "", "/a/v1-2-is-out/"),
        ("paths_keep_dates = true", "a/2024-07-26_X.md", "", "/a/2024-07-26-x/"),
        ("paths = 'safe'", "a/Été (1): x?. .md", "", "/a/%C3%89t%C3%A9%20(1)%20x/"),
        ("paths = 'off'", "a/2024-07-26-My x_.md", "", "/a/My%20x_/"),
        ("paths = 'off'\npaths_keep_dates = true", "a/2024-07-26_X.md", "", "/a/2024-07-26_X/"),
    ],
)
def test_the_site_says_how_names_are_spelled(
    tmp_path: Path, settings: str, path: str, extra: str, permalink: str
) -> None:
    write(tmp_path, "config.toml", f'base_url = "https://z.example"\n[slugify]\n{settings}\n')
    text = f'+++\ntitle = "一"\ndate = 2024-07-25\n{extra}\n+++\n文。\n'
    write(tmp_path, f"content/{path}", text)
    assert read(open_archive(tmp_path), f"content/{path}").permalink == permalink


@pytest.mark.parametrize(
    ("slug", "spelled"),
    [
        ("Été à Łódź", "ete-a-lodz"),
        ("a；b：c", "a-b-c"),
        ("aﹰb", "aﹰb"),  # of a space and a mark
        ("港口", "港口"),
    ],
)
def test_a_letter_is_spelled_in_ascii_and_no_sign_becomes_another(slug: str, spelled: str) -> None:
    assert ZolaSlugs().of_text(slug) == spelled


def test_a_section_in_another_language_is_left_out_as_a_section(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA + "[languages.fr]\n")
    write(tmp_path, "content/_index.fr.md", "+++\n+++\nText\n")
    write(tmp_path, "content/a.fr.md", "+++\ndate = 2024-07-25\n+++\nText\n")
    archive = open_archive(tmp_path)
    reasons = {}
    for name in ("_index.fr.md", "a.fr.md"):
        excluded = archive.read(f"content/{name}").excluded
        reasons[name] = excluded and excluded.reason
    assert reasons == {
        "_index.fr.md": "no post: the page of a section",
        "a.fr.md": "in another language: fr",
    }


def zola(root: Path, settings: str = "", options: Options | None = None, **pages: str) -> Archive:
    """A Zola site with these pages; `a__b` is `content/a/b.md`."""
    write(root, "config.toml", ZOLA + settings)
    for name, text in pages.items():
        write(root, f"content/{name.replace('__', '/')}.md", text)
    return open_archive(root, options)


DATED = "+++\ndate = 2024-07-25\n"


def test_everything_of_a_page_is_in_its_post(tmp_path: Path) -> None:
    text = (
        '+++\ntitle = "T"\ndate = 2024-07-25\nupdated = 2024-07-26\ndescription = "D"\n'
        'aliases = ["old", "/older.html"]\n[taxonomies]\ntags = ["t"]\nkinds = ["k"]\n'
        '[extra]\nauthor = "Ann"\ntitle = "of extra"\n+++\nText.\n'
    )
    post = read(zola(tmp_path, a=text), "content/a.md")
    assert (post.title, post.summary, post.permalink) == ("T", "D", "/a/")
    assert (post.categories, post.tags) == (("k",), ("t",))
    assert post.aliases == ("/old/", "/older.html")
    assert post.updated == datetime(2024, 7, 26, tzinfo=UTC)
    assert [person.name for person in post.attribution.bylines] == ["Ann"]
    assert not post.scheduled
    scheduled = zola(tmp_path, options=Options(future=False))
    assert read(scheduled, "content/a.md").scheduled


def test_a_page_is_dated_by_its_front_matter_its_name_or_its_path(tmp_path: Path) -> None:
    site = zola(
        tmp_path,
        **{"2024-07-26-a": f"{DATED}+++\nx", "2024-07-27-b": '+++\npath = "2024/07/28/x"\n+++\nx'},
        c='+++\npath = "2024/07/28/c"\n+++\nx',
        d="+++\n+++\nx",
        **{"2024-07-29-e": "+++\ndate = 'soon'\n+++\nx"},
    )
    days = {
        name: site.read(f"content/{name}.md").post
        for name in ("2024-07-26-a", "2024-07-27-b", "c", "2024-07-29-e")
    }
    assert [post and post.published.day for post in days.values()] == [25, 27, 28, 29]
    assert [fault.code for fault in site.read("content/2024-07-29-e.md").faults][:1] == ["R03"]
    excluded = site.read("content/d.md").excluded
    assert excluded is not None
    assert excluded.reason == "no post: no date in its name, path or front matter"


def test_a_page_without_a_page_or_in_another_language_is_left_out(tmp_path: Path) -> None:
    page = f"{DATED}+++\nx"
    site = zola(
        tmp_path,
        'default_language = "de"\n[languages.fr]\n[languages.de]\n',
        a=f"{DATED}render = false\n+++\nx",
        b=f"{DATED}render = true\n+++\nx",
        **{"c.fr": page, "c.FR": page, "c.de": page, "c.es": page, "fr": page},
    )
    names = ("a", "b", "c.fr", "c.FR", "c.de", "c.es", "fr")
    reasons = {name: site.read(f"content/{name}.md").excluded for name in names}
    assert {name: reason and reason.reason for name, reason in reasons.items()} == {
        "a": "no post: has no page of its own",
        "b": None,
        "c.fr": "in another language: fr",
        "c.FR": "in another language: fr",
        "c.de": None,
        "c.es": None,
        "fr": None,
    }


def test_folders_of_content_alone_are_looked_into(tmp_path: Path) -> None:
    kind = zola(tmp_path, a=f"{DATED}+++\nx").kind
    folders = ("content", "content/a", "content/.a", "content/a/.b", "contents", "static", "")
    assert [folder for folder in folders if kind.walks(folder)] == ["content", "content/a"]
    names = ["a.md", "b.MD", "c.org", "d.txt", ".md"]
    assert kind.posts_among(names, "content/x") == ["a.md", "b.MD", "c.org"]
    assert kind.posts_among(names, "contents") == kind.posts_among(names, "") == []
    assert kind.bundle_names("content/a") == {"index.md"}
    assert kind.bundle_names("content") == frozenset()
    dates = FileDates(tmp_path / "dates")
    for given, counts in ((None, False), (True, True), (False, False)):
        options = Options(dates=dates, git_dates=given)
        assert (zola(tmp_path, options=options).kind.file_dates is dates) == counts


def test_a_site_of_zola_has_an_address_and_a_folder_of_content(tmp_path: Path) -> None:
    def is_zola(name: str, settings: str, folder: str) -> bool:
        root = Path(tempfile.mkdtemp(dir=tmp_path))
        write(root, name, settings)
        (root / folder).mkdir()
        return is_here(root)

    address = 'base_url = "https://z.example"\n'
    assert is_zola("config.toml", address, "content")
    assert is_zola("zola.toml", address, "content")
    assert not is_zola("config.toml", address, "posts")
    assert not is_zola("config.toml", 'title = "t"\n', "content")
    assert not is_zola("config.toml", "base_url = [", "content")
    assert not is_zola("config.yml", address, "content")


def test_what_a_shortcode_of_zola_says_is_shown_or_named(tmp_path: Path) -> None:
    cases: dict[str, tuple[str, list[str]]] = {
        "a {{ x }} b": ("a {{ x }} b", []),
        '{{ youtube(id="1") }}': (
            '<a href="https://www.youtube.com/watch?v=1">https://www.youtube.com/watch?v=1</a>', [],
        ),
        "a {{ x(y=1) }} b": ("a  b", ["x(…)"]),
        "{% note(a=1) %}\nb\n{% end %}\nc": ("b\nc", ["note(…)"]),
        "{{/* x() */}} {%/* y() */%}": ("{{ x() }} {% y() %}", []),
        "{{ youtube() }}": ("", ["youtube(…)"]),
        "{% end %}a": ("a", []),
        "{": ("{", []),
    }  # fmt: skip
    found = {}
    for body in cases:
        notes: list[str] = []
        found[body] = without_zola_shortcodes(body, notes.append), notes
    assert found == cases
    site = zola(tmp_path, a=f"{DATED}+++\na {{{{ x() }}}}\n")
    (note,) = site.notes(read(site, "content/a.md"))
    assert (note.line, note.code, note.message) == (4, "N02", "dropped: x(…)")


def test_a_link_of_zola_to_what_is_no_page_is_its_words(tmp_path: Path) -> None:
    links = " ".join(
        f"[{name}](@/{name}.md)"
        for name in ("b", "ignored", "hidden", "no-matter", "c.org", "d/index.fr")
    )
    site = zola(
        tmp_path,
        'ignored_content = ["ignored.md"]\n[languages.fr]\n',
        a=f"{DATED}+++\n{links} [n](@/notes.txt) [m](mailto:a@b.example)",
        b="+++\n+++\nundated",
        ignored="+++\n+++\n",
        hidden="+++\nrender = false\n+++\n",
        **{"no-matter": "x", "d__index": "+++\n+++\n", "d__index.fr": "+++\n+++\n"},
    )
    for name in ("c.org.md", "notes.txt"):
        write(tmp_path, f"content/{name}", "+++\n+++\n")
    assert site.text(read(site, "content/a.md")) == (
        "[b](https://zola.example/b/) ignored hidden no-matter "
        "[c.org](https://zola.example/c-org/) d/index.fr n [m](mailto:a@b.example)"
    )


@pytest.mark.parametrize(("size", "is_read"), [(1024 * 1024, True), (1024 * 1024 + 1, False)])
def test_the_page_of_a_section_of_zola_has_a_megabyte_at_most(
    tmp_path: Path, size: int, is_read: bool
) -> None:
    section = "+++\ndraft = true\n+++\n".ljust(size)
    site = zola(tmp_path, a__b=f"{DATED}+++\nx", a___index=section)
    assert (site.read("content/a/b.md").post is None) == is_read
