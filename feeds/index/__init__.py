"""The index: one SQLite file of what reading found, derived from the archive and safe to delete.

files of the archive ─ parallel ─▶ rows ─ build or refresh, writer ─▶ tables (schema)
tables ─ select, window ─▶ Selection: the posts of one document, and what stands around them

In flow an archive's files and a clock; out flow selections, the list of feeds (`catalogue`),
corrections and withdrawals, former addresses (`aliases`), and revisions, by which caches and the
hub notice a change. `full_text` keeps the words of posts in a file of its own.

`open_index` of `index` gives an `Index` to read, `select` a `Selection` of it; the `Refresher` of
`refresh` writes. Nothing is imported here: a process that reads files for the index needs `rows`
alone.
"""
