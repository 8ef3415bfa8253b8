"""Where fenced blocks of code begin and end in a text."""

from __future__ import annotations

from feeds.archive.fenced_code import fenced_blocks


def blocks(body: str) -> list[str]:
    return [body[start:end] for start, end in fenced_blocks(body)]


def test_a_block_of_code_ends_with_as_many_signs_as_it_began_with() -> None:
    cases = {
        "a\n```\nb\n```\nc\n": ["```\nb\n```\n"],
        "```\na\n```\n~~~\nb\n~~~\n": ["```\na\n```\n", "~~~\nb\n~~~\n"],
        "x\ny\n```\nb": ["```\nb"],
        "````\na\n```\n````\n": ["````\na\n```\n````\n"],
        "```\na\n````\nb": ["```\na\n````\n"],
        "```\na\n~~~\n```\n": ["```\na\n~~~\n```\n"],
        "```\na\n``` b\n```\n": ["```\na\n``` b\n```\n"],
        "   ```\na\n   ```  \nb": ["   ```\na\n   ```  \n"],
        "    ```\na\n": [],
        "``\na\n``\n": [],
        "```a`b\n": [],
        "```py\na\n```": ["```py\na\n```"],
        "~~~a`b\nc": ["~~~a`b\nc"],
        "": [],
    }
    assert {body: blocks(body) for body in cases} == cases
