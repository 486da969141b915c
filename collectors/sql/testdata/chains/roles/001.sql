create role app login noinherit;
create role team in role app;
create user ada in role team;
create role lead bypassrls role ada;
create table a (id int);
create table b (id int);
create table c (id int);
alter table a owner to app;
alter table b owner to team;
create policy p on a to app using (true);
create policy q on a to app, team using (true);
grant select on c to app, team;
drop role app; -- refused: it owns a table
grant app to lead with admin option;
grant lead to app; -- refused: a circle
revoke team from ada;
alter role team rename to crew;
drop owned by app;
create table a (id int);
alter table a enable row level security;
create policy q on a to lead, crew using (true);
create policy sole on a to lead using (true);
drop owned by lead;
reassign owned by crew to ada;
drop role lead;
do $$ begin
  if not exists (select from pg_roles where rolname = 'service') then
    create role service nologin bypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'service') then
    create table never (id int);
  end if;
end $$;
set role ada;
alter table c enable row level security; -- refused: not the owner
alter table b enable row level security;
reset role;
