"""Loops, cases and the lists of a Jekyll site in a body (shopify.github.io/liquid)."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.archive.jekyll.liquid import Names, without_liquid
from feeds.archive.jekyll.liquid_loops import state
from feeds.archive.values import Value
from feeds.archive.yaml_types import NoText
from tests.conftest import text_of, write

VALUES: dict[str, Value] = {
    "page.list": ["a", "b", "c"],
    "page.map": {"x": "1", "y": "2"},
    "page.people": [{"name": "Ada", "at": "1"}, {"name": "Bo", "at": "2"}],
    "page.n": NoText("3"),
    "page.date": "2024-03-09 08:07:00",
}
NAMES = Names(
    VALUES.get,
    include={"row.html": "<{{ include.of.name }}{% if include.n > 1 %}!{% endif %}>"}.get,
    is_empty=lambda name: name.startswith(("page.", "include.")),
)


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("{% for x in page.list %}{{ x }};{% endfor %}", "a;b;c;"),
        ("{% for x in page.list reversed %}{{ x }}{% endfor %}", "cba"),
        ("{% for x in page.list limit:1 offset: 1 %}{{ x }}{% endfor %}", "b"),
        (
            "{% for x in page.list %}{{ forloop.index }}{{ forloop.last }} {% endfor %}",
            "1false 2false 3true ",
        ),
        ("{% for p in page.people %}{{ p.name }}{{ p.none }}{% endfor %}", "AdaBo"),
        ("{% for x in page.map %}{{ x[0] }}={{ x[1] }} {% endfor %}", "x=1 y=2 "),
        ("{% for x in (1..page.n) %}{{ x }}{% endfor %}", "123"),
        ("{% for x in page.none %}shown{% endfor %}", ""),
        ("{% for x in nowhere %}shown{% endfor %}", ""),
        ("{% assign l = 'p,q' | split: ',' %}{% for x in l %}[{{ x }}]{% endfor %}", "[p][q]"),
        (
            "{% for x in page.list %}{% if x == 'b' %}{% break %}{% endif %}{{ x }}{% endfor %}.",
            "a.",
        ),
        (
            "{% for x in page.list %}{% if x == 'b' %}{% continue %}{% endif %}{{ x }}{% endfor %}",
            "ac",
        ),
        (
            "{% for x in page.list %}{% for y in (1..2) %}{{ y }}{% endfor %}{{ x }}{% endfor %}",
            "12a12b12c",
        ),
        ("{% for x in page.list %}{% cycle 'o', 'e' %}{% endfor %}", "oeo"),
        (
            "{% for x in page.list %}{% raw %}{% endfor %}{% endraw %}{% endfor %}",
            "{% endfor %}" * 3,
        ),
        ("{% case page.n %}{% when 1, 3 %}odd{% when 2 %}two{% else %}none{% endcase %}", "odd"),
        ("{% case page.n %}{% when 4 or 2 %}even{% else %}none{% endcase %}", "none"),
        (
            "{% if page.n > 2 and page.n <= 3 %}yes{% endif %}{% if page.n < 3 %}no{% endif %}",
            "yes",
        ),
        ("{% include row.html of=page.people[1] n=2 %}", "<Bo!>"),
        (
            "{{ page.people.first.name }} {{ page.list.size }} {{ page.list | join: '-' }}",
            "Ada 3 a-b-c",
        ),
        (
            "{{ page.people | map: 'name' | join: ',' }} {{ page.list | reverse | first }}",
            "Ada,Bo c",
        ),
        ("{% assign w = page.people | where: 'at', '2' %}{{ w[0].name }}", "Bo"),
        ("{{ page.n | plus: 4 }} {{ page.n | times: 1.5 }} {{ page.n | modulo: 2 }}", "7 4.5 1"),
        ("{{ page.n | divided_by: 0 }}{{ page.n | divided_by: 2 }}", "1"),
        ("{{ 'one two three' | truncatewords: 2 }} {{ 'abcdef' | slice: 1, 2 }}", "one two... bc"),
        (
            "{{ page.date | date: '%-d %b %Y, %H:%M' }} {{ page.date | date_to_string }}",
            "9 Mar 2024, 08:07 09 Mar 2024",
        ),
        ("a \n{%- assign x = 1 -%}\n b", "ab"),
        ("{% for x in page.none %}a{% else %}b{% endfor %}", "b"),
        ("{% for x in page.list %}{{ x }}{% else %}none{% endfor %}", "abc"),
        ("{% for x in nowhere %}a{% else %}b{% endfor %}", ""),
        (
            "{% for x in page.none %}{% if x %}a{% else %}b{% endif %}{% else %}c{% endfor %}",
            "c",
        ),
        ("{% increment i %}{% increment i %}{% decrement j %}{% decrement j %}", "01-1-2"),
        ("{{ page['n'] }}{{ page[\"map\"]['y'] }}", "32"),
        ("{{ page.list | concat: page.list | uniq | join: '' }}", "abc"),
        ("{{ 'a' | append: page.none }}{{ page.n | at_least: 5 }}{{ page.n | at_most: 2 }}", "a52"),
        ("{{ page.list | jsonify }}{{ 'a%20b+c' | url_decode }}", '["a","b","c"]a b c'),
        ("{{ page.list | unshift: 'z' | join: '' }}{{ '3.7' | to_integer }}", "zabc3"),
        ("{{ page.list | push: 'z' | join: '' }}", "abcz"),
        ("{{ page.list | pop | join: '' }}", "ab"),
        ("{{ page.list | shift | join: '' }}", "bc"),
        (
            "{{ page.list | reverse | join: '' }}{{ page.list | first }}{{ page.list | last }}",
            "cbaac",
        ),
        ("{{ 'a-b-c' | replace_last: '-', '+' }}{{ 'xax' | remove_last: 'x' }}", "a-b+cxa"),
    ],
)
def test_a_body_is_what_liquid_makes_of_it(body: str, rendered: str) -> None:
    assert without_liquid(body, NAMES) == rendered


def test_data_and_collections_of_the_site_are_there(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "url: https://x.example\ncollections: [topics]\n")
    write(tmp_path, "_data/people.yml", "- name: Ada\n  born: 1815\n- name: Bo\n")
    write(tmp_path, "_data/deep/ports.json", '{"north": ["a", "b"]}')
    write(tmp_path, "_data/rows.csv", "k,v\n1,one\n2,two\n")
    write(tmp_path, "_topics/tram.md", "---\ntitle: Trams\n---\n")
    body = (
        "{% for p in site.data.people %}{{ p.name }} {% endfor %}"
        "{{ site.data.deep.ports.north | join: '+' }} {{ site.data.rows[1].v }} "
        "{% for t in site.topics %}[{{ t.title }}]({{ t.url }}){% endfor %}{{ site.data.none }}"
    )
    write(tmp_path, "_posts/2024-01-01-a.md", f"---\ntitle: a\n---\n{body}")
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert text_of(archive, served) == "Ada Bo a+b two [Trams](/topics/tram.html)"
    unread = "Permalink: /unread/\n"  # Jekyll knows no key in capitals
    write(tmp_path, "_topics/tram.md", f"---\ntitle: Trolleys and more\n{unread}---\n")
    assert "[Trolleys and more](/topics/tram.html)" in text_of(archive, served)


@pytest.mark.parametrize("name", ["../secret", "x/../../secret", "secret"])
def test_data_stays_in_its_folder(tmp_path: Path, name: str) -> None:
    write(tmp_path, "secret.yml", "word: hidden\n")
    write(tmp_path, "site/_config.yml", "url: https://x.example\n")
    write(tmp_path, "site/_data/own.yml", "a: b\n")
    (tmp_path / "site/_data/secret.yml").symlink_to(tmp_path / "secret.yml")
    body = f"start {{{{ site.data['{name}'].word }}}} {{{{ site.data.{name}.word }}}} end"
    write(tmp_path, "site/_posts/2024-01-01-a.md", f"---\ntitle: a\n---\n{body}")
    archive = open_archive(tmp_path / "site")
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert "hidden" not in text_of(archive, served)


def test_loops_in_loops_end_soon() -> None:
    loops = "{% for x in (1..9999) %}" * 5 + "word {{ x }}" + "{% endfor %}" * 5
    rendered = without_liquid(loops * 3, NAMES)
    assert len(rendered) < 1_500_000


def test_loops_stand_five_deep_in_each_other_wherever_the_body_has_them() -> None:
    def nested(depth: int) -> str:
        return "{% for x in (1..2) %}" * depth + "w" + "{% endfor %}" * depth

    for before in ("", nested(1), nested(1) * 9, "{% for x in (1..3) %}{% break %}{% endfor %}"):
        start = without_liquid(before, NAMES)
        assert without_liquid(before + nested(5), NAMES) == start + "w" * 32
        assert without_liquid(before + nested(6), NAMES) == start


ANSWERS = (
    "{% for i in (0..9) %}{% capture q %}q{{ i }}{% endcapture %}{% capture a %}a{{ i }}"
    "{% endcapture %}{% if include.[q] == nil %}{% break %}{% endif %}"
    "{{ include.[q] }}: {{ include[a] }}. {% endfor %}"
)


def test_what_an_include_is_given_may_stand_in_many_lines() -> None:
    names = NAMES._replace(include={"answers.md": ANSWERS}.get)
    body = (
        "{% include answers.md\n\n  q0=\"When\nis it?\"\n  a0='Soon'\n  q1=\"Why\" a1='So'\n%}\nZ"
    )
    assert without_liquid(body, names) == "When\nis it?: Soon. Why: So. \nZ"


def test_an_include_without_a_name_is_nothing() -> None:
    assert without_liquid("a{% include %}b", NAMES) == "ab"


def test_an_include_is_asked_anew_what_it_was_given_each_time() -> None:
    body = (
        "{% include row.html of=page.people[0] n=1 %}{% include row.html of=page.people[1] n=2 %}"
    )
    assert without_liquid(body, NAMES) == "<Ada><Bo!>"


def test_a_site_knows_its_day_its_environment_and_the_date_of_a_file_name(tmp_path: Path) -> None:
    body = (
        "{% assign now = site.time | date: '%s' %}{% assign then = '2001-02-03' | date: '%s' %}"
        "{% if then > now %}late{% else %}over{% endif %}"
        "{% if jekyll.environment == 'email' %} mail{% endif %}"
        " {{ page.date | date: '%s' | plus: 86400 | date: '%Y-%m-%d' }}"
    )
    write(tmp_path, "_config.yml", "url: https://x.example\n")
    write(tmp_path, "_posts/2024-03-09-a.md", f"---\ntitle: A\n---\n{body}\n")
    archive = open_archive(tmp_path)
    post = archive.read("_posts/2024-03-09-a.md").post
    assert post
    assert (archive.text(post) or "").strip() == "over 2024-03-10"


def test_seconds_since_1970_are_the_same_on_every_machine() -> None:
    assert without_liquid("{{ '2024-01-02 01:00:00 +0100' | date: '%s' }}", NAMES) == "1704153600"


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        (
            "{% tablerow n in (1..3) cols:2 %}{{ n }}{% endtablerow %}",
            '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td></tr>\n'
            '<tr class="row2">\n<td class="col1">3</td></tr>\n',
        ),
        ("{% tablerow n in (1..2) %}{{ n }}{% endtablerow %}",
         '<tr class="row1">\n<td class="col1">1</td><td class="col2">2</td></tr>\n'),
        ("{% assign l = page.list | where_exp: 'i', 'i.n > 1' %}{{ l | map: 'k' | join }}", "b c"),
        ("{% assign f = page.list | find_exp: 'i', 'i.n > 1' %}{{ f.k }}{{ i }}", "b"),
        ("{% assign f = page.list | find: 'k', 'c' %}{{ f.n }}", "10"),
        ("{{ page.list | sort: 'n' | map: 'k' | join }}", "a b c"),
        ("{{ page.versions | sort: 'v' | map: 'k' | join }}", "a b c"),
        ("{{ page.list | sum: 'n' }} {{ page.list | where: 't', 'x' | size }}", "13 1"),
        ("{% assign g = page.list | group_by_exp: 'i', 'i.n | size' %}"
         "{% for each in g %}{{ each.name }}{{ each.items | map: 'k' | join }};{% endfor %}",
         "1a b;2c;"),
        ("{% assign g = page.list | group_by: 'k' %}{{ g[1].name }} {{ g[1].size }}", "b 1"),
        ("{{ '2024-03-22' | date_to_string: 'ordinal', 'US' }}", "Mar 22nd, 2024"),
        ("{{ '2024-03-11' | date_to_long_string: 'ordinal' }}", "11th March 2024"),
        ("{{ '2024-03-11' | date_to_rfc822 }}", "Mon, 11 Mar 2024 00:00:00 +0000"),
        ("{{ 'a-b' | replace, '-', '+' }} {{ 'a' | append : 'b' | upcase }}", "a+b AB"),
        ("{{ '*a*' | markdownify }}", "<p><em>a</em></p>\n"),
        ("{% include {{ page.file }} x=1 %}", "<1>"),
        (r"""{% include a.html x="1\"2" %}""", '<1"2>'),
        ("{% include_relative b.txt %}", "beside"),
    ],
)  # fmt: skip
def test_what_fewer_bodies_use_is_what_liquid_makes_of_it(body: str, rendered: str) -> None:
    items: list[Value] = [
        {"k": "a", "n": "1"},
        {"k": "b", "n": "2", "t": ["x"]},
        {"k": "c", "n": "10"},
    ]
    versions: list[Value] = [
        {"k": "c", "v": ["10", "0"]},
        {"k": "a", "v": ["9", "2"]},
        {"k": "b", "v": ["9", "10"]},
    ]
    values: dict[str, Value] = {
        "page.list": items,
        "page.versions": versions,
        "page.file": "a.html",
    }
    names = Names(
        values.get,
        include={"a.html": "<{{ include.x }}>"}.get,
        beside={"b.txt": "beside"}.get,
        is_empty=lambda name: True,
    )
    assert without_liquid(body, names) == rendered


def test_markdown_in_a_loop_is_read_as_long_as_it_takes_little() -> None:
    body = "{% for n in (1..9999) %}{{ page.long | markdownify }}{% endfor %}"
    names = Names({"page.long": "*a* " * 400}.get)
    assert without_liquid(body, names).count("<em>") < 100_000


@pytest.mark.long
def test_the_expressions_of_a_bodys_lists_are_evaluated_so_often_and_no_more() -> None:
    """Each item costs an evaluation, however short the list's texts are."""
    asked: list[str] = []
    items: dict[str, Value] = {"page.x": ["a"] * 10_000}

    def value(name: str) -> Value | None:
        asked.append(name)
        return items.get(name)

    part = """{{ page.x | where_exp: "i", "page.z == i" | size }}"""
    without_liquid(part * 300, Names(value=value, is_empty=lambda name: True))
    assert 10_000 <= len(asked) < 250_000


@pytest.mark.parametrize(
    ("number", "length", "counts"),
    [
        (0, 3, "1 0 3 2 3 true false"),
        (1, 3, "2 1 2 1 3 false false"),
        (2, 3, "3 2 1 0 3 false true"),
        (0, 1, "1 0 1 0 1 true true"),
    ],
)
def test_a_loop_counts_from_both_ends(number: int, length: int, counts: str) -> None:
    names = ("index", "index0", "rindex", "rindex0", "length", "first", "last")
    loop = state(number, length)
    assert isinstance(loop, dict)
    assert " ".join(str(loop[name]) for name in names) == counts
