"""The page of figures: each benchmark writes the section under its own heading, and no other."""

from pathlib import Path


def put_section(page: Path, heading: str, text: str) -> None:
    """Put the text under `## heading` of the page: in place of the text there, or at the end."""
    before, _, rest = page.read_text("utf-8").partition(f"\n## {heading}\n")
    _, following, after = rest.partition("\n## ")
    section = f"\n## {heading}\n\n{text.strip()}\n"
    page.write_text(before.rstrip("\n") + "\n" + section + following + after, "utf-8")
