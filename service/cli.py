"""The command line: the group, and what all commands share.

Each command is a module of `service.commands`. Exit codes: 0 done, 1 something is wrong in the
archive, 2 wrong usage or settings, 130 ended by ^C.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any

import click

from feeds.errors import PostwireError
from feeds.process_end import INTERRUPTED, interruptible
from feeds.version import VERSION
from service.commands.verbosity import with_voice

COMMANDS = (
    *("serve", "init", "config", "index", "check", "feeds", "names", "export", "refresh"),
    *("subscriptions", "hub", "worker"),
    *("import-feed", "import-wordpress"),
)


class _Group(click.Group):
    """Loads a command when it is called, since each imports libraries of its own. An error that an
    operator can mend becomes one line and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # What is loaded stays for good. Without garbage collection meanwhile it loads a sixth
        # faster, and forked processes go on sharing its pages.
        gc.disable()
        command: click.Command = import_module(
            f"service.commands.{cmd_name.replace('-', '_')}"
        ).command
        gc.freeze()
        gc.enable()
        return with_voice(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches  # no other command needs to load it

            for near in get_close_matches(args[0], COMMANDS, 1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with interruptible():
                return super().invoke(ctx)
        except PostwireError as error:
            raise _Refused(str(error)) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


class _Refused(click.ClickException):
    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"postwire: {self.format_message()}", err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="postwire")
def main() -> None:
    """RSS, Atom and JSON feeds for every category, tag and source of an archive of posts.

    \b
    Try it:       postwire serve path/to/your/site
    Then look at  http://127.0.0.1:8000/

    `postwire COMMAND --help` explains a command. Settings may also stand in postwire.toml in
    the archive (`port = 8080`) or in the environment (POSTWIRE_PORT=8080); `postwire config`
    prints all of them.
    """
