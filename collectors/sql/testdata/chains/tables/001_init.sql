create role anon; create role authenticated; create role service_role bypassrls;
-- Tables that are made, changed, renamed and moved.
create schema app;
create table accounts (id bigint primary key, name text not null, "Odd Name" int);
CREATE TABLE IF NOT EXISTS app.deals (
  id bigserial,
  account_id bigint REFERENCES accounts,
  title text,
  PRIMARY KEY (id)
);
create table notes (id int generated always as identity, body text);
alter table accounts enable row level security;
alter table app.deals enable row level security, force row level security;
