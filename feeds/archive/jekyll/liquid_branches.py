"""The branches of Liquid's conditionals: `if`, `unless`, `case` (shopify.github.io/liquid).

Where it is not certain whether a condition holds, all branches are shown.
"""

from __future__ import annotations

from feeds.archive.jekyll.liquid_values import Values

CONDITIONALS = frozenset(
    {"if", "unless", "case", "when", "elsif", "else", "endif", "endunless", "endcase"}
)


class Branch:
    """An `if` or `unless` that is open."""

    def __init__(self, holds: bool | None, within_shown: bool) -> None:
        self._within_shown = within_shown
        self.is_shown = within_shown and holds is not False  # uncertain: all branches are
        self.is_certain = holds is not None
        self.was_shown = bool(holds)
        self.subject = ""  # of a `case`

    def go_on(self, holds: bool | None, is_alone: bool = True) -> None:
        """`elsif` or, where it holds, `else`: the only branch that is shown. A `when` is not."""
        if not self.is_certain:
            return
        is_over = self.was_shown and is_alone
        self.is_certain = self.was_shown or holds is not None
        self.is_shown = self._within_shown and not is_over and holds is not False
        self.was_shown = self.was_shown or bool(holds)


def is_shown(branches: list[Branch]) -> bool:
    """Whether what stands in all of these is shown."""
    return branches[-1].is_shown if branches else True


def take(name: str, rest: str, branches: list[Branch], values: Values) -> None:
    """A tag of a conditional, on its way through a body: the branches that are open now."""
    if name in ("if", "unless"):
        holds = values.is_true(rest) if is_shown(branches) else False
        holds = not holds if name == "unless" and holds is not None else holds
        branches.append(Branch(holds, is_shown(branches)))
    elif name == "case":
        branches.append(Branch(False, is_shown(branches)))
        branches[-1].subject = rest
    elif branches and name == "when":
        branches[-1].go_on(values.is_among(branches[-1].subject, rest), is_alone=False)
    elif branches and name in ("elsif", "else"):
        branches[-1].go_on(True if name == "else" else values.is_true(rest))
    elif branches:
        branches.pop()
