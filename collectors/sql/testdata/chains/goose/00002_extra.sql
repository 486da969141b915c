-- +goose Up
create table extra (id int);
-- +goose Down
drop table extra;
