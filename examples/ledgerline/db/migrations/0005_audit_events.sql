-- +goose Up

create type audit_action as enum (
    'organization.created', 'organization.updated',
    'member.invited', 'member.removed',
    'invoice.created', 'invoice.matched',
    'webhook.created', 'webhook.secret_rotated', 'webhook.tested', 'webhook.deleted',
    'export.requested'
);

create table audit_events (
    id              bigint generated always as identity primary key,
    organization_id uuid not null,
    at              timestamptz not null default now(),
    actor           text not null,
    action          audit_action not null,
    target          text not null,
    detail          jsonb
);
create index audit_events_by_time on audit_events (organization_id, at);

-- Append-only, three times over: no policy lets a row be changed, the
-- application has no grant to do it, and a trigger stops even the owner.
alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy audit_events_read on audit_events for select
    using (organization_id = app.current_organization());
create policy audit_events_append on audit_events for insert
    with check (organization_id = app.current_organization());

grant select, insert on audit_events to ledgerline_app;

-- +goose StatementBegin
create function app.refuse_change() returns trigger
    language plpgsql
    as $$ begin raise exception 'audit events are append-only'; end $$;
-- +goose StatementEnd

create trigger audit_events_append_only
    before update or delete or truncate on audit_events
    for each statement execute function app.refuse_change();

-- +goose Down
drop table audit_events;
drop function app.refuse_change();
drop type audit_action;
