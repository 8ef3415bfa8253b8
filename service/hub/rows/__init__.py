"""The hub's rows and every statement on them, in SQLite or PostgreSQL.

`tables.py` says what the rows mean. `database.py` opens the database and brings its tables up to
date. The other modules each hold the statements on one kind of row; they take an open connection
and the time, and decide nothing.
"""
