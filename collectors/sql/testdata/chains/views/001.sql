create table t (id int primary key, tenant int, secret text);
alter table t enable row level security;
create view plain as select * from t;
create view asks with (security_invoker = true, security_barrier) as select id, tenant as org from t where tenant = 1;
create materialized view copy as select tenant, count(*) from t group by tenant;
create or replace view plain with (security_invoker) as select id, tenant, secret, 1 as more from t;
create or replace view plain as select id from t; -- refused: columns would go
create view over as select p.id, a.org from plain p join asks a using (id);
alter view asks set (security_invoker = false);
alter view asks reset (security_barrier);
alter table t add column later int;
create view named (x, y) as with q as (select id, tenant from t) select * from q;
drop view plain; -- refused
alter table t alter column tenant type bigint; -- refused: views show it
create view gone as select missing from t; -- refused
create policy by_view on t using (id in (select x from named));
drop view named; -- refused
drop materialized view copy;
drop view asks cascade;
alter view plain rename to simple;
alter view simple rename column more to extra;
