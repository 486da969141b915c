create role app;
create role reader;
create role writer;
create schema api;
create table deals (id serial primary key, org int, note text);
create table api.notes (id int, body text);
grant usage on schema api to app, reader;
grant select, insert (org, note), update (note) on deals to app;
grant select on deals to reader with grant option;
set role reader;
grant select on deals to writer;
reset role;
revoke select on deals from reader; -- refused: writer has it from reader
revoke select on deals from reader cascade;
grant all on all tables in schema api to app;
revoke truncate on api.notes from app;
grant usage on sequence deals_id_seq to app;
grant select on nothing to app; -- refused
grant select on deals to nobody; -- refused
grant select (missing) on deals to app; -- refused
alter default privileges in schema api grant select on tables to reader;
alter default privileges revoke execute on functions from public;
alter default privileges in schema api grant execute on functions to app;
create table api.later (id int);
create function api.f() returns int language sql as 'select 1';
create function f() returns int language sql as 'select 1';
create view api.v as select id from api.later;
revoke update (note) on deals from app;
revoke all on deals from public;
