-- A database as version 1 left it. Never change it: people have such databases.
CREATE TABLE usagesync_record (
	partner text   COLLATE "C" NOT NULL,
	kind    text   COLLATE "C" NOT NULL,
	key     text   COLLATE "C" NOT NULL,
	rev     bigint NOT NULL,
	data    text   NOT NULL,
	PRIMARY KEY (partner, kind, key)
);
CREATE TABLE usagesync_lease (
	lane  text   COLLATE "C" NOT NULL PRIMARY KEY,
	owner text   COLLATE "C" NOT NULL,
	token bigint NOT NULL,
	until bigint NOT NULL
);
CREATE TABLE usagesync_schema (
	version integer     NOT NULL PRIMARY KEY,
	applied timestamptz NOT NULL DEFAULT now()
);
INSERT INTO usagesync_schema (version, applied) VALUES (1, '2026-10-01 06:00:00Z');
INSERT INTO usagesync_record (partner, kind, key, rev, data) VALUES
	('northwind', 'settings', 'current', 7, '{"zone":"Europe/London", "routes" : [ ] }'),
	('northwind', 'line', '9/441', 3, '{"agreementId":"9","itemId":"441","quantity":"0"}'),
	('northwind', 'line', '10/441', 1, '{"agreementId":"10","itemId":"441","quantity":"12.5"}'),
	('northwind', 'line', 'B', 1, '{}'),
	('northwind', 'line', 'a', 1, '{}'),
	('northwind', 'line', 'é''s', 2, '"Müller & Söhne 😀 \u0000"'),
	('northwind', 'intent', '10/441', 1, '{"state":"open","fence":["8001","8002"]}'),
	('southwind', 'line', '9/441', 1, 'null');
INSERT INTO usagesync_lease (lane, owner, token, until) VALUES
	('held', 'worker-1', 4, 4102444800000000), -- 2100
	('ended', 'worker-2', 9, 1790000000000000),
	('given back', 'worker-3', 2, 0);
