create schema s;
create table t (id int, org int);
create function is_member(org int) returns boolean language sql stable security definer set search_path = '' as $$ select true $$;
create function is_member(org text) returns boolean language sql immutable strict as 'select true';
create function many(variadic list int[]) returns setof int language sql as 'select 1';
create function pair(out a int, out b text, c int default 1) language sql as $$ select 1, 'x' $$;
create function rows_of() returns table (id int, org int) language sql as 'select id, org from t';
create procedure p(x int) language plpgsql as $$ begin null; end $$;
create function missing() returns int language sql as 'select id from nothing'; -- refused
create policy a on t using (is_member(org));
create policy b on t using (is_member('x'::text));
drop function is_member; -- refused: which one
drop function is_member(int); -- refused: a policy needs it
drop function is_member(text) cascade;
create or replace function is_member(org int) returns int language sql as 'select 1'; -- refused: another type
create or replace function is_member(other int) returns boolean language sql as 'select true'; -- refused: another name
create or replace function is_member(org int) returns boolean language sql as 'select false';
alter function is_member(int) security definer set search_path to s, public;
alter function is_member(int) stable;
alter function is_member set schema s;
alter function s.is_member(int) rename to belongs;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger first before insert or update of org on t for each row execute function touch();
create trigger second after delete on t for each statement execute function touch();
create trigger bad before insert on t for each row execute function rows_of(); -- refused
alter table t disable trigger second;
drop function touch(); -- refused
drop procedure p(int);
drop routine pair(int);
