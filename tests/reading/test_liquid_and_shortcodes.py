"""Liquid and shortcodes in bodies: known ones are rendered, no raw tag reaches a reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import open_archive
from feeds.archive.hugo.shortcodes import without_shortcodes
from feeds.archive.jekyll.liquid import Names, without_liquid
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
    assert without_liquid(body) == "```liquid\n{{ x }} {% y %}\n```\n"


def test_raw_around_or_inside_a_fence_leaves_no_tag_behind() -> None:
    inside = "```\n{% raw %}\n{{ x }}\n{% endraw %}\n```\n"
    around = "{% raw %}\n```\n{{ x }}\n```\n{% endraw %}"
    for body in (inside, around):
        made = without_liquid(body)
        assert "{{ x }}" in made
        assert "raw" not in made


def test_highlight_becomes_a_fence_longer_than_any_in_the_code() -> None:
    made = without_liquid(
        "{% highlight md linenos %}\n```\n{% raw %}{{ x }}{% endraw %}\n```\n{% endhighlight %}"
    )
    assert made == "\n````md\n```\n{{ x }}\n```\n````\n"


def test_values_that_are_certain_are_filled_in() -> None:
    names = Names({"page.title": "a & b"}.get, address="/base".__add__)
    body = "{{ page.title }} {{page.title|escape}} {{ '/x' | relative_url }} {{ page.title | up }}"
    assert without_liquid(body, names) == "a & b a &amp; b /base/x "


def test_links_between_jekyll_posts_lead_to_their_permalinks(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_posts/x/2022-03-13-b.md", post("b", "2022-03-13"))
    body = (
        "[b]({% post_url x/2022-03-13-b %}) [b]({% link _posts/x/2022-03-13-b.md %}) "
        "[c]({% post_url 2022-03-13-none %}) {{ site.url }}{{ site.baseurl }}/d {{ page.title }}"
    )
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", body=body))
    archive = open_archive(tmp_path)
    found = archive.read("_posts/2022-03-14-a.md").post
    assert found is not None
    address = "/haizhou/2022/03/13/b.html"
    assert text_of(archive, found) == (f"[b]({address}) [b]({address}) c https://site.example/d a")


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("一{{< unknown a=1 >}}二", "一二"),
        ("{{% note %}}一{{% /note %}}", "一"),
        ("{{< toggle />}}一", "一"),
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
def test_hugo_shortcodes_are_rendered_or_dropped(body: str, made: str) -> None:
    assert without_shortcodes(body, {"b.md": "/b/"}.get) == made


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("一{{ unknown(a=1) }}二", "一二"),
        ('{{ youtube(id="x") }}', '<a href="https://www.youtube.com/watch?v=x">https://www.youtube.com/watch?v=x</a>'),
        ("{% quote(author='甲') %}\n一\n{% end %}", "一\n"),
        ("{{/* a() */}}", "{{ a() }}"),
        ('println!("{{}} {{ x }}")', 'println!("{{}} {{ x }}")'),
    ],
)  # fmt: skip
def test_zola_shortcodes_are_calls_and_other_braces_are_text(body: str, made: str) -> None:
    assert without_zola_shortcodes(body) == made


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
        "{{ site.url }}{% post_url 2024-01-02-b %} {{ 'c' | relative_url }}"
    )
    write(tmp_path, "_posts/2024-01-01-a.md", post("a", "2024-01-01", body=body))
    archive = open_archive(tmp_path)
    found = archive.read("_posts/2024-01-01-a.md").post
    assert found is not None
    assert archive.site.url == "https://x.example/blog"
    path = "/blog/2024/01/02/b.html"
    assert text_of(archive, found) == (
        f"{path} {path} /blog/assets/a%20b.pdf https://x.example{path} /blog/c"
    )


@pytest.mark.parametrize("path", ["_config.yml", ".git/config", "../x.txt", "none.pdf"])
def test_a_link_leads_to_published_files_alone(tmp_path: Path, path: str) -> None:
    write(tmp_path, "site/_config.yml", CONFIG)
    write(tmp_path, "x.txt", "")
    write(tmp_path, "site/.git/config", "")
    body = f"[x]({{% link {path} %}})"
    write(tmp_path, "site/_posts/2024-01-01-a.md", post("a", "2024-01-01", body=body))
    archive = open_archive(tmp_path / "site")
    found = archive.read("_posts/2024-01-01-a.md").post
    assert found is not None
    assert text_of(archive, found) == "x"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("[gone]({{ x }}) end", "gone end"),
        ("![gone]({{ x }})", "gone"),
        ('<a href="{{ x }}">a</a>', "<a >a</a>"),
        ("<img alt='b' src='{{ x }}'>", "<img alt='b' >"),
        ("[kept](/a) f()", "[kept](/a) f()"),
    ],
)
def test_an_address_that_is_not_known_leaves_its_words(body: str, made: str) -> None:
    assert without_liquid(body) == made
