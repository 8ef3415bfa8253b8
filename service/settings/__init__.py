"""Every setting, and the folder where state and secrets lie.

command line, environment, postwire.toml ─▶ `load` ─▶ Settings

`settings.py` has all of them; those of the hub, of refreshes and of the attribution rules have
modules of their own. `state_folder.py` makes the folder of the index and the hub, `credentials.py`
the token that opens `/refresh` and `/status`. All other rooms of the service take a `Settings`;
none of them reads the environment.
"""
