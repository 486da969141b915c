create type mood as enum ('good', 'bad');
create function may_see(int) returns boolean language sql stable as $$ select true $$;
create table orgs (id int, mood mood);
create table docs (id int, org int, owner text, note text);
create table logs (id int, org int);
alter table docs enable row level security;
create policy by_owner on docs using (owner = current_user);
create policy by_org on docs for select using (org = 1);
create policy by_help on docs for update using (may_see(org));
create policy by_parent on logs using (exists (select 1 from orgs o where o.id = logs.org));
create policy by_mood on orgs using (mood = 'good');
alter table docs drop column owner;            -- refused: a policy needs it
alter table docs drop column note;
drop function may_see(int);                    -- refused as well
drop table orgs;                               -- refused: a policy of logs reads it
drop type mood;                                -- refused
