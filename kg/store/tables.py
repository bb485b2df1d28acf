"""The tables of the archive's file: its own, and those of jobs, search index, matching, erasing and curation."""

from __future__ import annotations

SCHEMA_VERSION = 11
"""Of this file; a store with a higher one is refused, a lower one is brought up to it."""

CANONICAL = """
CREATE TABLE canonical (report TEXT PRIMARY KEY, event TEXT NOT NULL, article TEXT NOT NULL) STRICT;
CREATE INDEX canonical_article ON canonical (article);
"""

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

MATCHING = """
CREATE INDEX canonical_event ON canonical (event);
CREATE TABLE filed (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL UNIQUE,
    article TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;
CREATE INDEX filed_article ON filed (article);
CREATE TABLE block (
    key INTEGER NOT NULL, rank INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, rank, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE near (
    one INTEGER NOT NULL, other INTEGER NOT NULL, score REAL NOT NULL, PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE home (report TEXT PRIMARY KEY, event TEXT NOT NULL) STRICT;
CREATE TABLE retired (event TEXT PRIMARY KEY, heir TEXT NOT NULL) STRICT;
CREATE INDEX retired_heir ON retired (heir);
"""
"""``near`` holds each pair in both directions. ``home`` has a row only where the home is not the present event."""

ERASURE = """
CREATE TABLE erased (id TEXT PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE TABLE refused (digest TEXT NOT NULL, tombstone TEXT NOT NULL, PRIMARY KEY (digest, tombstone)) STRICT;
"""

CURATION = """
CREATE TABLE edit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    iri TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    editor TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    replaced TEXT NOT NULL,
    put TEXT NOT NULL,
    undoes INTEGER REFERENCES edit
) STRICT;
CREATE INDEX edit_undoes ON edit (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER edit_is_kept BEFORE DELETE ON edit BEGIN SELECT RAISE(ABORT, 'edits are only added'); END;
CREATE TRIGGER edit_is_fixed BEFORE UPDATE ON edit BEGIN SELECT RAISE(ABORT, 'edits are only added'); END;
CREATE TABLE edit_of (event TEXT NOT NULL, edit INTEGER NOT NULL, PRIMARY KEY (event, edit)) STRICT, WITHOUT ROWID;
CREATE INDEX edit_of_edit ON edit_of (edit);
CREATE TABLE in_force (edit INTEGER PRIMARY KEY) STRICT;
CREATE TABLE aim (
    edit INTEGER NOT NULL, node TEXT NOT NULL, side INTEGER NOT NULL, known_by TEXT NOT NULL,
    PRIMARY KEY (edit, node)
) STRICT;
CREATE INDEX aim_node ON aim (node);
"""
"""What an edit does stands in ``detail`` as JSON; ``aim`` follows the names that nodes of articles get."""

COPIES = """
CREATE TABLE text_print (article TEXT PRIMARY KEY, print BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE text_band (
    band INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;
CREATE TABLE text_copy (one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (one, other)) STRICT, WITHOUT ROWID;
"""
"""``text_copy`` holds each pair in both directions."""

ERASED_EVENTS = "CREATE TABLE erased_event (event TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;\n"
"""Names of events that only erased articles told of; they hold no word, and are never given to others."""

STATED = """
ALTER TABLE version ADD COLUMN authors TEXT;
ALTER TABLE version ADD COLUMN licence TEXT;
ALTER TABLE version ADD COLUMN rights TEXT;
"""

LINKED = """
ALTER TABLE version ADD COLUMN corrects TEXT;
ALTER TABLE version ADD COLUMN retracts TEXT;
"""
"""Ids of other articles."""

TOLD = "CREATE TABLE told (id INTEGER PRIMARY KEY, report TEXT NOT NULL) STRICT;\n"
"""The reports of ``filed`` as they stand in the graph, so that events are built without reading them there.

It may lack any of them and is emptied where the graph is changed by hand: what is missing is read from the graph.
"""

HIDDEN = "CREATE INDEX said_hidden ON said (iri) WHERE kind = 'hidden';\n"
"""By which a search leaves out what an editor hides."""

ARCHIVE = (
    CANONICAL
    + """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE article (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('present', 'withdrawn')),
    version INTEGER NOT NULL
) STRICT;
CREATE TABLE version (
    article TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    title TEXT, published TEXT, publisher TEXT, url TEXT, language TEXT,
    source TEXT NOT NULL,
    received TEXT NOT NULL,
    PRIMARY KEY (article, version)
) STRICT;
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    article TEXT, version INTEGER, detail TEXT
) STRICT;
CREATE TRIGGER log_is_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
CREATE TABLE pending (seq INTEGER PRIMARY KEY REFERENCES log, removed BLOB NOT NULL, added BLOB NOT NULL) STRICT;
"""
)
SINCE = {
    2: "CREATE TABLE attempt (mark TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;\n",
    3: JOBS + SEARCH,
    4: MATCHING,
    5: ERASURE,
    6: "DROP TABLE IF EXISTS verdict;\n" + CURATION + HIDDEN,
    7: COPIES,
    8: ERASED_EVENTS,
    9: STATED,
    10: LINKED,
    11: TOLD,
}
"""What each schema adds to the one before."""
