-- Partner, kind and key order by bytes: that is what BINARY, the default collation, does in a UTF-8 database.
CREATE TABLE usagesync_record (
	partner TEXT    NOT NULL,
	kind    TEXT    NOT NULL,
	key     TEXT    NOT NULL,
	rev     INTEGER NOT NULL,
	data    TEXT    NOT NULL, -- JSON
	PRIMARY KEY (partner, kind, key)
) STRICT, WITHOUT ROWID;

-- The last lease of every lane, ended ones too: tokens never go back.
CREATE TABLE usagesync_lease (
	lane  TEXT    NOT NULL PRIMARY KEY,
	owner TEXT    NOT NULL,
	token INTEGER NOT NULL,
	until INTEGER NOT NULL -- microseconds since 1970 UTC; 0 when it was given back
) STRICT, WITHOUT ROWID;

CREATE TABLE usagesync_schema (
	version INTEGER NOT NULL PRIMARY KEY,
	applied TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

INSERT INTO usagesync_schema (version) VALUES (1);
