alter table docs drop column owner cascade;
drop function may_see(int) cascade;
drop type mood cascade;
drop table orgs cascade;
create schema old;
create table old.things (id int);
drop schema old;
drop schema if exists old cascade;
