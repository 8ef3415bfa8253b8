CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.announced (
    index_id character varying(32) NOT NULL,
    revision bigint NOT NULL
);
CREATE TABLE public.delivery (
    subscription_id bigint NOT NULL,
    host text NOT NULL,
    wanted bigint NOT NULL,
    since double precision NOT NULL,
    try_at double precision,
    claim character varying(80),
    tries integer NOT NULL,
    delivered_at double precision,
    delivered_digest character varying(64),
    failed_at double precision,
    failure text
);
CREATE TABLE public.pace (
    key text NOT NULL,
    reserved_until double precision NOT NULL
);
CREATE TABLE public.ping (
    key character varying(64) NOT NULL,
    hub text NOT NULL,
    topic_url text NOT NULL,
    since double precision NOT NULL,
    try_at double precision NOT NULL,
    claim character varying(80),
    tries integer NOT NULL
);
CREATE TABLE public.subscription (
    id bigint NOT NULL,
    topic_id bigint NOT NULL,
    key character varying(64) NOT NULL,
    callback text NOT NULL,
    host text NOT NULL,
    secret text,
    lease_seconds bigint NOT NULL,
    lease_end double precision NOT NULL
);
CREATE SEQUENCE public.subscription_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.subscription_id_seq OWNED BY public.subscription.id;
CREATE TABLE public.topic (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    url text NOT NULL,
    version bigint DEFAULT '0'::bigint NOT NULL,
    digest character varying(64) DEFAULT ''::character varying NOT NULL,
    told_digest character varying(64),
    content_type text DEFAULT ''::text NOT NULL,
    link text DEFAULT ''::text NOT NULL,
    body bytea,
    changed_at double precision NOT NULL
);
CREATE SEQUENCE public.topic_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.topic_id_seq OWNED BY public.topic.id;
CREATE TABLE public.verification (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    topic_url text NOT NULL,
    asked_url text NOT NULL,
    callback text NOT NULL,
    host text NOT NULL,
    mode character varying(12) NOT NULL,
    secret text,
    lease_seconds bigint NOT NULL,
    seen_digest character varying(64) NOT NULL,
    nonce character varying(32) NOT NULL,
    try_at double precision NOT NULL,
    claim character varying(80)
);
CREATE SEQUENCE public.verification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.verification_id_seq OWNED BY public.verification.id;
ALTER TABLE ONLY public.subscription ALTER COLUMN id SET DEFAULT nextval('public.subscription_id_seq'::regclass);
ALTER TABLE ONLY public.topic ALTER COLUMN id SET DEFAULT nextval('public.topic_id_seq'::regclass);
ALTER TABLE ONLY public.verification ALTER COLUMN id SET DEFAULT nextval('public.verification_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.announced VALUES ('iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii', 42);
INSERT INTO public.delivery VALUES (11, 'reader.example', 3, 1700000000.5, 1700000030, '4711-worker', 2, 1600000000, 'cccccccccccccccccccccccccccccccc', 1700000001, 'status 500');
INSERT INTO public.pace VALUES ('host reader.example', 1700000000);
INSERT INTO public.ping VALUES ('pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp', 'https://hub.example/', 'https://feeds.example/feed.rss', 1700000000, 1700000000, NULL, 0);
INSERT INTO public.subscription VALUES (11, 7, '2719931aff7e0a6bd5a1a1a2590fd86006b06538b2f6e85bb9b6fc227cdf480d', 'https://reader.example/callback?a=1', 'reader.example', '钥匙', 864000, 9000000000.25);
INSERT INTO public.topic VALUES (7, 'd71c22392898db2746a52cf6c2960adf74623836b70c92e21ee091b7ba0ac2b4', 'https://feeds.example/feed.rss', 3, 'dddddddddddddddddddddddddddddddd', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 'application/rss+xml; charset=utf-8', '<https://feeds.example/hub>; rel="hub"', '\x3c7273732076657273696f6e3d22322e30222f3e', 1700000000.5);
INSERT INTO public.verification VALUES (13, 'vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv', 'https://feeds.example/feed.rss', 'https://feeds.example/feed.rss?content=full', 'https://reader.example/callback?a=1', 'reader.example', 'subscribe', NULL, 300, 'dddddddddddddddddddddddddddddddd', 'nnnnnnnnnnnnnnnn', 1700000000, NULL);
SELECT pg_catalog.setval('public.subscription_id_seq', 1, false);
SELECT pg_catalog.setval('public.topic_id_seq', 1, false);
SELECT pg_catalog.setval('public.verification_id_seq', 1, false);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.announced
    ADD CONSTRAINT announced_pkey PRIMARY KEY (index_id);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (subscription_id);
ALTER TABLE ONLY public.pace
    ADD CONSTRAINT pace_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.ping
    ADD CONSTRAINT ping_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_key_key UNIQUE (key);
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_key_key UNIQUE (key);
ALTER TABLE ONLY public.topic
    ADD CONSTRAINT topic_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.verification
    ADD CONSTRAINT verification_key_key UNIQUE (key);
ALTER TABLE ONLY public.verification
    ADD CONSTRAINT verification_pkey PRIMARY KEY (id);
CREATE INDEX delivery_claim ON public.delivery USING btree (claim);
CREATE INDEX delivery_try_at ON public.delivery USING btree (try_at);
CREATE INDEX ping_try_at ON public.ping USING btree (try_at);
CREATE INDEX subscription_host ON public.subscription USING btree (host);
CREATE INDEX subscription_lease_end ON public.subscription USING btree (lease_end);
CREATE INDEX subscription_topic ON public.subscription USING btree (topic_id);
CREATE INDEX verification_host ON public.verification USING btree (host);
CREATE INDEX verification_try_at ON public.verification USING btree (try_at);
ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT delivery_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES public.subscription(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES public.topic(id);
