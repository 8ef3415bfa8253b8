"""Words that break documents, in each place of a post, in each kind of archive and language of
front matter: all documents, lists, pages and files stay well-formed, and every other post is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree, html

from service.app import create_app
from service.cli import main
from service.settings.settings import Settings
from tests.conftest import write

WORDS = (
    "a\x00b", "a\x01b", "a\x0bb", "a\x1bb", "a\x7fb\x9f", "a\ufffeb\uffff", "a\u2028b\u202e",
    "a&#1;b&#x0B;", "a&#0;b&#xD800;", "a&#xFFFE;b&#1114112;", f"a&#{'9' * 5000};b", "a&nope;b & c",
    "]]>", "<![CDATA[a", "<!--a--!>", "<?xml a?>", "<!DOCTYPE a>", "</title></item></entry>",
    "<script>alert(1)</script>", "\"'><b onload=alert(1)>", "<x:y>a</x:y>", "xmlns:a=b",
    "\U0001f600\u200d", "\u0301a", "a\ufeffb",
)  # fmt: skip
PLACES = ("title", "author", "description", "image_alt", "copyright", "location", "lang")
SITES = {
    "jekyll": ("_config.yml", "title: {}\nurl: https://a.example\n", "_posts/2022-03-{:02}-a.md"),
    "hugo": (
        "hugo.toml",
        "title = {}\nbaseURL = 'https://a.example/'\n",
        "content/posts/2022-03-{:02}-a.md",
    ),
    "zola": (
        "config.toml",
        "title = {}\nbase_url = 'https://a.example'\n",
        "content/2022-03-{:02}-a.md",
    ),
    "folder": (
        "postwire.toml",
        "title = {}\nsite_url = 'https://a.example'\n",
        "2022-03-{:02}-a.md",
    ),
}
LANGUAGES = ("yaml", "toml", "json")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# A hidden paragraph is taken away, and the ends around it meet.
BODY = (
    '{0}\n\n&<p style="display:none">x</p>#1; <i title="{0}">{0}</i> <img src="/{0}" alt="{0}">\n'
)


def front(language: str, fields: dict[str, object]) -> str:
    """JSON's way to write texts and lists is TOML's and YAML's, too."""
    if language == "json":
        return json.dumps(fields, indent=1) + "\n"
    sign, joint = {"yaml": ("---", ": "), "toml": ("+++", " = ")}[language]
    # JSON may leave U+007F as it is, which neither of the others allows.
    lines = [f"{name}{joint}{as_json(value)}\n" for name, value in fields.items()]
    return f"{sign}\n{''.join(lines)}{sign}\n"


def as_json(value: object) -> str:
    # Signs beyond 16 bits are two references in JSON, which the others read as two signs.
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return re.sub("[\x80-\x9f\ufffe\uffff\u2028\ufeff]", lambda m: f"\\u{ord(m[0]):04x}", text)


def hostile(root: Path, kind: str, language: str) -> int:
    """An archive with a post for each word, and a good one; the number of posts."""
    config, settings, path = SITES[kind]
    write(root, config, settings.format(as_json("a\x0b&#1;]]><b>")))
    for number, word in enumerate(WORDS, 1):
        fields: dict[str, object] = {
            **dict.fromkeys(PLACES, word),
            "date": f"2022-03-{number:02} 08:00:00",
            "tags": [word, "t"],
            "categories": [word],
            "source_url": f"https://b.example/{word}",
            "image": f"/{word}.png",
        }
        if kind == "zola":
            fields["taxonomies"] = {"tags": [word, "t"], "categories": [word]}
            del fields["tags"], fields["categories"]
        if kind == "zola" and language == "toml":
            taxonomies = fields.pop("taxonomies")
            assert isinstance(taxonomies, dict)
            fields |= {f"taxonomies.{name}": value for name, value in taxonomies.items()}
        write(root, path.format(number), front(language, fields) + BODY.format(word))
    write(
        root, path.format(31), front(language, {"title": "good", "date": "2022-03-31"}) + "文。\n"
    )
    return len(WORDS) + 1


@pytest.fixture
def archive(kind: str, language: str, tmp_path: Path, processes: None) -> Path:
    root = tmp_path / "archive"
    hostile(root, kind, language)
    return root


def check(path: str, document: bytes) -> None:
    """:raise Exception: the document is not what its address promises"""
    text = document.decode()  # strictly
    assert not FORBIDDEN.search(text), path
    if path.endswith(".json"):
        values = json.loads(text)
        assert not FORBIDDEN.search(json.dumps(values, ensure_ascii=False)), path
    elif path.endswith((".rss", ".atom", ".opml")):
        tree = etree.fromstring(document)
        assert not [each for each in tree.iter() if not isinstance(each.tag, str)], path
        assert "alert(1)" not in str(tree.xpath("//@*[starts-with(name(), 'on')]"))
    else:
        page = html.fromstring(text)
        assert not page.xpath("//script[contains(., 'alert(1)')] | //*[@onload]"), path


def addresses(document: bytes) -> Iterator[str]:
    """Where a list or page of ours leads to in this service. The hub takes posts alone."""
    document = re.sub(rb'<link rel="hub"[^>]*>', b"", document)
    for link in re.findall(rb'(?:xmlUrl|href)="([^"]+)"', document):
        parts = urlsplit(link.decode().replace("&amp;", "&"))
        if parts.netloc in ("", "feeds.example") and parts.path.startswith("/"):
            yield parts.path + ("?" + parts.query if parts.query else "")


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_post_says_every_document_is_well_formed(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    client: FlaskClient = create_app(indexed(base_url="https://feeds.example")).test_client()
    todo = ["/", "/feed.rss", "/feed.atom", "/feed.json", "/feeds.opml", "/feeds.opml?format=json"]
    todo += ["/feed.rss?content=summary", "/feed.atom?content=summary", "/search?q=a"]
    done: dict[str, bytes] = {}
    while todo and len(done) < 120:
        target = todo.pop(0)
        if target in done:
            continue
        response = client.get(target)
        done[target] = response.data
        if response.status_code in (301, 302, 308, 404):
            continue
        assert response.status_code == 200, target
        if response.mimetype != "text/css":
            check(urlsplit(target).path, response.data)
        if response.mimetype in ("text/html", "text/x-opml"):
            todo += [
                each for each in addresses(response.data) if "." not in each or len(each) < 300
            ]
    titles = [item.get("title") for item in json.loads(done["/feed.json"])["items"]]
    assert titles[0] == "good"
    assert len(titles) == len(WORDS) + 1
    assert len(done) > 50


@pytest.mark.parametrize(
    ("kind", "language"), list(zip(SITES, ("yaml", "toml", "toml", "json"), strict=True))
)
def test_whatever_a_post_says_every_file_of_an_export_is_well_formed(
    archive: Path, tmp_path: Path
) -> None:
    """Of each kind in one language: an export has nothing of a post but what the pages have."""
    out = tmp_path / "out"
    arguments = ["export", str(archive), str(out), "--state", str(tmp_path / "state")]
    given = ["--processes", "1", "--base-url", "https://feeds.example", "--no-gzip"]
    result = CliRunner().invoke(main, [*arguments, *given], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    paths = [path for path in out.rglob("*") if path.suffix in (".rss", ".atom", ".json", ".opml")]
    for path in paths:
        if not path.name.startswith("."):
            check(path.name, path.read_bytes())
    assert len(json.loads((out / "feed.json").read_bytes())["items"]) == len(WORDS) + 1
