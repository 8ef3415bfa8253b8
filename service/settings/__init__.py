"""Every setting, and the folder where state and secrets lie.

command line, environment, postwire.toml ─▶ `load` ─▶ Settings

`settings.py` has all settings but those of the hub, of refreshes and of the attribution rules,
which have modules of their own; `loading.py` gives them their values. `state_folder.py` makes the
folder of the index and the hub, `credentials.py` the token that opens `/refresh` and `/status`.
All other rooms of the service take a `Settings`; none of them reads the environment.
"""
