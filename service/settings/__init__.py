"""Every setting, and where state and secrets lie."""
