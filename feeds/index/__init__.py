"""The index: one SQLite file of what reading found, derived from the archive and safe to delete.

files of the archive ─ parallel ─▶ rows ─ build or refresh, writer ─▶ tables (schema)
tables ─ select, window ─▶ Selection: the posts of one document, and what stands around them

It takes an archive's files and a clock, and gives selections, the list of feeds (`catalogue`),
corrections and withdrawals, former addresses (`aliases`), and revisions, by which caches and the
hub notice a change. `full_text` keeps the words of posts in a file of its own.

`index.open_index` gives an `Index` to read, and `select` makes a `Selection` from it; the
`Refresher` of `refresh` writes. This `__init__` imports nothing: a process that reads files for the
index needs only `rows`.
"""
