-- When each record was written last, for the people who look after the database and for what they may want to delete.
-- 0: before this version. The default lets a program that knows only version 1 go on writing until it ends.
ALTER TABLE usagesync_record ADD COLUMN written INTEGER NOT NULL DEFAULT 0; -- microseconds since 1970 UTC

INSERT INTO usagesync_schema (version) VALUES (2);
