create policy reads on docs for delete using (false); -- the name is taken
alter policy reads on docs to public;
alter policy reads on docs using (body is not null);
alter policy member on docs rename to "Members";
alter policy nobody on docs to public;
drop policy if exists nothing on docs;
drop policy removes on docs;
drop policy removes on docs;
create policy late on orgs using (true); -- does nothing: row-level security is off
create policy on_nothing on nowhere using (true);
