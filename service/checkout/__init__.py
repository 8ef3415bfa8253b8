"""An archive that comes from a git repository: fetched, written to the state folder, indexed.

    repository ─ fetch ─▶ clone ─ diff of two commits ─▶ files (tree) ─▶ index, in one transaction
                                                           └─ former: what they replaced

`git` is the one door to the git program. The clone has no work tree of git's own: `tree` writes
the files, so that no filter, hook or submodule of a repository has any effect.
"""
