-- +goose Up

-- The policy comes with the scheduler.
create table dunning_runs (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    level           smallint not null check (level between 1 and 3),
    started_at      timestamptz not null default now()
);
alter table dunning_runs enable row level security;
alter table dunning_runs force row level security;

grant select, insert on dunning_runs to ledgerline_app;

-- +goose Down
drop table dunning_runs;
