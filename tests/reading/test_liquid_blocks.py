"""Includes, loops and blocks of Liquid: how many and how deep, and what they leave behind."""

from __future__ import annotations

import pytest

from feeds.archive.jekyll.liquid import Names, without_liquid
from feeds.archive.jekyll.liquid_loops import as_table
from feeds.archive.jekyll.liquid_values import Values
from feeds.archive.values import Value
from feeds.archive.yaml_types import NoText

VALUES: dict[str, Value] = {
    "page.list": ["a", "b", "c"],
    "page.file": "given.html",
    "page.n": NoText("3"),
}
INCLUDES = {
    "again.html": "x{% include again.html %}",
    "given.html": "<{{ include.p }}{{ include.q }}>",
    "sets.html": "{% assign x = 'inner' %}{% capture y %}z{% endcapture %}",
    "breaks.html": "{% break %}",
    "outer.html": "{% include given.html p='1' %}{{ include.p }}",
}
NAMES = Names(
    VALUES.get,
    include=INCLUDES.get,
    beside={"near.html": "near{{ include.p }}"}.get,
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
        ("a{% when 1 %}b{% elsif 1 %}c{% endcase %}d{% endunless %}e{% endtablerow %}f", "abcdef"),
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
        ("[a]()", "[a]()"), ("{a} [b]()", "{a} [b]()"), ("[a]({{ nowhere }})", "a"),
        ("a {{ b", "a {{ b"), ("a {% b }} {{ 'c' }}", "a {% b }} {{ 'c' }}"),
        ("a }} %} b", "a }} %} b"),
        ("{{ 'a' }} {{ b", "a {{ b"), ("{{ 'a' }}{% raw %}b", "ab"), ("{% comment %}a", ""),
        ("```\n{% comment %}{{ 'a' }}{% endcomment %}\n```\n",
         "```\n{% comment %}a{% endcomment %}\n```\n"),
        ("```\n{% raw %}{{ a }}{% endraw %}\n```\n", "```\n{{ a }}\n```\n"),
        ("```\n{% if page.none %}a{% endif %}\n```\n",
         "```\n{% if page.none %}a{% endif %}\n```\n"),
        ("```\n{% for x in page.list %}\n```\n{% for x in page.list %}{{ x }}{% endfor %}",
         "```\n{% for x in page.list %}\n```\nabc"),
        ("{% for x in page.list %}{% comment %}{% endfor %}{% endcomment %}{{ x }}{% endfor %}",
         "abc"),
        ("```\n{% comment %}\n```\n{% for x in page.list %}{{ x }}{% endfor %}",
         "```\n{% comment %}\n```\nabc"),
        ("{% for x in page.list %}{% comment %}{% if 1 %}{% endcomment %}{% else %}{% endfor %}",
         ""),
        ("{% for x in page.list %}{% raw %}{% else %}{% endraw %}{% endfor %}", "{% else %}" * 3),
        ("{% for x in page.none %}{% unless 1 %}{% else %}{% endunless %}{% case 1 %}{% when 1 %}"
         "{% else %}{% endcase %}a{% else %}b{% endfor %}", "b"),
        ("{% for x in page.none %}{% for y in page.none %}{% else %}a{% endfor %}{% else %}b"
         "{% endfor %}", "b"),
        ("{% tablerow x in page.none %}a{% else %}b{% endtablerow %}", "b"),
        ("{% cycle 'a', 'b', 'c' %}" * 5, "abcab"), ("{% cycle nowhere, 'b' %}" * 3, "b"),
        ('{% cycle "g": "a,1", "b" %}{% cycle "g": "a,1", "b" %}', "a,1b"),
        ("{% cycle page.none %}.", "."),
        ("{% increment i %}{{ i }}{% assign i = 7 %}{{ i }}", "07"),
        ("{% decrement i %}{% increment i %}{% increment j %}", "-1-10"),
        ("{% include {{page.file}} p=1 %}{% include {{ page.none }} p=1 %}.", "<1>."),
        (r"{% include given.html p=a\b q='it''s' %}", "<it>"),
        ("{% include given.html p= %}", "<>"),
        ("{% include given.html\np='1'\tq=\"2\" %}", "<12>"),
        ("{% include given.html p=nil %}", "<>"),
        ("{% include given.html p='1' p='2' %}", "<2>"), ("{% include given.html p-q='1' %}", "<>"),
        ("{% include_relative near.html p='1' %}{% include near.html %}", "near1"),
        ("{% assign include.p = 'o' %}{% include given.html %}{{ include.p }}", "<o>o"),
        ("{% assign a = 'x' | upcase %}{% assign  b=a %}{{ b }}{% assign c %}{{ c }}", "X"),
        ("{% assign a = 'x' %}{% assign a = nowhere %}{{ a }}", ""),
        ("{% highlight c linenos %}\n\n a\n\n{% endhighlight %}", "\n```c\n a\n```\n"),
        ("{% highlight c %}````{% endhighlight %}", "\n`````c\n````\n`````\n"),
        ("{% highlight c %}``{% endhighlight %}", "\n```c\n``\n```\n"),
        ("{% capture a %}{% if page.list %}b{% endif %}{% endcapture %}[{{ a }}]", "[b]"),
        ("{% if page.none %}{% capture a %}b{% endcapture %}{% endif %}[{{ a }}]", "[]"),
        ("{% if page.list %}a{% else %}b{% else %}c{% endif %}", "a"),
        ("{% if page.none %}a{% else %}b{% else %}c{% endif %}d", "bd"),
        ("{% if page.list %}{% if page.none %}a{% else %}b{% endif %}c{% endif %}", "bc"),
        ("{% if 1 %}{% case 2 %}{% when 2 %}a{% else %}b{% endcase %}{% else %}c{% endif %}", "a"),
        ("{% for x in page.none %}\n```\n{% else %}\n```\n{% else %}b{% endfor %}", "b"),
        ("{% unless nowhere %}a{% else %}b{% endunless %}", "ab"),
        ("{% unless page.none %}{% unless page.list %}a{% endunless %}b{% endunless %}", "b"),
        ("{% case 'a' %}x{% when 'a' or 'b' %}a{% endcase %}", "a"),
        ("{% case page.n %}{% when 3 %}a{% when '3' %}b{% endcase %}", "a"),
        ("{%- if page.list -%} a {%- endif -%} b", "ab"), ("a {{- 'b' }} c", "ab c"),
        ("a\n {%-if page.list-%}\nb\n{%-endif-%}\n c", "abc"), ("a {{ '-' }} b", "a - b"),
        ("{%assign a='b'%}{{a}}{% assign a -%} c", "bc"), ("{{ 'a' -}}  {{- 'b' }}", "ab"),
        ("{% for  x  in  page.list  %}{{x}}{% endfor %}", "abc"),
        ("{% for x in page.list limit : 2 offset:1 %}{{x}}{% endfor %}", "bc"),
        ("{% for x in page.list limit:-1 %}{{x}}{% endfor %}", "abc"),
        ("{% for x in page.list reversedly %}{{x}}{% endfor %}", "abc"),
        ("{% for x in page.list offset:1 reversed %}{{x}}{% endfor %}", "cb"),
        ("{% for x in 'ab' %}{{x}}{% endfor %}{% for x in '' %}y{% endfor %}", "ab"),
        ("{% for x in (1..2) %}{% for y in (1..2) %}{{ forloop.last }}{% endfor %}"
         "{{ forloop.last }} {% endfor %}{{ forloop.last }}", "falsetruefalse falsetruetrue "),
        ("{% for x in page.list %}{% continue %}a{% endfor %}b{% break %}c", "bc"),
        ("{% for x in page.list %}{% include breaks.html %}{{ x }}{% endfor %}d", "d"),
        ("{% tablerow x in page.list cols:page.n %}{{ x }}{% endtablerow %}",
         '<tr class="row1">\n<td class="col1">a</td><td class="col2">b</td>'
         '<td class="col3">c</td></tr>\n'),
        ("{% tablerow x in (1..2) cols:0 %}{% endtablerow %}",
         '<tr class="row1">\n<td class="col1"></td><td class="col2"></td></tr>\n'),
        ("{% tablerow x in (1..2) cols:1 limit:1 %}{% endtablerow %}",
         '<tr class="row1">\n<td class="col1"></td></tr>\n'),
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


def test_loops_of_a_body_go_through_fifty_thousand_pieces() -> None:
    """A piece counts though `continue` comes before it."""

    def loop(count: int, pieces: int, shown: str) -> str:
        rest = "{{ z }}" * ((pieces - 3) // 2)  # with a text between two of them
        return f"{{% for x in (1..{count}) %}}{shown}{{% continue %}}{rest}{{% endfor %}}"

    last = "{% for x in (1..1) %}z{% endfor %}"
    body = loop(9, 5001, "x") + loop(1, 50_000 - 9 * 5001, "y") + last
    assert without_liquid(body, NAMES) == "x" * 9 + "y"


def test_loops_of_a_body_go_through_a_million_characters() -> None:
    body = "{% for x in (1..1001) %}" + "x" * 1000 + "{% endfor %}"
    assert without_liquid(body, NAMES) == "x" * 1_000_000
    for length, count in ((100_000, 10), (100_001, 0)):
        body = "{% for x in (1..11) %}" + "x" * length + "{% endfor %}"
        assert without_liquid(body, NAMES).count("x") == count * length


def test_a_long_value_may_be_given_to_an_include() -> None:
    for quote in "'\"":
        given = f"{{% include given.html p={quote}{'x' * 40_000}{quote} q=1 %}}"
        assert without_liquid(given, NAMES) == f"<{'x' * 40_000}1>"


def test_a_table_of_nothing_is_empty() -> None:
    assert as_table([], "cols:2", Values(VALUES.get, lambda name: False, lambda path: path)) == ""
    assert as_table([], "", Values(VALUES.get, lambda name: False, lambda path: path)) == ""


def test_what_becomes_text_or_a_value_is_not_noted() -> None:
    notes: list[str] = []
    names = NAMES._replace(note=notes.append, post=lambda name: "/p" if name == "a" else None)
    body = (
        "{{ 'a' }}{{ page.none }}{% assign b = nowhere %}{% cycle 'a' %}{% increment i %}"
        "{% post_url a %}{% include given.html %}{% capture c %}{% endcapture %}"
        "{% if b %}{% endif %}"
        "{{ nowhere }}{{ page.list | none }}{% post_url b %}{% include  none.html a='1' %}{% seo %}"
        "{% for x in nowhere %}{% endfor %}{% tablerow %}{% endtablerow %}{% link c %}"
    )
    without_liquid(body, names)
    assert notes == [
        "{{ nowhere }}", "| none", "{% post_url b %}", "{% include none.html a='1' %}", "{% seo %}",
        "{% for x in nowhere %}", "{% tablerow  %}", "{% link c %}",
    ]  # fmt: skip
