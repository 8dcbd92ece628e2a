-- What a pack's owner can put in the way of whoever signs in to the pack's database: a function for each of
-- PostgreSQL's own, of the same arguments or, where it takes any type, of arguments that fit better; and an operator for
-- each that takes two values. Whoever runs one meets an error that names it. Run as the owner.
do $$
declare
    v_one record;
begin
    for v_one in
        select distinct
            p.proname as name,
            case
                when p.proretset then 'setof text'
                when p.prorettype::regtype::text ~ '^any|internal|cstring|trigger|handler|record' then 'text'
                else p.prorettype::regtype::text
            end as result,
            pg_catalog.replace(
                pg_catalog.replace(pg_catalog.oidvectortypes(p.proargtypes), 'anyarray', e.name || '[]'),
                'anyelement', e.name
            ) as arguments
        from pg_catalog.pg_proc as p
        cross join (values ('aclitem'), ('name'), ('oid'), ('smallint'), ('text')) as e (name)
        where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f'
    loop
        begin
            execute pg_catalog.format(
                'create function public.%1$I(%2$s) returns %3$s language plpgsql as %4$L; '
                'grant execute on function public.%1$I(%2$s) to public',
                v_one.name,
                v_one.arguments,
                v_one.result,
                pg_catalog.format(
                    'begin raise exception using message = %L; end',
                    pg_catalog.format('planted: %s(%s)', v_one.name, v_one.arguments)
                )
            );
        exception
            when others then null; -- The server allows no function of these types in PL/pgSQL; nobody can plant it.
        end;
    end loop;
    for v_one in
        select
            o.oprname as name,
            o.oprleft::regtype as lefts,
            o.oprright::regtype as rights,
            p.proname as function
        from pg_catalog.pg_operator as o
        inner join pg_catalog.pg_proc as p on o.oprcode = p.oid
        where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprkind = 'b'
    loop
        begin
            execute pg_catalog.format(
                'create operator public.%s (leftarg = %s, rightarg = %s, function = public.%I)',
                v_one.name, v_one.lefts, v_one.rights, v_one.function
            );
        exception
            when others then null; -- Its function could not be made.
        end;
    end loop;
end
$$;
