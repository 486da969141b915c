-- +goose Up
drop table extra;
-- +goose Down
create table extra (id int);
