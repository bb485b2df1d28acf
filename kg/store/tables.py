"""The tables that stand in the archive's file beside its own: those of the jobs and those of the search index."""

from __future__ import annotations

JOBS = """
CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    article TEXT,
    given BLOB NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    expected TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    received TEXT NOT NULL,
    ended TEXT,
    outcome TEXT
) STRICT;
CREATE INDEX job_open ON job (state, number) WHERE state IN ('waiting', 'running');
CREATE INDEX job_article ON job (article) WHERE state IN ('waiting', 'running');
"""
"""``given`` is what the job was given to read; nothing once it is done. ``digest`` tells the same job sent twice."""

SEARCH = """
CREATE TABLE said (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL,
    kind TEXT NOT NULL,
    property INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX said_of ON said (iri);
CREATE VIRTUAL TABLE said_words USING fts5(
    text, content = 'said', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE said_literally USING fts5(
    text, content = 'said', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
CREATE TRIGGER said_comes AFTER INSERT ON said BEGIN
    INSERT INTO said_words (rowid, text) VALUES (new.id, new.text);
    INSERT INTO said_literally (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER said_goes AFTER DELETE ON said BEGIN
    INSERT INTO said_words (said_words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO said_literally (said_literally, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TABLE said_until (seq INTEGER NOT NULL) STRICT;
INSERT INTO said_until SELECT CASE MAX(seq) WHEN 1 THEN 1 ELSE 0 END FROM log;
"""
"""``said_until`` is the number (of the log) of the last change that the index has; a new store has nothing to index."""
