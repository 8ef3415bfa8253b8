"""One module a command of `postwire`; `common.py` is what they share."""
