"""The tables of the index, and the one number that says whether a file still fits.

`sort` orders every feed: microseconds since 1970 of the publication, moved within its second
by a hash of the path where the archive gives no finer time. So no two posts are equal, and
every host orders them alike.
"""

from __future__ import annotations

# Any change below, or of what `codec` writes, or of what reading makes of a file, needs a new
# number: an index of another number is built anew.
VERSION = 28

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE post (            -- one row a file that was looked at
    pid INTEGER NOT NULL,      -- identity.key(path), the same on every host
    path TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL,
    size INTEGER NOT NULL,
    digest TEXT NOT NULL,      -- of the bytes
    state INTEGER NOT NULL,    -- see State
    reason TEXT,               -- why excluded
    sort INTEGER,              -- null where there is no post
    due INTEGER,               -- microseconds: when the state changes by itself; null: never
    link INTEGER,              -- identity.key(identity.id_origin(post))
    updated INTEGER,           -- microseconds: when the post says it was corrected
    distinct_id TEXT NOT NULL DEFAULT '',  -- where another post has the permalink too
    terms TEXT NOT NULL DEFAULT '[]',      -- JSON list of term ids
    body TEXT,                 -- the rest of the post by `codec`; null where there is none
    traits BLOB                -- by `codec`, where stories are looked for (see `stories`)
);

CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,                    -- the same for every spelling (`Site.key`)
    name TEXT NOT NULL,                   -- as the oldest served post spells it
    count INTEGER NOT NULL DEFAULT 0,     -- served posts
    revision INTEGER NOT NULL DEFAULT 0,  -- of the last refresh that touched one of them
    modified INTEGER NOT NULL DEFAULT 0,  -- seconds since 1970 of that refresh; 0: a first build
    twin INTEGER,                         -- the term whose posts these are (see `twins`)
    sought TEXT,                          -- what a search compares (see `sought`)
    UNIQUE (kind, key),
    UNIQUE (kind, name)
);

CREATE TABLE pair (            -- posts that stand in both of two terms that may be twins
    term INTEGER NOT NULL,
    other INTEGER NOT NULL,
    posts INTEGER NOT NULL,
    PRIMARY KEY (term, other)
) WITHOUT ROWID;

CREATE TABLE entry (           -- the feeds: which served post stands where
    term INTEGER NOT NULL,
    sort INTEGER NOT NULL,
    pid INTEGER NOT NULL,
    PRIMARY KEY (term, sort DESC, pid)
) WITHOUT ROWID;

CREATE TABLE withdrawn (       -- was served, is not: by the key of its id's origin
    link INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,       -- microseconds since 1970 of the refresh that found it gone
    pid INTEGER NOT NULL,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    distinct_id TEXT NOT NULL,
    terms TEXT NOT NULL
);

CREATE TABLE touched (         -- posts added, changed or removed since the build
    seq INTEGER PRIMARY KEY,   -- grows; the full text index knows up to which it has read
    pid INTEGER NOT NULL UNIQUE
);

CREATE TABLE alias (           -- former addresses of posts
    alias TEXT NOT NULL,       -- a path that starts with "/"
    pid INTEGER NOT NULL
);

CREATE TABLE story_key (       -- served posts that share a key may carry one story
    key INTEGER NOT NULL,      -- see `feeds.text.traits.keys_of`
    sort INTEGER NOT NULL,
    pid INTEGER NOT NULL
);

CREATE TABLE repeat (          -- served posts that carry the story of an earlier one
    pid INTEGER NOT NULL,
    sort INTEGER NOT NULL,
    earlier_pid INTEGER NOT NULL,
    earlier_sort INTEGER NOT NULL,
    PRIMARY KEY (pid, earlier_pid)
) WITHOUT ROWID;

CREATE TABLE fault (
    pid INTEGER NOT NULL,
    line INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL
);
"""

# After the rows of a first build, which is faster than keeping them up to date meanwhile.
INDEXES = """
CREATE UNIQUE INDEX post_pid ON post (pid);
CREATE INDEX post_due ON post (due) WHERE due IS NOT NULL;
CREATE INDEX post_link ON post (link) WHERE link IS NOT NULL;
CREATE INDEX post_state ON post (state) WHERE state <> 0;
CREATE INDEX post_updated ON post (updated) WHERE state = 0 AND updated IS NOT NULL;
CREATE INDEX pair_other ON pair (other, posts);
CREATE INDEX term_sought ON term (id) WHERE sought IS NULL;
CREATE INDEX term_twin ON term (twin) WHERE twin IS NOT NULL;
CREATE UNIQUE INDEX story_key_all ON story_key (key, sort, pid);
CREATE INDEX repeat_earlier ON repeat (earlier_pid);
CREATE INDEX fault_pid ON fault (pid);
CREATE INDEX alias_alias ON alias (alias);
CREATE INDEX alias_pid ON alias (pid);
"""

# Set last: a build touches nothing and withdraws nothing. They hold whoever writes `post`.
TRIGGERS = (
    """CREATE TRIGGER post_gone AFTER DELETE ON post WHEN old.state = 0 BEGIN
        INSERT OR REPLACE INTO withdrawn VALUES (
            old.link, CAST(strftime('%s', 'now') AS INTEGER) * 1000000,
            old.pid, old.path, old.body, old.distinct_id, old.terms
        );
    END""",
    """CREATE TRIGGER post_back AFTER INSERT ON post WHEN new.state = 0 BEGIN
        DELETE FROM withdrawn WHERE link = new.link;
    END""",
    """CREATE TRIGGER post_out AFTER DELETE ON post BEGIN
        DELETE FROM meta WHERE key = 'walk_digest';
        INSERT OR REPLACE INTO touched
        SELECT coalesce(max(seq), 0) + 1, old.pid FROM touched;
    END""",
    """CREATE TRIGGER post_touched AFTER UPDATE OF mtime_ns, size ON post BEGIN
        DELETE FROM meta WHERE key = 'walk_digest';
    END""",
    """CREATE TRIGGER post_in AFTER INSERT ON post BEGIN
        DELETE FROM meta WHERE key = 'walk_digest';
        INSERT OR REPLACE INTO touched
        SELECT coalesce(max(seq), 0) + 1, new.pid FROM touched;
    END""",
)


class State:
    """What became of a file. Scheduled and expired posts change by themselves (`post.due`)."""

    SERVED = 0
    SCHEDULED = 1
    EXPIRED = 2
    EXCLUDED = 3
    BROKEN = 4
