alter default privileges in schema api revoke select on tables from reader;
create table api.last (id int);
alter table deals owner to writer;
revoke delete, update on deals from writer;
grant insert on deals to public;
revoke all on schema public from public;
alter schema api owner to app;
grant all on function f() to reader with grant option;
