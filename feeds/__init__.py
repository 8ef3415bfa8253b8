"""The domain: a folder of posts becomes feeds. It knows neither the web nor a network.

    files ─ archive ─▶ Post ─ index ─▶ Selection ─ feed ─▶ Feed ─ render ─▶ bytes

`archive` reads files as posts; it leans on `text` (characters, dates, addresses) and `html` (safe
HTML). `index` keeps what was read in one SQLite file and selects from it; `feed` composes one
document of what was selected; `render` writes it as RSS, Atom, JSON Feed or OPML. Each of them
imports only what stands before it, and all of them the words of the domain: `model`, `errors`,
`identity`, `query`, `parameters`, `addresses`.
"""
