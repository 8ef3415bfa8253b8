"""Moving in from another program: its export becomes an archive, its feed is compared with ours.

From a WordPress export it makes files with front matter. From a former feed and an archive it finds
the setting that keeps the feed's ids, and what would change for the feed's readers.
"""
