-- +goose Up

-- Amounts are whole numbers in the minor unit of their currency.
create table invoices (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    number          text not null,
    currency        char(3) not null,
    amount          bigint not null check (amount > 0),
    open_amount     bigint not null check (open_amount between 0 and amount),
    due_on          date not null,
    created_at      timestamptz not null default now(),
    unique (organization_id, number)
);
alter table invoices enable row level security;
alter table invoices force row level security;
create policy invoices_isolation on invoices
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

create table payments (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    reference       text not null,
    currency        char(3) not null,
    amount          bigint not null check (amount > 0),
    unmatched       bigint not null check (unmatched between 0 and amount),
    received_on     date not null
);
alter table payments enable row level security;
alter table payments force row level security;
create policy payments_isolation on payments
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

-- One entry for each part of a payment that was booked against an invoice.
create table ledger_entries (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    invoice_id      uuid not null references invoices,
    payment_id      uuid not null references payments,
    amount          bigint not null check (amount > 0),
    booked_at       timestamptz not null default now()
);
create index ledger_entries_by_invoice on ledger_entries (invoice_id);
alter table ledger_entries enable row level security;
alter table ledger_entries force row level security;
create policy ledger_entries_isolation on ledger_entries
    using (organization_id = app.current_organization())
    with check (organization_id = app.current_organization());

grant select, insert, update on invoices, payments to ledgerline_app;
grant select, insert on ledger_entries to ledgerline_app;

-- +goose Down
drop table ledger_entries, payments, invoices;
