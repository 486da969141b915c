-- +goose Up

create table match_suggestions (
    id         uuid primary key default gen_random_uuid(),
    invoice_id uuid not null references invoices on delete cascade,
    payment_id uuid not null references payments on delete cascade,
    score      real not null check (score between 0 and 1)
);
alter table match_suggestions enable row level security;
alter table match_suggestions force row level security;
create policy match_suggestions_isolation on match_suggestions
    using (exists (
        select 1 from invoices i
        where i.id = invoice_id and i.organization_id = app.current_organization()
    ))
    with check (exists (
        select 1 from invoices i
        where i.id = invoice_id and i.organization_id = app.current_organization()
    ));

grant select, insert, delete on match_suggestions to ledgerline_app;

-- +goose Down
drop table match_suggestions;
