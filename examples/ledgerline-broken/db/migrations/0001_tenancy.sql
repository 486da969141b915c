-- +goose Up

-- The role of the application. It owns nothing, so it can't switch row-level
-- security off, and it may not bypass it.
create role ledgerline_app nologin nobypassrls;

create schema app;

-- The organization that the transaction was opened for. NULL, and therefore no
-- row at all, when nobody has set it.
-- +goose StatementBegin
create function app.current_organization() returns uuid
    language sql stable
    as $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$;
-- +goose StatementEnd

create table organizations (
    organization_id uuid primary key,
    name            text not null check (name <> ''),
    plan            text not null default 'team' check (plan in ('team', 'business', 'enterprise')),
    created_at      timestamptz not null default now()
);
alter table organizations enable row level security;
alter table organizations force row level security;
create policy organizations_isolation on organizations
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

create table members (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    email           text not null,
    role            text not null check (role in ('viewer', 'accountant', 'admin')),
    created_at      timestamptz not null default now(),
    unique (organization_id, email)
);
alter table members enable row level security;
alter table members force row level security;
create policy members_isolation on members
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

-- Only the digest of a key is kept; the key itself is shown once.
create table api_keys (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    member_id       uuid references members on delete set null,
    role            text not null check (role in ('viewer', 'accountant', 'admin')),
    digest          bytea not null unique,
    created_at      timestamptz not null default now(),
    revoked_at      timestamptz
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy api_keys_isolation on api_keys
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

grant usage on schema app to ledgerline_app;
grant select, insert, update, delete on organizations, members, api_keys to ledgerline_app;

-- +goose Down
drop table api_keys, members, organizations;
drop function app.current_organization();
drop schema app;
drop role ledgerline_app;
