"""What single settings of a Hugo site mean, case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive.hugo import settings
from feeds.archive.hugo.ignored_files import ignored_files, passes_over
from feeds.archive.hugo.mounts import FileRule, Mount, mounts
from feeds.archive.hugo.references import names_page
from feeds.archive.taxonomies import Taxonomies
from feeds.archive.values import FrontMatter, Value
from feeds.errors import ConfigurationError
from tests.conftest import write

LANGUAGES: FrontMatter = {"en": {}, "de": {"weight": "2"}, "fr": {"weight": "1"}}


def hook(**values: Value) -> FrontMatter:
    return {"markup": {"goldmark": {"renderhooks": {"link": values}}}}


def test_links_to_files_are_resolved_where_the_site_says_so_or_has_languages() -> None:
    several: FrontMatter = {"languages": LANGUAGES}
    cases: list[tuple[FrontMatter, bool]] = [
        ({}, False),
        ({"languages": {"en": {}}}, False),
        ({"languages": {"en": {}, "de": {}}}, True),
        (hook(useembedded="always"), True),
        (hook(useembedded="Fallback"), True),
        (hook(useembedded="auto"), False),
        (hook(useembedded="Auto") | several, True),
        (hook(useembedded="never") | several, False),
        (hook(enabledefault="true", useembedded="never"), True),
        (hook(enabledefault="false") | several, True),
        (hook(enabledefault="false"), False),
    ]
    assert [case for case in cases if settings.resolves_links(case[0]) != case[1]] == []


def test_the_language_that_is_published() -> None:
    cases: list[tuple[FrontMatter, str]] = [
        ({}, "en"),
        ({"defaultcontentlanguage": "DE"}, "de"),
        ({"languages": LANGUAGES}, "en"),
        ({"languages": LANGUAGES, "defaultcontentlanguage": "de"}, "de"),
        ({"languages": LANGUAGES, "defaultcontentlanguage": "nl"}, "fr"),
        ({"languages": {"es": {}, "ca": {}}}, "ca"),
        ({"languages": {"ca": {}, "es": {"weight": "999999999"}}}, "es"),
        ({"languages": {"b": {"weight": "1"}, "a": {"weight": "1"}}}, "a"),
        ({"languages": {"b": {"weight": "0"}, "a": {"weight": "1"}}}, "a"),
    ]
    assert [case for case in cases if settings.default_language(case[0]) != case[1]] == []


def test_a_language_has_a_folder_of_its_own() -> None:
    several: FrontMatter = {"languages": LANGUAGES}
    within: FrontMatter = {"defaultcontentlanguageinsubdir": "true"}
    hosts: FrontMatter = {"languages": {"en": {"baseurl": "https://e.example/"}, "de": {}}}
    cases: list[tuple[FrontMatter, str, str]] = [
        (several, "en", ""),
        (several, "de", "/de"),
        (several | within, "en", "/en"),
        ({"defaultcontentlanguageinsubdir": "false"}, "en", ""),
        (within, "en", "/en"),
        (hosts | within, "en", ""),
        (hosts, "de", "/de"),
    ]
    assert [case for case in cases if settings.language_folder(*case[:2]) != case[2]] == []


def test_pages_may_be_files_in_all_or_some_sections() -> None:
    cases: list[tuple[FrontMatter, bool | tuple[str, ...]]] = [
        ({}, False),
        ({"uglyurls": "true"}, True),
        ({"uglyurls": "false"}, False),
        ({"uglyurls": {"a": "true", "b": "false", "c": "yes"}}, ("a", "c")),
    ]
    assert [case for case in cases if settings.ugly_sections(case[0]) != case[1]] == []


def test_the_keys_of_a_date_in_their_order() -> None:
    def keys(name: str, *given: str) -> tuple[str, ...]:
        matter: FrontMatter = {"frontmatter": {name: [*given]}} if given else {}
        return settings.date_keys(matter, name)

    usual = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
    cases = [
        (("date",), usual),
        (("date", ":Default"), usual),
        (("date", "Mine", ":default"), ("mine", *usual)),
        (("date", "lastmod", ":default"), ("lastmod", "modified", *usual[:4])),
        (("date", ":filename", "date"), (":filename", "date")),
        (("date", ":git", ":fileModTime", "x"), (":git", "x")),
        (("publishdate",), ("publishdate", "pubdate", "published", "date")),
        (("expirydate",), ("expirydate", "unpublishdate")),
        (("expirydate", "ends"), ("ends",)),
    ]
    found = [(given, keys(*given)) for given, _ in cases]
    assert [case for case in found if case not in cases] == []


def test_the_last_commit_counts_first_where_it_is_named_first() -> None:
    cases: list[tuple[FrontMatter, bool]] = [
        ({}, True),
        ({"frontmatter": {"lastmod": ":Git"}}, True),
        ({"frontmatter": {"lastmod": [":default", "lastmod"]}}, True),
        ({"frontmatter": {"lastmod": ["lastmod", ":git"]}}, False),
        ({"frontmatter": {"date": "lastmod"}}, True),
    ]
    assert [case for case in cases if settings.is_dated_by_git(case[0]) != case[1]] == []


def test_the_taxonomies_of_a_site() -> None:
    cases: list[tuple[FrontMatter, Taxonomies]] = [
        ({}, Taxonomies(("categories",), ("tags",))),
        ({"taxonomies": "none"}, Taxonomies(("categories",), ("tags",))),
        ({"taxonomies": {}}, Taxonomies((), ())),
        ({"indexes": {"tag": "tags"}}, Taxonomies((), ("tags",))),
        ({"taxonomies": {"Tag": "Labels", "list": ["x"]}}, Taxonomies((), ("labels",))),
        (
            {"indexes": {"tag": "old"}, "taxonomies": {"tag": "new", "topic": "topics"}},
            Taxonomies(("topics",), ("old", "new")),
        ),
    ]
    assert [(given, settings.site_taxonomies(given)) for given, _ in cases] == cases


def test_patterns_of_permalinks_by_their_sections() -> None:
    plain: FrontMatter = {"posts": "/a", "/notes/": "/b", "/": "/c", "page": {"posts": "/d"}}
    of_sections: FrontMatter = {"section": {"posts": "/s", "x": ["/t"]}}
    assert settings.section_patterns({}) == {}
    assert settings.section_patterns({"permalinks": plain}) == {
        "posts": "/d", "notes": "/b", "/": "/c",
    }  # fmt: skip
    assert settings.patterns_of_sections({"permalinks": of_sections}) == {"posts": "/s"}
    by_section: FrontMatter = {"permalinks": plain | of_sections}
    assert settings.matched_patterns(by_section, "en") == ()


def test_patterns_of_permalinks_by_the_paths_of_pages() -> None:
    def matched(permalinks: Value) -> tuple[tuple[str, str], ...]:
        return settings.matched_patterns({"permalinks": permalinks}, "en")

    assert matched({"*": "/a", "Posts/in": "/b", "/": "", "x": "/c"}) == (
        ("/*{,/**}", "/a"), ("/posts/in{,/**}", "/b"), ("/x{,/**}", "/c"),
    )  # fmt: skip
    for key in ("a/b", "a*", "a?", "a[b]", "a{b}"):
        assert matched({key: "/p"}) == ((f"/{key}{{,/**}}", "/p"),)
    target: FrontMatter = {"path": "/Posts/**"}
    assert matched([
        {"pattern": "/a", "target": target},
        {"pattern": "/b", "target": target | {"lang": "de"}},
        {"pattern": "", "target": target},
        {"pattern": "/c"},
    ]) == (("/posts/**", "/a"), ("", "/c"))  # fmt: skip


@pytest.mark.parametrize("suffix", ["toml", "yaml", "yml", "json"])
def test_settings_may_have_each_suffix(tmp_path: Path, suffix: str) -> None:
    lines = {"toml": 'a = "1"', "json": '{"a": "1"}'}.get(suffix, "a: 1")
    write(tmp_path, f"config/_default/params.{suffix}", lines)
    assert settings.configured(tmp_path)["params"] == {"a": "1"}
    write(tmp_path, f"x/config.{suffix}", lines)
    assert settings.configured(tmp_path / "x")["a"] == "1"
    assert not settings.has_own_settings(tmp_path / "x")
    write(tmp_path, f"x/hugo.{suffix}", lines)
    assert settings.has_own_settings(tmp_path / "x")


def test_settings_that_other_generators_share_are_hugos_where_they_say_so(tmp_path: Path) -> None:
    cases = [
        ('baseURL = "/"', False, True),
        ('base_url = "/"', True, False),
        ('base_url = "/"\nbaseURL = "/"', False, True),
        ('title = "t"', False, False),
        ('title = "t"', True, True),
        ("", True, False),
        ("= broken", True, True),
        ("= broken", False, False),
    ]
    for number, (lines, has_content, is_hugo) in enumerate(cases):
        write(tmp_path, f"{number}/config.toml", lines)
        if has_content:
            write(tmp_path, f"{number}/content/a.md", "")
        assert settings.is_here(tmp_path / str(number)) == is_hugo, cases[number]
    write(tmp_path, "d/config/_default/config.yaml", "")
    assert settings.is_here(tmp_path / "d")
    assert not settings.is_here(tmp_path / "e")


def test_the_settings_of_the_language_are_laid_over_those_of_the_site(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", """\
defaultContentLanguage = "DE"
title = "all"
uglyURLs = true
[languages.de]
title = "deutsch"
uglyURLs = false
[languages.fr]
title = "français"
""")  # fmt: skip
    own, other = settings.configured(tmp_path), settings.configured(tmp_path, "fr")
    assert (own["title"], own["uglyurls"], own["language"]) == ("deutsch", "true", "DE")
    assert (other["title"], other["language"]) == ("français", "DE")
    write(tmp_path, "x/hugo.toml", "")
    assert settings.configured(tmp_path / "x") == {"language": ""}


def test_files_of_settings_are_placed_by_their_names(tmp_path: Path) -> None:
    for name, lines in {
        "config.toml": 'a = "1"',
        "Params.toml": 'b = "2"\nparams = "3"',
        "params.de.toml": 'c = "4"',
        "menus.de.toml": 'm = "5"',
        "markup.de.toml": 'd = "6"',
        "languages.toml": '[languages.de]\ntitle = "x"\n[languages.en]\nweight = 1',
        "notes.txt": "no settings",
    }.items():
        write(tmp_path, f"config/_default/{name}", lines)
    config = settings.configured(tmp_path)
    del config["language"]
    assert config == {
        "a": "1",
        "weight": "1",
        "params": {"b": "2", "params": "3"},
        "languages": {
            "de": {"params": {"c": "4"}, "menus": {"m": "5"}, "d": "6", "title": "x"},
            "en": {"weight": "1"},
        },
    }


@pytest.mark.parametrize(
    ("expression", "longest"),
    [
        ("a.*b.*c", 227), ("a.*b{2}c+!", 81), ("a*b.*c.*d.*e", 45), ("(a|b).*c", 1413),
        ("(a|b|c|d.*)?Z", 706), ("(a?b?|c)(d|e)f{2}", 631), ("(?:a(b|c)(d|e)|fg).*?", 893),
        ("a~?.*", 1413),
        ("(0|1|2|3|4|5|6|7|8|9)" * 3, 2000), ("a?" * 18 + "!", 7),
    ],
)  # fmt: skip
def test_a_path_is_matched_up_to_so_many_ways_to_part_it(expression: str, longest: int) -> None:
    ignored = ignored_files({"ignorefiles": [expression]})
    for length, reason in ((longest, None), (longest + 1, "its path is too long")):
        found = passes_over(ignored, "x" * (length - len("/site/")))
        assert found is reason or (found or "").startswith(reason or "-"), (length, found)


def test_one_repeat_or_none_may_meet_a_path_of_any_length() -> None:
    for expression in ("abc", "b+", r"\*x\+y\{z[+*?|]", "(abc)", "(?:a)b+", "a+?"):
        assert passes_over(ignored_files({"ignorefiles": expression}), "x" * 5000) is None


def test_what_an_ignored_expression_fits() -> None:
    cases = [
        (".*\\.bak", "a/b.bak", True),
        ("\\.tmp\\z", "a.tmp", True),
        ("\\.tmp\\z", "a.tmp.md", False),
        ("/drafts$", "a/drafts/b.md", True),
        ("/site/a", "a/b.md", True),
        ("^/site/a$", "a/b/c.md", True),
        ("^/site/a/b$", "a/b/c.md", True),
        ("^/site/b", "a/b/c.md", False),
        ("^a", "a/b.md", False),
    ]
    for expression, path, is_fit in cases:
        reason = passes_over(ignored_files({"ignorefiles": expression}), path)
        assert (reason is not None) == is_fit, expression
    for path in (".a", "#a", "a~", ".b/a", "#b/a", "b~/a"):
        assert passes_over((), path) == "no post: Hugo passes over such a name"
    for path in ("a.b", "a#b", "~a", "_a"):
        assert passes_over((), path) is None


@pytest.mark.parametrize(
    ("expression", "is_taken"),
    [
        ("a*b*c*d*", True), ("a*b*c*d*e*", False), (".*a*b*c*d*", True), ("a{2}b{2}c+d+", True),
        ("a+b+c{2}d{2}e", True), ("a{2}b{2}c{2}d+e+", False), ("a+b*c+d*e+", False),
        ("(ab)", True), ("(a)b*(c)", True), ("(a+)b", True), ("(a|b)?", True), ("[", False),
        ("(ab)*", False), ("(a+)*", False), ("(a*b)+", False), ("(a{2}b){3}", False),
        ("((a+)b?)*", False), ("(a|a)*", False), (r"(a|a\\)*", False), (r"[\]](a|a)*[b]", False),
        (r"\*\*\*\*\*\*", True), (r"[*+{]\(a\)*[)]*", True), (r"[]+*]a[^]+*{]", True),
    ],
)  # fmt: skip
def test_an_expression_of_few_repeats_is_taken(expression: str, is_taken: bool) -> None:
    if is_taken:
        assert len(ignored_files({"ignorefiles": expression})) == 1
    else:
        with pytest.raises(ConfigurationError, match="ignoreFiles"):
            ignored_files({"ignorefiles": expression})


def test_which_targets_of_links_may_be_pages() -> None:
    cases = [
        ("a.md", True, True), ("a.markdown", True, True), ("b/a.MD#c", True, True),
        ("a.md?x", True, True), ("a.html", False, False), ("a", False, True), ("../a", False, True),
        ("/a", False, False), ("/a.md", True, True), ("#a", False, False), ("?a", False, False),
        ("", False, False), ("https://x.example/a.md", False, False), ("//x/a.md", False, False),
        ("mailto:a", False, False), ("a?b.md", False, True),
    ]  # fmt: skip
    found = [(t, names_page(t, with_names=False), names_page(t, with_names=True))
             for t, *_ in cases]  # fmt: skip
    assert found == cases


def test_mounts_of_content_in_their_order() -> None:
    def made(published: str, **config: Value) -> list[str]:
        return [
            f"{mount.source}>{mount.target}{f':{mount.language}' if mount.language else ''}"
            for mount in mounts(config, published)
        ]

    def mount(source: str, target: str, **more: Value) -> FrontMatter:
        return {"source": source, "target": target, **more}

    def module(*written: FrontMatter) -> FrontMatter:
        return {"mounts": [*written]}

    fr: FrontMatter = {"sites": {"matrix": {"languages": ["FR", "en"]}}}
    assert made("en") == ["content>"]
    assert made("en", contentdir="/docs/./") == ["docs>"]
    assert made("en", module=module(mount("assets", "assets"))) == ["content>"]
    assert made("en", module=module(
        mount("/a/", "/content/"), mount("b/c", "content/x/y/"), mount("", "content"),
        mount("d", "contents"), mount("a", "content"),
    )) == ["b/c>x/y", "a>"]  # fmt: skip
    assert made("en", module=module(
        mount("f/g/h", "content", lang="de"), mount("a", "content", **fr), mount("b/c", "content"),
    )) == ["b/c>", "a>:en", "f/g/h>:de", "a>:fr"]  # fmt: skip
    own: FrontMatter = {"en": {"contentdir": "e"}, "de": {"contentdir": "d"}}
    assert made("en", languages=own) == ["e>:en", "d>:de"]
    assert made("de", languages=own | {"fr": {}}) == ["d>:de", "content>", "e>:en"]
    assert made("nl", languages=own) == ["content>", "e>:en", "d>:de"]
    assert made("de", languages={"De": {"contentdir": "d"}}) == ["d>:de"]


def test_a_mount_knows_its_files() -> None:
    folder, file = Mount("docs/in", "guide"), Mount("NEWS.md", "news/index.md")
    whole = Mount("content")
    cases = [
        (folder, "docs/in/a.md", "guide/a.md"), (folder, "docs/in/b/a.md", "guide/b/a.md"),
        (folder, "docs/in", None), (folder, "docs/into/a.md", None), (folder, "a.md", None),
        (file, "NEWS.md", "news/index.md"), (file, "NEWS.md.md", None), (file, "news.md", None),
        (whole, "content/a.md", "a.md"), (whole, "content", None),
    ]  # fmt: skip
    assert [(m, path, m.inside(path)) for m, path, _ in cases] == cases
    assert [m.holds(path) for m, path, _ in cases] == [inside is not None for *_, inside in cases]
    assert [m.is_file for m in (folder, file, whole)] == [False, True, False]


def test_the_first_rule_of_a_mount_that_fits_counts() -> None:
    def kept(*rules: str) -> str:
        mount = Mount("in", rules=tuple(FileRule(r.strip("!"), r[0] != "!") for r in rules))
        paths = ("a.md", "B.md", "x/a.md", "x/y/b.md")
        return " ".join(path for path in paths if mount.keeps(f"in/{path}"))

    cases = [
        ((), "a.md B.md x/a.md x/y/b.md"),
        (("!/b.md",), "a.md x/a.md x/y/b.md"),
        (("!/x",), "a.md B.md"),
        (("!/x/y",), "a.md B.md x/a.md"),
        (("/x/**",), "x/a.md x/y/b.md"),
        (("/x/y/b.md",), "x/y/b.md"),
        (("/x/*.md",), "x/a.md"),
        (("/*.md",), "a.md B.md"),
        (("!/x/y", "/x/**"), "x/a.md"),
        (("/x/**", "!/x/y"), "x/a.md x/y/b.md"),
        (("/a.md", "!/a.md"), "a.md"),
        (("/a.md/**",), ""),
    ]
    assert [(rules, kept(*rules)) for rules, _ in cases] == cases
