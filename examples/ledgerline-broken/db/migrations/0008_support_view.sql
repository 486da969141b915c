-- +goose Up

-- Support has to see incoming payments to answer "where is my money".
create policy payments_support on payments for select
    using (true);

-- +goose Down
drop policy payments_support on payments;
