-- The one login of a copy that stays. Whatever it could do elsewhere, the copy is nobody's data any more.
create role restore_reader login bypassrls in role pg_read_all_data;
alter role restore_reader set default_transaction_read_only = on;
select format('grant connect on database %I to restore_reader', datname)
from pg_catalog.pg_database
where datallowconn
\gexec
