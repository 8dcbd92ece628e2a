-- The trigger functions that packs put on their tables.
begin;
set local search_path = public, extensions, tap;
select plan(7);

create table public.changing (id int primary key, note text, updated_at timestamptz not null default '2000-01-01');
create trigger set_updated_at before update on public.changing
for each row execute function platform.set_updated_at();
insert into public.changing (id, note) values (1, 'first');

update public.changing set note = 'first' where id = 1;
select is(updated_at, '2000-01-01'::timestamptz, 'an update that changes nothing is no change') from public.changing;
update public.changing set note = 'second' where id = 1;
select is(updated_at, now(), 'a change is noted') from public.changing;
update public.changing set updated_at = '2001-01-01' where id = 1;
select is(updated_at, now(), 'nobody writes the time of a change by hand') from public.changing;

create table public.lasting (id int);
create trigger forbid_change before update or delete on public.lasting
for each row execute function platform.forbid_change();
create trigger forbid_truncate before truncate on public.lasting
for each statement execute function platform.forbid_change();
insert into public.lasting values (1);

select throws_ok('update public.lasting set id = 2', '42501', 'UPDATE is not allowed on public.lasting');
select throws_ok('delete from public.lasting', '42501', 'DELETE is not allowed on public.lasting');
select throws_ok('truncate public.lasting', '42501', 'TRUNCATE is not allowed on public.lasting');
select lives_ok('insert into public.lasting values (2)', 'rows are still added');

select * from finish();
rollback;
