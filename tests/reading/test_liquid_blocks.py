"""Includes, loops and blocks of Liquid: how many and how deep, and what they leave behind."""

from __future__ import annotations

import pytest

from feeds.archive.jekyll.liquid import Names, without_liquid
from feeds.archive.values import Value

VALUES: dict[str, Value] = {"page.list": ["a", "b", "c"]}
INCLUDES = {
    "again.html": "x{% include again.html %}",
    "given.html": "<{{ include.p }}{{ include.q }}>",
    "sets.html": "{% assign x = 'inner' %}{% capture y %}z{% endcapture %}",
    "outer.html": "{% include given.html p='1' %}{{ include.p }}",
}
NAMES = Names(
    VALUES.get,
    include=INCLUDES.get,
    is_empty=lambda name: name.startswith(("page.", "include")),
)


@pytest.mark.parametrize(
    ("body", "rendered"),
    [
        ("{% include again.html %}", "xxxxx"),  # five files in each other
        ("{% include again.html %}-{% include again.html %}", "xxxxx-xxxxx"),
        ("{% include given.html p='1' q=\"2\" %}", "<12>"),
        ("{% include given.html p = page.list q=1.5 %}", "<abc1.5>"),
        ("{% include given.html p='1' %}{% include given.html q='2' %}", "<1><2>"),
        ("{% include outer.html p='2' %}", "<1>2"),
        ("{% include given.html p='1' %}{{ include.p }}", "<1>"),
        ("{% include_cached given.html p='1' %}{% include none.html %}.", "<1>."),
        ("{% include sets.html %}{{ x }}{{ y }}", "innerz"),
        (r"{% include given.html p='a\'b' q='\c' %}", r"<a'b\c>"),
        ("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}", "aba"),
        ("{% cycle g: 'a', 'b' %}{% cycle h: 'a', 'b' %}{% cycle g: 'a', 'b' %}", "aab"),
        ("{% cycle page.list, 5 %}{% cycle %}", "abc"),
        ("{% increment i %}{% decrement i %}{% decrement i %}{% increment i %}", "00-1-1"),
        ("a{% break %}b{% continue %}c", "abc"),
        ("{% for x in page.list %}{{ x }}{% break %}{% endfor %}{% for x in page.list %}{{ x }}"
         "{% endfor %}", "aabc"),
        ("{% assign x = 'o' %}{% for x in page.list %}{% endfor %}{{ x }}", "o"),
        ("{% for x in page.list %}{% for y in page.list %}{% break %}{% endfor %}{{ x }}"
         "{{ forloop.index }}{% endfor %}", "a1b2c3"),
        ("{% for x in page.list offset:1 limit:1 %}{{ x }}{% endfor %}", "b"),
        ("{% for x in page.list offset:3 %}{{ x }}{% else %}none{% endfor %}", "none"),
        ("{% for x in page.list limit:0 %}{{ x }}{% endfor %}", ""),
        ("{% for x in page.list limit:2 reversed %}{{ x }}{% endfor %}", "ba"),
        ("{% for x in page.list limit:page.none %}{{ x }}{% endfor %}", "abc"),
        ("{% for x %}a{% endfor %}.", "."),
        ("{% for x in page.list %}{% if x == 'b' %}{% else %}{{ x }}{% endif %}{% endfor %}", "ac"),
        ("{% capture x %}a{% capture y %}b{% endcapture %}c{% endcapture %}{{ x }}{{ y }}", "acb"),
        ("{% capture 'x' %}a{% endcapture %}{{ x }}", "a"),
        ("{% capture \"x\" %}a{% endcapture %}{{ x }}", "a"),
        ("a{% endcapture %}b{% endfor %}c{% endif %}d{% else %}e", "abcde"),
        ("{% highlight %}\na\n{% endhighlight %}", "\n```\na\n```\n"),
        ("{% highlight c %}{% capture x %}a{% endcapture %}{{ x }}{% endhighlight %}",
         "\n```c\na\n```\n"),
        ("{% highlight c %}{% highlight d %}a{% endhighlight %}", "\n```c\na\n```\n"),
        ("{% unless page.none %}a{% else %}b{% endunless %}", "a"),
        ("{% unless page.list %}a{% elsif page.list %}b{% endunless %}", "b"),
        ("{% if page.none %}{% elsif page.none %}b{% elsif 1 %}c{% else %}d{% endif %}", "c"),
        ("{% if nowhere %}a{% elsif page.list %}b{% else %}c{% endif %}", "abc"),
        ("{% if page.list %}a{% elsif nowhere %}b{% else %}c{% endif %}", "a"),
        ("{% if page.none %}{% if page.list %}a{% else %}b{% endif %}c{% endif %}d", "d"),
        ("{% if page.none %}{% unless page.none %}a{% endunless %}{% else %}e{% endif %}", "e"),
        ("{% case 2 %}{% when 1 %}a{% when 2 %}b{% when 2 %}c{% else %}d{% endcase %}", "bc"),
        ("{% case 2 %}{% when 2 %}b{% when nowhere %}c{% else %}d{% endcase %}", "bc"),
        ("{% case 1 %}{% when nowhere %}a{% when 1 %}b{% else %}c{% endcase %}", "abc"),
        ("{% case 3 %}{% when 1, 2 %}a{% else %}d{% endcase %}", "d"),
        ("{% case nowhere %}{% when 1 %}a{% else %}d{% endcase %}", "ad"),
        ("{% comment %}{{ 'a' }}{% if page.list %}{% endcomment %}b", "b"),
        ("{% if page.none %}{% raw %}a{% endraw %}{% endif %}b", "b"),
        ("{% raw %}{% comment %}{% endraw %}a", "{% comment %}a"),
        ("{{- 'a' -}} b", "ab"),
    ],
)  # fmt: skip
def test_a_block_ends_where_it_ends(body: str, rendered: str) -> None:
    assert without_liquid(body, NAMES) == rendered


@pytest.mark.parametrize(("count", "shown"), [(99, 99), (100, 100), (101, 100)])
def test_a_body_includes_a_hundred_files_at_most(count: int, shown: int) -> None:
    assert without_liquid("{% include given.html %}" * count, NAMES) == "<>" * shown


@pytest.mark.parametrize(("length", "is_read"), [(49_999, True), (50_000, True), (50_001, False)])
def test_what_an_include_is_given_is_read_to_fifty_thousand_characters(
    length: int, is_read: bool
) -> None:
    given = " p=1".rjust(length, ".")
    assert without_liquid(f"{{% include given.html {given} %}}", NAMES) == f"<{'1' * is_read}>"
