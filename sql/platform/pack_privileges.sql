-- Who may use what the platform's migrations made in a pack's database; its bookkeeping is nobody's.
-- Run after migrations, also when one has failed, as the pack's owner. A file and no migration, because the roles
-- differ from pack to pack and a pack may get one more at any time. Placeholder: users (all roles but the owner).
do $$
begin
    if pg_catalog.to_regprocedure('platform.current_user_id()') is not null then
        grant execute on function platform.current_user_id() to {users};
    end if;
end
$$;
