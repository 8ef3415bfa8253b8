"""Characters, dates and addresses as files spell them, in the form that feeds need.

Bytes of files and texts of front matter flow in; clean text (`decode`, `plain`), instants in UTC
(`dates`) and absolute addresses in ASCII (`urls`) flow out. Nothing here knows what a post is.
"""
