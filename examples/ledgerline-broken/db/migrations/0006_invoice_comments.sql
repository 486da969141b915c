-- +goose Up

alter type audit_action add value 'invoice.commented';

create table invoice_comments (
    id              uuid primary key default gen_random_uuid(),
    organization_id uuid not null references organizations on delete cascade,
    invoice_id      uuid not null references invoices,
    author          text not null,
    body            text not null,
    written_at      timestamptz not null default now()
);
create index invoice_comments_by_invoice on invoice_comments (invoice_id);

grant select, insert on invoice_comments to ledgerline_app;

-- +goose Down
drop table invoice_comments;
