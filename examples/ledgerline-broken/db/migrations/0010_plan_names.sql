-- +goose Up

-- The backfill runs as the owner and has to see every row.
alter table organizations no force row level security;
update organizations set plan = 'business' where plan = 'team' and created_at < '2026-01-01';

-- +goose Down
update organizations set plan = 'team' where plan = 'business' and created_at < '2026-01-01';
alter table organizations force row level security;
