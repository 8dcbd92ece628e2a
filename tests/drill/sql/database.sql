-- What a database is besides what is in it, in an order that two databases share.
select
    pg_get_userbyid(d.datdba),
    d.encoding,
    d.datlocprovider,
    d.datlocale,
    (select array_agg(entry::text order by entry::text) from unnest(d.datacl) as entry),
    shobj_description(d.oid, 'pg_database'),
    (
        select array_agg(s.setrole::regrole::text || s.setconfig::text order by s.setrole::regrole::text)
        from pg_db_role_setting as s
        where s.setdatabase = d.oid
    ),
    (
        select array_agg(format('%s %s %s', e.extname, e.extversion, e.extnamespace::regnamespace) order by e.extname)
        from pg_extension as e
    )
from pg_database as d
where d.datname = current_database();
