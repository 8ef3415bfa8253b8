"""The version of Postwire, as feeds and the command line name it: `pyproject.toml` reads this line,
for what is installed takes 8 ms to ask."""

VERSION = "0.1.0"
