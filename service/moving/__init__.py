"""Moving in from another program: its export becomes an archive, its feed is compared with ours.

A WordPress export flows in; files with front matter flow out. A former feed and an archive flow in;
out flow the setting that keeps the feed's ids, and what would change for its readers.
"""
