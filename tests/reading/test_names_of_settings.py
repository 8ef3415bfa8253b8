"""Each name of a file, a folder or a value by which a generator is told something, by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import Options, Reading, open_archive
from feeds.archive.jekyll.entry_filter import entry_filter
from feeds.html import safe_html
from feeds.text.plain import plain_title
from tests.conftest import write

TEXT = "---\ntitle: a\ndate: 2022-03-01\n---\nText.\n"


@pytest.mark.parametrize("name", ["_config.yml", "_config.yaml", "_config.toml"])
def test_a_jekyll_sites_settings_lie_in_each_of_its_files(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, 'title = "Of it"\n' if name.endswith("toml") else "title: Of it\n")
    archive = open_archive(tmp_path, Options())
    assert (archive.kind.name, archive.site.title) == ("jekyll", "Of it")


@pytest.mark.parametrize("folder", ["config/_default", "config/production"])
def test_a_hugo_sites_settings_lie_in_each_of_its_folders(tmp_path: Path, folder: str) -> None:
    write(tmp_path, "hugo.toml", 'title = "Of the file"\n')
    write(tmp_path, f"{folder}/hugo.toml", 'title = "Of the folder"\n')
    assert open_archive(tmp_path, Options()).site.title == "Of the folder"


def test_a_hugo_sites_production_counts_before_its_default(tmp_path: Path) -> None:
    for folder in ("_default", "production"):
        write(tmp_path, f"config/{folder}/hugo.toml", f'title = "{folder}"\n')
    assert open_archive(tmp_path, Options()).site.title == "production"


def of_hugo(root: Path, build: str) -> Reading:
    write(root, "hugo.toml", "")
    write(root, "content/posts/a.md", TEXT.replace("---\nText", f"build: {{{build}}}\n---\nText"))
    return open_archive(root, Options()).read("content/posts/a.md")


@pytest.mark.parametrize("value", ["never", "false", "link", "Never"])
def test_a_hugo_page_that_is_not_rendered_is_no_post(tmp_path: Path, value: str) -> None:
    excluded = of_hugo(tmp_path, f"render: {value}").excluded
    assert excluded is not None
    assert "no page of its own" in excluded.reason


@pytest.mark.parametrize("value", ["never", "false", "local", "Never"])
def test_a_hugo_page_that_is_not_listed_is_no_post(tmp_path: Path, value: str) -> None:
    excluded = of_hugo(tmp_path, f"list: {value}").excluded
    assert excluded is not None
    assert "out of lists" in excluded.reason


@pytest.mark.parametrize("build", ["render: always", "list: always", "list: true, render: true"])
def test_a_hugo_page_that_is_shown_is_a_post(tmp_path: Path, build: str) -> None:
    assert of_hugo(tmp_path, build).post is not None


@pytest.mark.parametrize(
    "name",
    [
        *(".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules"),
        *("vendor/bundle/x", "vendor/cache/x", "vendor/gems/x", "vendor/ruby/x"),
    ],
)
def test_jekyll_never_looks_into_what_belongs_to_its_tools(name: str) -> None:
    rules = entry_filter({})
    assert rules.reason(name, "x") == "kept out by `exclude` in the site's settings"
    assert entry_filter({"exclude": ["drafts"]}).reason(name, "x") is not None


@pytest.mark.parametrize("name", [".a", "_a", "#a", "~a", "a~", "a."])
def test_jekyll_keeps_names_with_special_signs_to_itself(name: str) -> None:
    assert entry_filter({}).reason(name, name) == "no post: Jekyll passes over such a name"
    assert entry_filter({"include": [name]}).reason(name, name) is None


@pytest.mark.parametrize("key", ["categories", "tags"])
def test_zolas_usual_taxonomies_need_no_setting(tmp_path: Path, key: str) -> None:
    write(tmp_path, "config.toml", 'base_url = "https://z.example"\n')
    text = f'+++\ntitle = "a"\ndate = 2022-03-01\n[taxonomies]\n{key} = ["tram"]\n+++\nText.\n'
    write(tmp_path, "content/a.md", text)
    post = open_archive(tmp_path, Options()).read("content/a.md").post
    assert post is not None
    assert "tram" in [term.name for term in post.terms()]


@pytest.mark.parametrize("key", ["icon", "favicon"])
def test_a_sites_icon_by_each_name(tmp_path: Path, key: str) -> None:
    write(tmp_path, "_config.yml", f"url: https://s.example\n{key}: /i.png\n")
    assert open_archive(tmp_path, Options()).site.icon == "https://s.example/i.png"


@pytest.mark.parametrize(
    "name",
    [
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "tt", "u", "var"),
    ],
)
def test_an_element_within_a_line_of_a_title_leaves_its_words_together(name: str) -> None:
    assert plain_title(f"one<{name}>two</{name}>three") == "onetwothree"


@pytest.mark.parametrize("name", ["blockquote", "div", "h1", "h2", "h3", "li", "ol", "p", "ul"])
def test_a_block_of_a_title_leaves_its_words_apart(name: str) -> None:
    assert plain_title(f"one<{name}>two</{name}>three") == "one two three"


@pytest.mark.parametrize(
    ("written", "name"), [("strike", "s"), ("tt", "code"), ("acronym", "abbr")]
)
@pytest.mark.parametrize("change", [str, str.upper])
def test_an_element_of_old_alone_in_a_text(written: str, name: str, change: type[str]) -> None:
    tag = change(written)
    markup = f"<p>A <{tag}>b</{tag}> c</p>"
    assert safe_html(markup, "a.html", "https://s.example/") == f"<p>A <{name}>b</{name}> c</p>"


@pytest.mark.parametrize(
    "kept", ['alt="a"', 'title="a"', 'width="20"', 'height="20"', 'alt="a" title="b"']
)
def test_an_image_that_a_script_would_load_keeps_what_is_said_of_it(kept: str) -> None:
    html = safe_html(f'<img data-src="/b.jpg" {kept}>', "a.html", "https://s.example/")
    assert kept in html
    assert 'src="https://s.example/b.jpg"' in html


@pytest.mark.parametrize(
    "hiding", ['style="display:none"', "hidden='hidden'", "STYLE='DISPLAY:NONE'"]
)
def test_an_image_that_a_script_would_load_and_nobody_sees_stays_away(hiding: str) -> None:
    markup = f'<p>Text</p><img data-src="/b.jpg" {hiding}>'
    assert "b.jpg" not in safe_html(markup, "a.html", "https://s.example/")


@pytest.mark.parametrize(
    "attribute", ["data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url"]
)
def test_a_script_keeps_an_address_in_each_attribute(attribute: str) -> None:
    html = safe_html(f'<img {attribute}="/b.jpg">', "a.html", "https://s.example/")
    assert html == '<img src="https://s.example/b.jpg">'


@pytest.mark.parametrize("attribute", ["srcset", "data-srcset", "data-lazy-srcset"])
def test_a_set_of_images_in_each_attribute(attribute: str) -> None:
    markup = f'<img {attribute}="/s.jpg 100w, /b.jpg 900w">'
    html = safe_html(markup, "a.html", "https://s.example/")
    assert 'src="https://s.example/b.jpg"' in html
