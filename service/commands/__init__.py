"""The commands of `postwire`, a module each: options in, one call of another room, lines out.

`common.py` has what the commands on an archive share, `progress.py` and `table.py` draw, and
`greeting.py` prints what `serve` serves. `service/cli.py` loads a command when it is called.
"""
