create table if not exists accounts (other text); -- it is there: nothing happens
alter table accounts add column created_at timestamptz not null default now();
alter table accounts rename column name to title;
alter table app.deals alter column title set not null;
alter table app.deals drop column if exists nothing;
alter table notes rename to remarks;
alter table remarks set schema app;
alter table app.remarks enable row level security;
alter table app.deals no force row level security;
create view everything as select * from accounts;
alter table everything owner to postgres;
alter table if exists nowhere enable row level security;
