/* dropped and made again: /* row-level security */ is lost */
drop table app.remarks;
create table app.remarks (id int);
alter schema app rename to product;
alter table only product.deals add constraint positive check (account_id > 0);
create table gone (id int);
drop table gone, nowhere;
drop table if exists gone;
