"""The text of a post as safe HTML, and its summary."""
