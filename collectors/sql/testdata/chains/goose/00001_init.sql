-- +goose Up
-- +goose StatementBegin
create table docs (id int);
alter table docs enable row level security;
-- +goose StatementEnd

-- +goose Down
drop table docs;
