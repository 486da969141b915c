-- +goose Up

create table exports (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    format          text not null check (format in ('csv', 'json')),
    state           text not null default 'queued' check (state in ('queued', 'ready', 'failed')),
    object_key      text,
    requested_at    timestamptz not null default now()
);
alter table exports enable row level security;
alter table exports force row level security;
create policy exports_isolation on exports
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

grant select, insert, update on exports to ledgerline_app;

-- +goose Down
drop table exports;
