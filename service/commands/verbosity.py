"""How many messages a command prints beside its result: `--quiet`, the usual, or `--verbose`.

Results go to standard output. All else goes to standard error, where each line begins with the
program's name. `--quiet` leaves out all but errors, `--verbose` adds what happens on the way.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

import click

Voice = Literal["quiet", "usual", "verbose"]

_KEY = "postwire.voice"
_LEVELS: dict[Voice, int] = {"quiet": logging.ERROR, "verbose": logging.INFO}
_LOGGERS = ("postwire", "feeds", "service")


def with_voice(command: click.Command) -> click.Command:
    """The command, and each below it, with the options `--quiet` and `--verbose`."""
    for leaf in _leaves(command):
        names_in_use = {option for parameter in leaf.params for option in parameter.opts}
        leaf.params += [option for option in _options() if not names_in_use & set(option.opts)]
    return command


def voice() -> Voice:
    """What the running command was asked for."""
    context = click.get_current_context(silent=True)
    chosen: Voice = context.meta.get(_KEY, "usual") if context else "usual"
    return chosen


def say(line: str) -> None:
    """A line for a person, which `--quiet` leaves out."""
    if voice() != "quiet":
        click.echo(f"postwire: {line}", err=True)


def say_more(line: str) -> None:
    """A line that `--verbose` alone shows."""
    if voice() == "verbose":
        click.echo(f"postwire: {line}", err=True)


def shows_progress() -> bool:
    """Whether a bar is drawn: on a terminal, where no silence is asked for."""
    return sys.stderr.isatty() and voice() != "quiet"


def _options() -> list[click.Option]:
    return [
        click.Option(
            ["--quiet", "-q"],
            is_flag=True,
            expose_value=False,
            callback=lambda context, _, given: _choose(context, "quiet", given),
            help="Print only the result and errors.",
        ),
        click.Option(
            ["--verbose", "-v"],
            is_flag=True,
            expose_value=False,
            callback=lambda context, _, given: _choose(context, "verbose", given),
            help="Print more: which files count, what was left out or mended, and why.",
        ),
    ]


def _choose(context: click.Context, chosen: Voice, given: Any) -> None:
    if not given:
        return
    if context.meta.get(_KEY, chosen) != chosen:
        raise click.UsageError("--quiet and --verbose exclude each other", context)
    context.meta[_KEY] = chosen
    logging.basicConfig(format="postwire: %(message)s")
    for logger in map(logging.getLogger, _LOGGERS):
        # As it was when all has ended, for a program that calls several commands. The context of a
        # command whose options are refused is never closed, so the program's own is told.
        context.find_root().call_on_close(partial(logger.setLevel, logger.level))
        logger.setLevel(_LEVELS[chosen])


def _leaves(command: click.Command) -> Iterator[click.Command]:
    if not isinstance(command, click.Group):
        yield command
        return
    for below in command.commands.values():
        yield from _leaves(below)
