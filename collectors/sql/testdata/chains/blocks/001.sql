create role anon; create role authenticated; create role service_role bypassrls;
create table orgs (id int);
create table docs (id int, org int);
create table logs (id int, org int);
create policy old_one on docs using (true);
create policy old_two on docs using (true);
do $$
begin
  alter table orgs enable row level security;
  if not exists (select 1 from pg_policies where schemaname = 'public' and tablename = 'orgs' and policyname = 'read') then
    create policy read on orgs for select using (true);
  end if;
end $$;
do $$
begin
  if not exists (select 1 from pg_policies where tablename = 'orgs' and policyname = 'read') then
    create policy read on orgs for update using (false);
    alter table orgs disable row level security;
  end if;
end
$$;
do $outer$
declare
  t text;
  tables text[] := array['docs', 'logs'];
begin
  foreach t in array tables loop
    execute format('alter table %I enable row level security', t);
    execute 'create policy ' || quote_ident('by org') || ' on ' || t || ' using (org = 1)';
  end loop;
end $outer$;
do $$
declare r record;
begin
  for r in select policyname, tablename from pg_policies where schemaname = 'public' and policyname like 'old\_%' escape '\' loop
    raise notice '%', r.policyname;
  end loop;
  for r in select policyname, tablename from pg_policies where schemaname = 'public' and policyname in ('old_one', 'old_two') loop
    execute format('drop policy %I on %I', r.policyname, r.tablename);
  end loop;
end $$;
do $$
begin
  create policy read on orgs using (true);
  alter table orgs disable row level security;
exception when duplicate_object then null;
end $$;
do $$
begin
  if to_regclass('public.nothing') is null then
    create table made (id int);
  else
    drop table orgs;
  end if;
  if exists (select 1 from information_schema.columns where table_name = 'docs' and column_name = 'org') then
    alter table docs rename column org to organisation;
  end if;
end $$;
do $$
declare name text;
begin
  for name in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and not c.relrowsecurity loop
    execute format('alter table public.%I enable row level security', name);
  end loop;
  for name in select unnest(array['logs']) loop
    execute format('alter table public.%1$I force row level security', name);
  end loop;
  if true then
    execute 'create table last (id int)';
  elsif false then
    execute 'drop table logs';
  end if;
end $$;
