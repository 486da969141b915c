create type mood as enum ('fine', 'bad');
create table people (id int primary key, mood mood, org int, boss int references people);
create table notes (id serial primary key, person int references people (id), org int unique);
create function ok(m mood) returns boolean language sql as 'select true';
create policy by_mood on people using (mood = 'fine'::mood);
create policy by_function on people using (ok(mood));
create policy by_column on people using (org = 1);
create policy by_table on notes using (exists (select 1 from people p where p.id = notes.person and p.org = notes.org));
create policy plain on notes using (org = 2);
create view shown as select id, mood from people;
drop type mood; -- refused
alter table people drop column org; -- refused
drop table people; -- refused
alter table people drop constraint people_pkey; -- refused
alter table people drop column org cascade;
drop type mood cascade;
drop table notes, nothing; -- refused as a whole
drop table if exists nothing, notes;
create table notes (id int, "Person" int);
alter table notes enable row level security;
drop schema public; -- refused
create schema s;
create table s.t (id int);
create function s.f() returns boolean language sql as 'select true';
create policy uses_s on notes using (s.f());
drop schema s cascade;
