-- A state file of version 4: that of state_v3.sql with the fourth step of the schema taken.
CREATE TABLE alerts(name TEXT NOT NULL, in_group INTEGER NOT NULL, holds INTEGER NOT NULL, spoke_of INTEGER,
                    PRIMARY KEY(name, in_group)) WITHOUT ROWID;
CREATE TABLE changes(thing INTEGER, customer INTEGER, at INTEGER, number INTEGER, old TEXT, new TEXT, cause TEXT,
                     PRIMARY KEY(thing, customer, at, number)) WITHOUT ROWID;
INSERT INTO "changes" VALUES(1,1,1793584800000000,0,'','high','run');
INSERT INTO "changes" VALUES(1,1,1793635200000000,0,'high','low','midnight');
INSERT INTO "changes" VALUES(1,2,1793584800000000,0,'','low','run');
CREATE TABLE customers(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
INSERT INTO "customers" VALUES(1,'c1');
INSERT INTO "customers" VALUES(2,'c2');
CREATE TABLE deliveries(seq INTEGER PRIMARY KEY, attempts INTEGER NOT NULL, taken_at INTEGER NOT NULL,
                                      lease_until INTEGER, not_before INTEGER, detail TEXT NOT NULL DEFAULT '');
CREATE TABLE edges(thing INTEGER PRIMARY KEY, as_of INTEGER NOT NULL, edges BLOB NOT NULL);
INSERT INTO "edges" VALUES(8,1793671200000000,X'02000000000000000200000000000000030000000000000000000000000000000000000000000000030000000000000000000000000000000100000000000000020000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE erased(mark TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE facts_of_state(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO "facts_of_state" VALUES('as_of',1793671200000000);
CREATE TABLE fired(thing INTEGER, customer INTEGER, value TEXT, at INTEGER,
                   PRIMARY KEY(thing, customer, value)) WITHOUT ROWID;
INSERT INTO "fired" VALUES(2,2,'',1793584800000000);
CREATE TABLE held(thing INTEGER, customer INTEGER, value TEXT, since INTEGER, mark INTEGER, blocked INTEGER,
                  PRIMARY KEY(thing, customer)) WITHOUT ROWID;
INSERT INTO "held" VALUES(1,1,'low',1793635200000000,1793635200000000,0);
INSERT INTO "held" VALUES(1,2,'low',1793584800000000,-9223372036854775808,0);
CREATE TABLE held_contacts(rule TEXT, action INTEGER, customer INTEGER, number TEXT, fired_at INTEGER, due INTEGER,
                           wake INTEGER, staff TEXT, params TEXT);
CREATE TABLE instances(journey TEXT NOT NULL, definition INTEGER NOT NULL, customer INTEGER NOT NULL, key TEXT NOT NULL,
                       entry INTEGER NOT NULL, live INTEGER NOT NULL, wake INTEGER NOT NULL, step TEXT NOT NULL,
                       state TEXT NOT NULL, PRIMARY KEY(customer, journey, key, entry)) WITHOUT ROWID;
CREATE TABLE journey_versions(journey TEXT NOT NULL, definition INTEGER NOT NULL, program TEXT NOT NULL,
                              PRIMARY KEY(journey, definition)) WITHOUT ROWID;
CREATE TABLE journeys(name TEXT PRIMARY KEY, definition INTEGER NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox(seq INTEGER PRIMARY KEY, effect_id TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, verb TEXT NOT NULL,
                    object TEXT, source TEXT NOT NULL, step TEXT NOT NULL, channel TEXT, staff TEXT, due_at INTEGER,
                    expires_at INTEGER, reason TEXT, params TEXT, status TEXT NOT NULL DEFAULT 'new', changed_at INTEGER);
INSERT INTO "outbox" VALUES(1,'ca9c01c239927451588ca0af0c691708','c2','send','come_back','remind','send_come_back','','',1793584800000000,1793721600000000,'none(orders within 5 days)','{}','new',1793584800000000);
INSERT INTO "outbox" VALUES(2,'d887cdfaca2f57a5f3e1bd5a95456f11','c1','send','moved','send_moved','send_moved','','',1793635200000000,1793808000000000,'','{}','new',1793671200000000);
CREATE TABLE paused(kind TEXT NOT NULL, name TEXT NOT NULL, alert TEXT NOT NULL, since INTEGER NOT NULL,
                    PRIMARY KEY(kind, name)) WITHOUT ROWID;
CREATE TABLE programs(id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, ir TEXT NOT NULL, first_as_of INTEGER NOT NULL);
INSERT INTO "programs" VALUES(1,'9ea450f53c3c8b72','project "p" week_start monday',1793584800000000);
CREATE TABLE queued(journey TEXT, definition INTEGER, customer INTEGER, key TEXT, at INTEGER, entered_by TEXT, kept TEXT);
CREATE TABLE runs(id INTEGER PRIMARY KEY, as_of INTEGER NOT NULL, program INTEGER NOT NULL, actions INTEGER NOT NULL);
INSERT INTO "runs" VALUES(1,1793584800000000,1,1);
INSERT INTO "runs" VALUES(2,1793671200000000,1,1);
CREATE TABLE seen_events(stream TEXT, event INTEGER, at INTEGER, customer INTEGER, PRIMARY KEY(stream, event)) WITHOUT ROWID;
CREATE TABLE seen_streams(name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tags(customer INTEGER, in_group TEXT, tag TEXT, origin INTEGER, source TEXT, since INTEGER, until INTEGER,
                  locked INTEGER, left_alone INTEGER, PRIMARY KEY(customer, in_group, tag)) WITHOUT ROWID;
INSERT INTO "tags" VALUES(1,'','buyer',0,'buyer',1793584800000000,9223372036854775807,0,0);
INSERT INTO "tags" VALUES(2,'','hot',1,'remind',1793584800000000,9223372036854775807,0,0);
CREATE TABLE things(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, definition INTEGER NOT NULL, since INTEGER NOT NULL DEFAULT -9223372036854775808,
                    UNIQUE(kind, name));
INSERT INTO "things" VALUES(1,'history','level',-8309571810080232246,-9223372036854775808);
INSERT INTO "things" VALUES(2,'rule','remind',673480989930027165,-9223372036854775808);
INSERT INTO "things" VALUES(3,'rule','send_moved',1,-9223372036854775808);
INSERT INTO "things" VALUES(4,'tag','buyer',-2484695963458837836,-9223372036854775808);
INSERT INTO "things" VALUES(5,'segment','keen',-2484695963458837836,-9223372036854775808);
INSERT INTO "things" VALUES(8,'population','124a65709dad03c0',0,-9223372036854775808);
CREATE TABLE truths(thing INTEGER PRIMARY KEY, bits BLOB NOT NULL);
INSERT INTO "truths" VALUES(2,X'04');
INSERT INTO "truths" VALUES(5,X'02');
CREATE INDEX instances_by_version ON instances(journey, definition) WHERE live = 1;
CREATE INDEX instances_by_wake ON instances(wake) WHERE live = 1;
CREATE INDEX outbox_by_customer ON outbox(customer);
CREATE INDEX outbox_of_customer ON outbox(customer, seq) WHERE status IN ('new', 'sending');
CREATE INDEX outbox_open ON outbox(status, due_at) WHERE status IN ('new', 'sending');
CREATE INDEX outbox_waiting ON outbox(seq) WHERE status = 'new';
PRAGMA user_version = 4;
