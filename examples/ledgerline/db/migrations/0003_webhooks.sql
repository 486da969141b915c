-- +goose Up

-- secret_sealed is AES-256-GCM; the key is not in the database.
create table webhook_endpoints (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    url             text not null check (url like 'https://%'),
    secret_sealed   bytea not null,
    rotated_at      timestamptz not null default now()
);
alter table webhook_endpoints enable row level security;
alter table webhook_endpoints force row level security;
create policy webhook_endpoints_isolation on webhook_endpoints
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

create table webhook_deliveries (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    endpoint_id     uuid not null references webhook_endpoints on delete cascade,
    event           text not null,
    delivered       boolean not null,
    tried_at        timestamptz not null default now()
);
alter table webhook_deliveries enable row level security;
alter table webhook_deliveries force row level security;
create policy webhook_deliveries_isolation on webhook_deliveries
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

grant select, insert, update, delete on webhook_endpoints to ledgerline_app;
grant select, insert on webhook_deliveries to ledgerline_app;

-- +goose Down
drop table webhook_deliveries, webhook_endpoints;
