"""The domain: a folder of posts becomes feeds. It knows neither the web nor a network.

    files ─ archive ─▶ Post ─ index ─▶ Selection ─ feed ─▶ Feed ─ render ─▶ bytes

`archive` reads files as posts; it uses `text` (characters, dates, addresses) and `html` (safe
HTML). `index` keeps the posts in one SQLite file and selects from it; `feed` composes one document
of the selected posts; `render` writes it as RSS, Atom, JSON Feed or OPML. `bounded` runs work in a
process that can be ended. Each room imports only rooms before it, and all rooms import the words of
the domain: `model`, `errors`, `identity`, `query`, `parameters`, `addresses`.
"""
