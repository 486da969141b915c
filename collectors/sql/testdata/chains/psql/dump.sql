\set ON_ERROR_STOP off
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.docs (id integer NOT NULL, body text);
ALTER TABLE public.docs OWNER TO postgres;
CREATE SEQUENCE public.docs_id_seq;
ALTER TABLE public.docs_id_seq OWNER TO postgres;
COPY public.docs (id, body) FROM stdin;
1	it's; create table public.wrong (id int);
2	$$ /* -- "
\.
ALTER TABLE ONLY public.docs ADD CONSTRAINT docs_pkey PRIMARY KEY (id);
CREATE FUNCTION public.f(int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN $1 > 0 THEN 1 ELSE 2 END; SELECT 3; END;
CREATE TABLE public."after; it" (id integer);
ALTER TABLE public.docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY "it's" ON public.docs USING ((body <> ';'::text));
