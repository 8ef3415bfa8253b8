"""Liquid and shortcodes in bodies: known ones are rendered, no raw tag reaches a reader."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import open_archive
from feeds.archive.hugo.shortcodes import Rendering, without_shortcodes
from feeds.archive.jekyll.liquid import Names, without_liquid
from feeds.archive.yaml_types import FALSE
from feeds.archive.zola import without_zola_shortcodes
from tests.conftest import CONFIG, post, text_of, write

SHARDS = ["{%", "%}", "{{", "}}", "{{<", ">}}", " raw ", " endraw ", "highlight c", "```", "x("]


def test_liquid_tags_and_unknown_values_are_dropped() -> None:
    assert without_liquid("一{% include a.html x=1 %}二{{ page.x }}三") == "一二三"
    assert without_liquid("{% comment %}一{% endcomment %}二{%- assign x = 1 -%}") == "二"


def test_raw_keeps_what_it_holds() -> None:
    body = "{% raw %}{{ kept }} {% if x %}{% endraw %}{% if y %}"
    assert without_liquid(body) == "{{ kept }} {% if x %}"


def test_fenced_code_is_left_alone() -> None:
    body = "```liquid\n{{ x }} {% y %}\n```\n{{ x }}"
    code = "```liquid\n{{ x }} {% y %}\n```\n"
    assert without_liquid(body) == code
    assert without_liquid(f" {body}\n{body}\n{body}") == f" {code}\n{code}\n{code}"


def test_a_fence_with_words_behind_it_closes_no_code() -> None:
    body = "```\n{{ x }}\n``` b\n{{ x }}\n``` \t\n{{ x }}"
    assert without_liquid(body) == "```\n{{ x }}\n``` b\n{{ x }}\n``` \t\n"


def test_hyphens_take_no_space_from_fenced_code() -> None:
    code = "```\na {{- x -}} b {%- y -%} c\n```\n"
    assert without_liquid(code + "a {{- x -}} b {%- y -%} c") == code + "abc"


def test_raw_around_or_inside_a_fence_leaves_no_tag_behind() -> None:
    inside = "```\n{% raw %}\n{{ x }}\n{% endraw %}\n```\n"
    around = "{% raw %}\n```\n{{ x }}\n```\n{% endraw %}"
    for body in (inside, around):
        rendered = without_liquid(body)
        assert "{{ x }}" in rendered
        assert "raw" not in rendered


def test_code_at_the_start_of_a_line_is_no_fence() -> None:
    body = "```a``` is one\n\n{% highlight c %}\nb\n{% endhighlight %}"
    assert "{%" not in without_liquid(body)


def test_highlight_becomes_a_fence_longer_than_any_in_the_code() -> None:
    rendered = without_liquid(
        "{% highlight md linenos %}\n```\n{% raw %}{{ x }}{% endraw %}\n```\n{% endhighlight %}"
    )
    assert rendered == "\n````md\n```\n{{ x }}\n```\n````\n"


def test_values_that_are_certain_are_filled_in() -> None:
    names = Names({"page.title": "a & b"}.get, address="/base".__add__)
    body = "{{ page.title }} {{page.title|escape}} {{ '/x' | relative_url }} {{ page.title | up }}"
    assert without_liquid(body, names) == "a & b a &amp; b /base/x a & b"


def test_links_between_jekyll_posts_lead_to_their_permalinks(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_posts/x/2022-03-13-b.md", post("b", "2022-03-13"))
    body = (
        "[b]({% post_url x/2022-03-13-b %}) [b]({% link _posts/x/2022-03-13-b.md %}) "
        "[c]({% post_url 2022-03-13-none %}) {{ site.url }}{{ site.baseurl }}/d {{ page.title }}"
    )
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", body=body))
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2022-03-14-a.md").post
    assert served is not None
    address = "/haizhou/2022/03/13/b.html"
    assert text_of(archive, served) == (f"[b]({address}) [b]({address}) c https://site.example/d a")


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("一{{< unknown a=1 >}}二", "一二"),
        ("{{% note %}}一{{% /note %}}", "一"),
        ('{{< own src="/a.JPG?v=1" >}}', '<figure><img src="/a.JPG?v=1" alt=""></figure>'),
        ('{{< own src="/a.mp3" >}}', ""),
        ("{{< toggle />}}一", "一"),
        ("{{< details >}}一{{< /details >}}", "**Details**\n一"),
        ('{{< details summary="甲" >}}一{{< /details >}}', "**甲**\n一"),
        ("{{</* ref x */>}}", "{{< ref x >}}"),
        (
            '{{< figure src="/a.png" alt="甲" caption="乙" >}}',
            '<figure><img src="/a.png" alt="甲"><figcaption>乙</figcaption></figure>',
        ),
        (
            "{{< youtube abc >}}",
            '<a href="https://www.youtube.com/watch?v=abc">https://www.youtube.com/watch?v=abc</a>',
        ),
        ('{{< vimeo id="1" >}}', '<a href="https://vimeo.com/1">https://vimeo.com/1</a>'),
        ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "\n```go\nx := 1\n```\n"),
        ('[a]({{< ref "b.md" >}})', "[a](/b/)"),
        ('[a]({{< relref path="none.md" >}})', "a"),
    ],
)
def test_hugo_shortcodes_are_rendered_or_dropped(body: str, rendered: str) -> None:
    rendering = Rendering(lambda reference: {"b.md": "/b/"}.get(reference.target))
    assert without_shortcodes(body, rendering) == rendered


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("一{{ unknown(a=1) }}二", "一二"),
        ('{{ youtube(id="x") }}', '<a href="https://www.youtube.com/watch?v=x">https://www.youtube.com/watch?v=x</a>'),
        ("{% quote(author='甲') %}\n一\n{% end %}", "一\n"),
        ("{{/* a() */}}", "{{ a() }}"),
        ('println!("{{}} {{ x }}")', 'println!("{{}} {{ x }}")'),
    ],
)  # fmt: skip
def test_zola_shortcodes_are_calls_and_other_braces_are_text(body: str, rendered: str) -> None:
    assert without_zola_shortcodes(body) == rendered


@given(st.lists(st.sampled_from([*SHARDS, "文"]), max_size=60).map("".join))
def test_any_mixture_of_tags_is_read_to_its_end(body: str) -> None:
    for readable in (without_liquid, without_shortcodes, without_zola_shortcodes):
        assert isinstance(readable(body), str)


@pytest.mark.parametrize("shard", SHARDS)
def test_a_megabyte_of_unclosed_tags_ends(shard: str) -> None:
    body = shard * (1_000_000 // len(shard))
    for readable in (without_liquid, without_shortcodes, without_zola_shortcodes):
        readable(body)


@pytest.mark.parametrize("baseurl", ["/blog", "blog", "blog/", "/blog/"])
def test_the_base_path_is_joined_whatever_slashes_it_has(tmp_path: Path, baseurl: str) -> None:
    write(tmp_path, "_config.yml", f"url: https://x.example/\nbaseurl: {baseurl}\n")
    write(tmp_path, "assets/a b.pdf", "")
    write(tmp_path, "_posts/2024-01-02-b.md", "---\ntitle: b\n---\n")
    body = (
        "{% post_url 2024-01-02-b %} {% link _posts/2024-01-02-b.md %} {% link assets/a b.pdf %} "
        "{{ site.url }}{% post_url 2024-01-02-b %} {{ 'c' | relative_url }} {{ site.baseurl }}/d"
    )
    write(tmp_path, "_posts/2024-01-01-a.md", post("a", "2024-01-01", body=body))
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert archive.site.url == "https://x.example/blog"
    path = "/blog/2024/01/02/b.html"
    assert text_of(archive, served) == (
        f"{path} {path} /blog/assets/a%20b.pdf https://x.example{path} /blog/c "
        f"{baseurl.rstrip('/')}/d"
    )


def test_a_link_to_a_post_that_the_site_leaves_out_leads_nowhere(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG + "exclude: [_posts/out]\n")
    write(tmp_path, "_posts/out/2024-01-02-b.md", post("b", "2024-01-02"))
    body = "[x]({% link _posts/out/2024-01-02-b.md %})[y]({% post_url out/2024-01-02-b %})"
    write(tmp_path, "_posts/2024-01-01-a.md", post("a", "2024-01-01", body=body))
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert text_of(archive, served) == "xy"


@pytest.mark.parametrize("path", ["_config.yml", ".git/config", "../x.txt", "none.pdf"])
def test_a_link_leads_to_published_files_alone(tmp_path: Path, path: str) -> None:
    write(tmp_path, "site/_config.yml", CONFIG)
    write(tmp_path, "x.txt", "")
    write(tmp_path, "site/.git/config", "")
    body = f"[x]({{% link {path} %}})"
    write(tmp_path, "site/_posts/2024-01-01-a.md", post("a", "2024-01-01", body=body))
    archive = open_archive(tmp_path / "site")
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert text_of(archive, served) == "x"


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("[gone]({{ x }}) end", "gone end"),
        ("![gone]({{ x }})", "gone"),
        ('[gone]({{ x }} "a title") end', "gone end"),
        ("[gone]( {{ x }} 'a title' ) end", "gone end"),
        ('[kept](/a "a title") f[i]("x")', '[kept](/a "a title") f[i]("x")'),
        ('<a href="{{ x }}">a</a>', "<a >a</a>"),
        ("<img alt='b' src='{{ x }}'>", "<img alt='b' >"),
        ("[kept](/a) f()", "[kept](/a) f()"),
    ],
)
def test_an_address_that_is_not_known_leaves_its_words(body: str, rendered: str) -> None:
    assert without_liquid(body) == rendered


def site_names(**values: str) -> Names:
    """A body's names: these values, all others of `page` and `site` empty for certain."""
    dotted = {name.replace("_", "."): value for name, value in values.items()}
    includes = {
        "img.html": '<img src="{{ include.src }}" alt="{{ include.alt }}">',
        "set.html": "{% assign x = 'set' %}",
        "loop.html": "a{% include loop.html %}",
        "after.html": "{% include img.html src='x' alt='i' %}{{ include.src }}",
        "outer.html": "{% include img.html src=include.src alt='i' %}{{ include.alt }}",
    }
    namespaces = ("page.", "site.", "include.")
    return Names(
        dotted.get,
        address="/base".__add__,
        include=includes.get,
        is_empty=lambda name: name.startswith(namespaces),
    )


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("{% assign x = 'b' %}{{ x }}", "b"),
        ("{% assign x = page.a | append: '!' | upcase %}{{x}}", "A!"),
        ("{% capture x %}c{{ page.a }}{% endcapture %}[{{ x }}]", "[ca]"),
        ("{{ page.none | default: 'd' }}", "d"),
        ("{{ 'a|b' | replace: 'a', 'c' }}", "c|b"),
        ("{{ '/x' | prepend: 'y' | remove: '/' }}", "yx"),
        ("{{ 'A b' | slugify }} {{ 'A b' | url_encode }} {{ '<' | escape }}", "a-b A+b &lt;"),
        ("{{ page.a | no_such_filter }}", "a"),
        ("{{ page.a | upcase | no_such_filter: 1, none | append: 'b' }}", "Ab"),
        ("{{ some.thing | no_such_filter }}", ""),
        ("{% if page.a %}yes{% else %}no{% endif %}", "yes"),
        ("{% if page.none %}yes{% else %}no{% endif %}", "no"),
        ("{% if page.no %}yes{% elsif page.a == 'a' %}two{% else %}no{% endif %}", "two"),
        ("{% if page.a == 'b' or page.a contains 'a' %}yes{% endif %}", "yes"),
        ("{% if page.a and page.none %}yes{% endif %}", ""),
        ("{% if page.a != nil %}yes{% endif %}", "yes"),
        ("{% unless page.none %}yes{% else %}no{% endunless %}", "yes"),
        ("{% if page.f %}yes{% endif %}", ""),
        ("{% if page.none %}{% if page.a %}x{% else %}y{% endif %}z{% endif %}", ""),
        ("{% if page.none %}{% unless page.none %}x{% endunless %}{% endif %}", ""),
        ("{% if page.none %}{% unless page.a %}x{% else %}y{% endunless %}{% endif %}", ""),
        ("{% if page.none %}{% case page.a %}{% when 'a' %}x{% endcase %}{% endif %}", ""),
        ("{% if page.none %}{% if some.thing %}x{% else %}y{% endif %}{% endif %}", ""),
        ("{% if some.thing %}both{% else %} shown{% endif %}", "both shown"),
        ("{% if page.none %}{% assign x = 'b' %}{% endif %}{{ x }}", ""),
        ("{% include img.html src='/i.png' alt=\"A b\" %}", '<img src="/i.png" alt="A b">'),
        ("{% include outer.html src=page.a %}", '<img src="a" alt="i">'),
        ("{% include set.html %}{{ x }}{{ include.src }}", "set"),
        ("{% include none.html %}", ""),
        ("{% include after.html src='o' %}", '<img src="x" alt="i">o'),
        ("{% assign x = 'a' %}{% include set.html %}{{ x }}", "set"),
        (
            "{% highlight c %}{% capture x %}{% capture y %}{% highlight d %}u{% endhighlight %}"
            "{% endcapture %}{% endcapture %}{{ y }}{% endhighlight %}",
            "\n```c\nu\n```\n",
        ),
        (
            "{% capture x %}{% highlight c %}u{% endhighlight %}{% endcapture %}{{ x }}"
            "{% highlight c %}v{% endhighlight %}",
            "\n```c\nu\n```\n\n```c\nv\n```\n",
        ),
        ("{% include loop.html %}", "aaaaa"),
        ("{% include img.html src='/i' alt=x %}{{ include.src }}", '<img src="/i" alt="">'),
        ("{{ 'abc' | slice: 0 }}{{ 'abc' | slice: -1 }}{{ 'abc' | slice: 1, 9 }}", "acbc"),
        ("{{ 'abc' | slice: -2, 5 }}{{ 'abc' | slice: -3, 1 }}", "bca"),
        ("[{{ 'abc' | slice: -4, 2 }}{{ 'abc' | slice: 3 }}{{ 'abc' | slice: 0, -1 }}]", "[]"),
        ("```\n{{ '{{' }} name }} {{ page.a }}\n```\n", "```\n{{ name }} {{ page.a }}\n```\n"),
    ],
)
def test_liquid_is_rendered_where_its_values_are_certain(body: str, rendered: str) -> None:
    assert without_liquid(body, site_names(page_a="a", page_f=FALSE)) == rendered


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("'-5' | abs", "5"),
        ("9 | at_least: 10", "10"),
        ("9 | at_most: 10", "9"),
        ("'aB C' | capitalize", "Ab c"),
        ("1.2 | ceil", "2"),
        ("1.8 | floor", "1"),
        ("'a b/c' | cgi_escape", "a+b%2Fc"),
        ("17 | divided_by: 5", "3"),
        ("17 | modulo: 5", "2"),
        ("17 | minus: 5", "12"),
        ("17 | plus: 5", "22"),
        ("17 | times: 5", "85"),
        ("2.5 | round", "3"),
        ("-2.5 | round", "-3"),
        ("2.4 | round", "2"),
        ("'7.89abc' | round: 1", "7"),
        ("12345.678 | round: -2", "12300"),
        ("'12abc' | plus: 3", "15"),
        ("'abc' | plus: 1", "1"),
        ("'1_000' | plus: '+5'", "1005"),
        ("'1e3' | plus: '.5'", "1"),
        ("0.1 | plus: 0.2", "0.3"),
        ("1.50 | minus: 1.5", "0.0"),
        ("2.5 | times: 2.0", "5.0"),
        ("9 | at_least: 2.5", "9"),
        ("9 | at_most: 2.50", "2.5"),
        ("6.0 | divided_by: 2.0", "3.0"),
        ("10 | divided_by: 3.0", "3.3333333333333335"),
        ("-7 | divided_by: 2", "-4"),
        ("-7 | modulo: 3", "2"),
        ("7.5 | modulo: -2", "-0.5"),
        ("' a ' | lstrip", "a "),
        ("' a ' | rstrip | append: '.'", " a."),
        ("' a ' | strip", "a"),
        ("'a  b' | normalize_whitespace", "a b"),
        ("'a b c' | number_of_words", "3"),
        ("'aXaX' | remove_first: 'X'", "aaX"),
        ("'aXaX' | replace_first: 'X', 'b'", "abaX"),
        ("'aXaX' | replace_last: 'X', 'b'", "aXab"),
        ("'abc' | size", "3"),
        ("'/a/index.html' | strip_index", "/a/"),
        ("'abcdefgh' | truncate: 5", "ab..."),
        ("'abcdefgh' | truncate: 5, '!'", "abcd!"),
        ("'abcde' | truncate: 5", "abcde"),
        ("'abcde' | truncate: 2", "..."),
        ("'a b c' | truncatewords: 2", "a b..."),
        ("'a b c' | truncatewords: 2, '!'", "a b!"),
        ("'a b c' | truncatewords: 3", "a b c"),
        ("'2024-03-09' | date_to_string", "09 Mar 2024"),
        ("'2024-03-09' | date_to_string: 'ordinal'", "9th Mar 2024"),
        ("'2024-03-09' | date_to_string: 'ordinal', 'US'", "Mar 9th, 2024"),
        ("'2024-03-09' | date_to_long_string", "09 March 2024"),
        ("'2024-03-09' | date: '%F'", "2024-03-09"),
        ("'2024-03-09' | date: ''", "2024-03-09"),
        (
            "'2024-03-09' | date: '%e|%_m|%-j|%^b|%#p|%5Y|%05d|%u|%w|%V|%C|%h'",
            " 9| 3|69|MAR|am|02024|00009|6|6|10|20|Mar",
        ),
        (
            "'2024-03-09 15:04:05 +0800' | date: '%l %k %P|%T|%R|%D|%I:%M %p|%r'",
            " 3 15 pm|15:04:05|15:04|03/09/24|03:04 PM|03:04:05 PM",
        ),
        (
            "'2024-03-09 15:04:05 +0530' | date: '%z|%:z|%Z|%L|%q|%%|%A'",
            "+0530|+05:30||000|%q|%|Saturday",
        ),
        ("'2024-03-09 15:04:05 +0800' | date_to_xmlschema", "2024-03-09T15:04:05+08:00"),
        ("'2024-03-09 15:04:05 +0800' | date_to_rfc822", "Sat, 09 Mar 2024 15:04:05 +0800"),
        ("'2024-03-09' | date_to_xmlschema", "2024-03-09T00:00:00+00:00"),
        ("3.14159 | round: 2", "3.14"),
        ("7 | round: 1", "7"),
        ("'' | split: ',' | size", "0"),
        ("'a,,b,,' | split: ',' | join: '-'", "a--b"),
        ("' a  b' | split: ' ' | join: '-'", "a-b"),
        ("'a  b c' | split: '  ' | last", "b c"),
        ("'a b' | uri_escape", "a%20b"),
        ("'a+b%20c' | url_decode", "a b c"),
    ],
)
def test_a_filter_gives_what_liquid_and_jekyll_document(expression: str, shown: str) -> None:
    assert without_liquid(f"{{{{ {expression} }}}}", site_names()) == shown


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("page.a or some.thing", "yes"),
        ("some.thing or page.a", "yes"),
        ("page.none or some.thing", "yes no"),
        ("some.thing or page.none", "yes no"),
        ("page.none and some.thing", " no"),
        ("some.thing and page.none", " no"),
        ("page.a and some.thing", "yes no"),
        ("some.thing and page.a", "yes no"),
        ("page.none and page.none or page.a", " no"),  # Liquid reads it from the right
        ("page.a or page.a and page.none", "yes"),
    ],
)
def test_both_branches_are_shown_where_a_condition_is_not_certain(
    condition: str, shown: str
) -> None:
    body = f"{{% if {condition} %}}yes{{% else %}} no{{% endif %}}"
    assert without_liquid(body, site_names(page_a="a")) == shown


def test_a_body_knows_its_front_matter_and_the_sites_settings(tmp_path: Path) -> None:
    config = CONFIG + "links:\n  Shop: https://shop.example\ndefaults:\n- values: {kind: news}\n"
    write(tmp_path, "_config.yml", config)
    write(tmp_path, "_includes/in/a.html", "{{ page.kind }} {{ include.x }}")
    body = (
        "{{ page.image.path }} {{ page.list }} {{ site.links.shop }} {% include in/a.html x=1 %} "
        "{% if jekyll.environment == 'production' %}p{% endif %}{% if site.posts %}q{% endif %}"
    )
    text = f"---\ntitle: a\nimage: {{path: /a.png}}\nlist: [b, c]\n---\n{body}"
    write(tmp_path, "_posts/2024-01-01-a.md", text)
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert text_of(archive, served) == "/a.png bc https://shop.example news 1 pq"


@pytest.mark.parametrize("name", ["../secret.html", "link.html", "large.html", "/etc/hostname"])
def test_an_include_stays_in_its_folder_and_is_small(tmp_path: Path, name: str) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "secret.html", "secret")
    write(tmp_path, "_includes/large.html", "x" * 70_000)
    (tmp_path / "_includes/link.html").symlink_to(tmp_path / "secret.html")
    text = post("a", "2024-01-01", body=f"[{{% include {name} %}}]")
    write(tmp_path, "_posts/2024-01-01-a.md", text)
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert text_of(archive, served) == "[]"


@pytest.mark.long
@pytest.mark.parametrize(
    "shard",
    [
        "{% assign x = x | append: x | append: 'abc' %}{{ x }}",
        "{% capture x %}{{ x }}{{ x }}a",
        "{% if page.a %}{% unless page.b %}",
        "{% highlight c %}",
        "{% highlight c %}{% endhighlight %}",
        "{% if page.a == 'a' and page.b contains 'b' or x %}{% elsif y %}{% else %}",
        "{% include img.html src='a' %}",
        "{% include loop.html %}",
        "{{ 'a' | replace: 'a', 'aaaa' | newline_to_br }}",
        "{{ \" ' | \" '",
    ],
)
def test_liquid_takes_time_by_its_length_and_makes_no_more_than_a_bound(shard: str) -> None:
    """Twice a body of the same shards takes about twice the time."""
    names = site_names(page_a="a", page_b="b")
    seconds = []
    for size in (250_000, 500_000):
        body = shard * (size // len(shard))
        start = time.process_time()
        rendered = without_liquid(body + "{% endcapture %}" * 1000, names)
        seconds.append(time.process_time() - start)
        assert len(rendered) < 8 * size
    assert seconds[1] < 4 * seconds[0] + 0.5
    assert seconds[1] < 4


def test_an_absolute_address_has_the_host_before_it(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "url: https://x.example\nbaseurl: /b")
    body = (
        "{{ '/c' | absolute_url }} {{ page.url | relative_url }} {{ page.slug }} {{ site.title }}"
    )
    write(tmp_path, "_posts/2024-01-01-a.md", f"---\ntitle: A\n---\n{body}")
    archive = open_archive(tmp_path)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert text_of(archive, served).split() == [
        "https://x.example/b/c",
        "/b/2024/01/01/a.html",
        "a",
    ]


def test_what_is_dropped_is_told_but_not_what_makes_no_text_by_itself() -> None:
    dropped: list[str] = []
    names = Names(note=dropped.append)
    body = (
        "{% for a in (1..2) %}x{% endfor %}{% capture b %}y{% endcapture %}{% endfor %}{% gone %}"
    )
    without_liquid(f"{body}{{% endraw %}}{{% endcomment %}}{{% endhighlight %}}", names)
    assert dropped == ["{% gone %}"]
