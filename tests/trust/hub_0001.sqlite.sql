BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE announced (
	index_id VARCHAR(32) NOT NULL, 
	revision BIGINT NOT NULL, 
	PRIMARY KEY (index_id)
);
INSERT INTO "announced" VALUES('iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii',42);
CREATE TABLE delivery (
	subscription_id INTEGER NOT NULL, 
	host TEXT NOT NULL, 
	wanted BIGINT NOT NULL, 
	since DOUBLE NOT NULL, 
	try_at DOUBLE, 
	claim VARCHAR(80), 
	tries INTEGER NOT NULL, 
	delivered_at DOUBLE, 
	delivered_digest VARCHAR(64), 
	failed_at DOUBLE, 
	failure TEXT, 
	PRIMARY KEY (subscription_id), 
	FOREIGN KEY(subscription_id) REFERENCES subscription (id) ON DELETE CASCADE
);
INSERT INTO "delivery" VALUES(11,'reader.example',3,1700000000.5,1700000030.0,'4711-worker',2,1600000000.0,'cccccccccccccccccccccccccccccccc',1700000001.0,'status 500');
CREATE TABLE pace (
	"key" TEXT NOT NULL, 
	reserved_until DOUBLE NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "pace" VALUES('host reader.example',1700000000.0);
CREATE TABLE ping (
	"key" VARCHAR(64) NOT NULL, 
	hub TEXT NOT NULL, 
	topic_url TEXT NOT NULL, 
	since DOUBLE NOT NULL, 
	try_at DOUBLE NOT NULL, 
	claim VARCHAR(80), 
	tries INTEGER NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "ping" VALUES('pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp','https://hub.example/','https://feeds.example/feed.rss',1700000000.0,1700000000.0,NULL,0);
CREATE TABLE subscription (
	id INTEGER NOT NULL, 
	topic_id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	callback TEXT NOT NULL, 
	host TEXT NOT NULL, 
	secret TEXT, 
	lease_seconds BIGINT NOT NULL, 
	lease_end DOUBLE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(topic_id) REFERENCES topic (id), 
	UNIQUE ("key")
);
INSERT INTO "subscription" VALUES(11,7,'2719931aff7e0a6bd5a1a1a2590fd86006b06538b2f6e85bb9b6fc227cdf480d','https://reader.example/callback?a=1','reader.example','钥匙',864000,9000000000.25);
CREATE TABLE topic (
	id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	url TEXT NOT NULL, 
	version BIGINT DEFAULT '0' NOT NULL, 
	digest VARCHAR(64) DEFAULT '' NOT NULL, 
	told_digest VARCHAR(64), 
	content_type TEXT DEFAULT '' NOT NULL, 
	link TEXT DEFAULT '' NOT NULL, 
	body BLOB, 
	changed_at DOUBLE NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "topic" VALUES(7,'d71c22392898db2746a52cf6c2960adf74623836b70c92e21ee091b7ba0ac2b4','https://feeds.example/feed.rss',3,'dddddddddddddddddddddddddddddddd','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','application/rss+xml; charset=utf-8','<https://feeds.example/hub>; rel="hub"',X'3C7273732076657273696F6E3D22322E30222F3E',1700000000.5);
CREATE TABLE verification (
	id INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	topic_url TEXT NOT NULL, 
	asked_url TEXT NOT NULL, 
	callback TEXT NOT NULL, 
	host TEXT NOT NULL, 
	mode VARCHAR(12) NOT NULL, 
	secret TEXT, 
	lease_seconds BIGINT NOT NULL, 
	seen_digest VARCHAR(64) NOT NULL, 
	nonce VARCHAR(32) NOT NULL, 
	try_at DOUBLE NOT NULL, 
	claim VARCHAR(80), 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "verification" VALUES(13,'vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv','https://feeds.example/feed.rss','https://feeds.example/feed.rss?content=full','https://reader.example/callback?a=1','reader.example','subscribe',NULL,300,'dddddddddddddddddddddddddddddddd','nnnnnnnnnnnnnnnn',1700000000.0,NULL);
CREATE INDEX ping_try_at ON ping (try_at);
CREATE INDEX verification_host ON verification (host);
CREATE INDEX verification_try_at ON verification (try_at);
CREATE INDEX subscription_host ON subscription (host);
CREATE INDEX subscription_lease_end ON subscription (lease_end);
CREATE INDEX subscription_topic ON subscription (topic_id);
CREATE INDEX delivery_claim ON delivery (claim);
CREATE INDEX delivery_try_at ON delivery (try_at);
COMMIT;
