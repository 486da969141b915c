create table events (id int, org int not null, at date not null) partition by range (at);
create table events_1 partition of events for values from ('2030-01-01') to ('2031-01-01');
alter table events enable row level security;
create policy own on events using (org = 1);
create table events_2 (id int, org int not null, at date not null);
alter table events attach partition events_2 for values from ('2031-01-01') to ('2032-01-01');
create table events_rest partition of events default;
create table events_more partition of events default; -- refused
alter table events add column note text;
alter table events add primary key (id); -- refused: without what splits it
alter table events add primary key (id, at);
alter table events rename column org to tenant;
alter table events_1 drop column note; -- refused: it is the parent's
alter table events detach partition events_1;
alter table events drop column tenant; -- refused: the policy needs it
create table base (id int, org int);
create table child (extra text) inherits (base);
alter table base enable row level security;
alter table base add column note text;
alter table base drop column note;
create table other (id int, org int);
alter table other inherit base;
alter table child no inherit base;
drop table base; -- refused
create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger stamp before insert on events for each row execute function stamp();
