-- Partitions by time and chunks, which come and go: not each of them, but owners that are not their parent's, and
-- rights that their parent does not give. There are none as long as nobody has interfered.
with moving as (
    select
        c.relowner,
        c.relacl,
        parent.relacl as parent_acl,
        parent.relowner as parent_owner,
        parent.name as parent
    from pg_catalog.pg_inherits as i
    inner join pg_catalog.pg_class as c on i.inhrelid = c.oid
    inner join own_relations as parent on i.inhparent = parent.oid
    where c.relkind in ('r', 'p') and c.oid not in (select own.oid from own_relations as own)
)

select
    'partitions' as kind,
    m.parent || ' for ' || case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as name,
    string_agg(distinct a.privilege_type, ', ' order by a.privilege_type) as definition
from moving as m
cross join lateral pg_catalog.aclexplode(m.relacl) as a
where
    a.grantee <> m.relowner
    and not exists (
        select from pg_catalog.aclexplode(m.parent_acl) as given
        where given.grantee = a.grantee and given.privilege_type = a.privilege_type
    )
group by m.parent, a.grantee
union all
select distinct
    'partitions',
    m.parent || ' of ' || m.relowner::regrole::text,
    'owner'
from moving as m
where m.relowner <> m.parent_owner;
