"""The version of Postwire, as feeds and the command line name it.

`pyproject.toml` reads it from here: to ask for the version of the installed package takes 8 ms.
"""

VERSION = "0.1.0"
