-- a new session: search_path and temporary tables are gone
create schema side create table inner_one (id int) create view v as select * from inner_one;
alter table kept no force row level security;
begin;
set local search_path = app;
create table here (id int);
commit;
create table there (id int);
