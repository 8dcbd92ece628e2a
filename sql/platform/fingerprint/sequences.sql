-- Sequences, those of identity columns included; where they have got to is data.
select
    'sequence' as kind,
    c.name,
    concat_ws(
        '; ',
        format_type(s.seqtypid, null),
        format('start %s increment %s minimum %s maximum %s', s.seqstart, s.seqincrement, s.seqmin, s.seqmax),
        'cache ' || s.seqcache::text,
        case when s.seqcycle then 'cycle' end,
        (
            select 'owned by ' || d.refobjid::regclass::text || '.' || a.attname
            from pg_catalog.pg_depend as d
            inner join pg_catalog.pg_attribute as a on d.refobjid = a.attrelid and d.refobjsubid = a.attnum
            where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
        ),
        'owner ' || c.relowner::regrole::text,
        pg_temp.privileges(c.relacl, 's', c.relowner)
    ) as definition
from pg_catalog.pg_sequence as s
inner join own_relations as c on s.seqrelid = c.oid;
