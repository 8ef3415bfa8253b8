"""What git hosts send when somebody pushes, as their documents describe it. Pure.

`notice.py` finds out which host sent a request and what it asks for; `proof.py` checks the
credentials that come with it. Each host is a module of its own, mostly data; `push.py` has what
the pushes of all hosts have in common.
"""
