"""Work that may never end, in a process that can be ended.

    items ─ each ─▶ pool ─ process ═ connection ═ program ─ a function of ours ─▶ results
                              └─ too long, too large, dead: ended, each item alone ─▶ Failure

C code and `re` hold the interpreter while they run, so no thread, signal or event loop of the same
process can stop them. What reads or renders a post therefore runs in a process of its own.
"""
