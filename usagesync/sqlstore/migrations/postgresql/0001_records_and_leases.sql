-- Partner, kind and key order by bytes, whatever the database's own collation.
CREATE TABLE usagesync_record (
	partner text   COLLATE "C" NOT NULL,
	kind    text   COLLATE "C" NOT NULL,
	key     text   COLLATE "C" NOT NULL,
	rev     bigint NOT NULL,
	data    text   NOT NULL, -- JSON, byte for byte as it was given: neither json nor jsonb, which refuse or rewrite some
	PRIMARY KEY (partner, kind, key)
);

-- The last lease of every lane, ended ones too: tokens never go back.
CREATE TABLE usagesync_lease (
	lane  text   COLLATE "C" NOT NULL PRIMARY KEY,
	owner text   COLLATE "C" NOT NULL,
	token bigint NOT NULL,
	until bigint NOT NULL -- microseconds since 1970 UTC; 0 when it was given back
);

CREATE TABLE usagesync_schema (
	version integer     NOT NULL PRIMARY KEY,
	applied timestamptz NOT NULL DEFAULT now()
);

INSERT INTO usagesync_schema (version) VALUES (1);
