create table a (id int, org int);
create table b (id int, org int);
create schema api;
create function protect() returns event_trigger language plpgsql as $$
declare r record;
begin
  for r in select * from pg_event_trigger_ddl_commands() where command_tag in ('CREATE TABLE', 'CREATE TABLE AS') loop
    if r.object_type = 'table' and r.schema_name in ('public', 'api') then
      execute format('alter table %s enable row level security', r.object_identity);
    end if;
  end loop;
end $$;
create event trigger protect on ddl_command_end when tag in ('CREATE TABLE', 'CREATE TABLE AS') execute function protect();
create table c (id int);
create table api."D e" (id int);
create table e as select 1 as one;
drop event trigger protect;
create table f (id int);
create function guard(t text, col text default 'org') returns void language plpgsql as $$
begin
  execute format('alter table public.%I enable row level security', t);
  execute format('create policy %I on public.%I using (%I = 1)', 'by ' || col, t, col);
end $$;
select guard('a');
select guard('b', 'id');
create procedure close_all() language plpgsql as $$
declare t text;
begin
  foreach t in array array['a', 'b', 'c'] loop
    continue when t = 'b';
    execute 'alter table ' || t || ' force row level security';
  end loop;
end $$;
call close_all();
create function secret_one() returns int language sql security definer as 'select 1';
create function secret_two(x int) returns int language sql security definer as 'select 1';
create role app;
do $$
declare r record;
begin
  for r in select n.nspname, p.proname, pg_get_function_identity_arguments(p.oid) as args from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef = true loop
    execute format('revoke execute on function %I.%I(%s) from public', r.nspname, r.proname, r.args);
    execute format('grant execute on function %I.%I(%s) to app', r.nspname, r.proname, r.args);
  end loop;
end $$;
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('grant select on %I to app', t);
  end loop;
  if to_regclass('public.nothing') is null then
    return;
  end if;
  drop table a;
end $$;
do $$ begin
  create table g (id int);
  create table a (id int);
exception when duplicate_table then null;
end $$;
