-- migrate:up

-- The lock of one of a user's slots for a resource.
create function private.slot_lock(p_user_id bigint, p_resource text, p_slot integer)
returns bigint
language sql
immutable
set search_path = ''
as $$
    select pg_catalog.hashtextextended(pg_catalog.format('campaigns.usage/%s/%s', p_resource, p_user_id), p_slot)
$$;

comment on function private.slot_lock(bigint, text, integer) is 'The advisory lock of one slot in usage_slots';

-- Holds one of a user's eight slots for a resource until the transaction ends, and says which: the one that it holds
-- already, or else one that nobody holds. It waits only while others hold all eight.
create function private.take_slot(p_user_id bigint, p_resource text)
returns smallint
language plpgsql
set search_path = ''
as $$
declare
    v_slot smallint;
begin
    select s.slot into v_slot
    from public.usage_slots as s
    where
        s.user_id = p_user_id and s.resource = p_resource and s.taken_by = pg_catalog.pg_current_xact_id()
    limit 1;
    if found then
        return v_slot;
    end if;
    for v_slot in 0 .. 7 loop
        if pg_catalog.pg_try_advisory_xact_lock(private.slot_lock(p_user_id, p_resource, v_slot)) then
            return v_slot;
        end if;
    end loop;
    v_slot := pg_catalog.pg_backend_pid() % 8;
    perform pg_catalog.pg_advisory_xact_lock(private.slot_lock(p_user_id, p_resource, v_slot));
    return v_slot;
end
$$;

comment on function private.take_slot(bigint, text) is 'Holds one of a user''s slots until the transaction ends: which';

-- Adds to what a user has used of a resource, or takes back where the quantity is negative; the caller checks limits.
create function private.add_usage(p_user_id bigint, p_resource text, p_slot smallint, p_quantity bigint)
returns void
language sql
set search_path = ''
as $$
    insert into public.usage_slots as s (user_id, resource, day, slot, quantity, taken_by, taken)
    select
        u.user_id, u.resource, max(u.since), p_slot, p_quantity, pg_catalog.pg_current_xact_id(),
        greatest(p_quantity, 0)
    from public.current_usage as u
    where u.user_id = p_user_id and u.resource = p_resource
    group by u.user_id, u.resource
    on conflict (user_id, resource, day, slot) do update set
        quantity = s.quantity + excluded.quantity,
        taken = excluded.taken + case when s.taken_by = excluded.taken_by then s.taken else 0 end,
        taken_by = excluded.taken_by
$$;

comment on function private.add_usage(bigint, text, smallint, bigint) is
'Adds to what a user has used of a resource, in a slot that the transaction holds';

-- Nobody gets anything new without an active subscription.
create function private.require_subscription(p_user_id bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_status text;
begin
    select case when u.subscription_expires_at <= pg_catalog.now() then 'expired' else u.subscription_status end
    into v_status
    from public.users as u where u.id = p_user_id;
    if v_status <> 'active' then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = pg_catalog.format('the subscription of user %s is %s', p_user_id, v_status),
            hint = 'What is there can still be read. Renew the subscription, or have it resumed, then try again.';
    end if;
end
$$;

comment on function private.require_subscription(bigint) is
'Refuses with 55000 unless a user''s subscription is active';

-- Refuses what goes beyond a limit, by what this transaction can see.
create function private.refuse_beyond(p_user_id bigint, p_resource text, p_quantity bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_limit public.current_usage;
begin
    select u.* into v_limit
    from public.current_usage as u
    where u.user_id = p_user_id and u.resource = p_resource and u.used + p_quantity > u.allowed
    order by u.allowed
    limit 1;
    if found then
        raise exception using
            errcode = 'configuration_limit_exceeded',
            message = pg_catalog.format(
                '%s of user %s is %s: %s used, %s more asked for',
                v_limit.limit_name, p_user_id, v_limit.allowed, v_limit.used, p_quantity
            ),
            hint = case
                when v_limit.limit_name like '%\_daily\_limit' then
                    'Ask for less, wait until the user''s next day, or move to a plan with a higher limit.'
                when v_limit.limit_name like '%\_monthly\_limit' then
                    'Ask for less, wait until the user''s next month, or move to a plan with a higher limit.'
                else pg_catalog.format(
                    'Delete %s that are not needed, or move to a plan with a higher limit.', p_resource
                )
            end,
            schema = 'public', table = 'user_limits', column = v_limit.limit_name;
    end if;
end
$$;

comment on function private.refuse_beyond(bigint, text, bigint) is
'Refuses with 53400 what would go beyond a limit of a user, naming it';

-- Whether a quantity is so much, or a limit so near, that what other transactions use unseen might matter: at most
-- seven others hold a slot, and each may have used a sixteenth of the limit in it.
create function private.is_close(p_user_id bigint, p_resource text, p_quantity bigint)
returns boolean
language sql
set search_path = ''
as $$
    select
        pg_catalog.bool_or(u.used + p_quantity + 7 * (u.allowed / 16) > u.allowed)
        or pg_catalog.min(u.allowed / 16) < p_quantity + coalesce(
            (
                select pg_catalog.sum(s.taken)
                from public.usage_slots as s
                where
                    s.user_id = p_user_id and s.resource = p_resource
                    and s.taken_by = pg_catalog.pg_current_xact_id()
            ),
            0
        )
    from public.current_usage as u
    where u.user_id = p_user_id and u.resource = p_resource
$$;

comment on function private.is_close(bigint, text, bigint) is
'Whether a limit can only be checked with all slots held; null for a user without limits';

-- Uses a user's allowance: for messages, requests to the AI, and what is held. Nobody gets beyond a limit, and while
-- the limit is far away transactions do not wait for each other, not even those of one user.
--
-- A transaction holds a slot while it may have used what others cannot see yet, a sixteenth of the limit at most.
-- Whoever needs more, or finds the limit near, holds all eight: then it waits, and sees everything there is. It does so
-- before it holds one, where it can; two that hold one already, each waiting for the other's, end with 40P01 for one.
create function private.use_allowance(p_user_id bigint, p_resource text, p_quantity bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
    v_slot smallint := 0;
    v_close boolean;
begin
    -- With one snapshot for all statements, what others used since it was taken could not be seen.
    if pg_catalog.current_setting('transaction_isolation') <> 'read committed' then
        raise exception using
            errcode = 'feature_not_supported',
            message = pg_catalog.format('%s count against a limit, which needs isolation read committed', p_resource),
            hint = 'Begin the transaction with ISOLATION LEVEL READ COMMITTED, the default.';
    end if;
    perform private.require_subscription(p_user_id);
    -- By what is committed alone: a limit that is reached needs no waiting.
    perform private.refuse_beyond(p_user_id, p_resource, p_quantity);
    v_close := private.is_close(p_user_id, p_resource, p_quantity);
    if not v_close then
        v_slot := private.take_slot(p_user_id, p_resource);
        v_close := private.is_close(p_user_id, p_resource, p_quantity);
    end if;
    if v_close is null then
        raise exception using
            errcode = 'configuration_limit_exceeded',
            message = pg_catalog.format('user %s has no limits, so no %s', p_user_id, p_resource),
            hint = 'Insert the user''s row in user_limits.';
    end if;
    if v_close then
        perform pg_catalog.pg_advisory_xact_lock(private.slot_lock(p_user_id, p_resource, n))
        from pg_catalog.generate_series(0, 7) as n;
        perform private.refuse_beyond(p_user_id, p_resource, p_quantity);
    end if;
    perform private.add_usage(p_user_id, p_resource, v_slot, p_quantity);
end
$$;

comment on function private.use_allowance(bigint, text, bigint) is
'Counts a quantity against a user''s limits, or refuses with 53400 and the limit''s name';

-- What is deleted makes room again.
create function private.give_back(p_user_id bigint, p_resource text, p_quantity bigint)
returns void
language plpgsql
set search_path = ''
as $$
begin
    perform private.add_usage(p_user_id, p_resource, private.take_slot(p_user_id, p_resource), - p_quantity);
end
$$;

comment on function private.give_back(bigint, text, bigint) is 'Counts less against a user''s limits';

-- migrate:down
drop function private.give_back(bigint, text, bigint);
drop function private.use_allowance(bigint, text, bigint);
drop function private.is_close(bigint, text, bigint);
drop function private.refuse_beyond(bigint, text, bigint);
drop function private.require_subscription(bigint);
drop function private.add_usage(bigint, text, smallint, bigint);
drop function private.take_slot(bigint, text);
drop function private.slot_lock(bigint, text, integer);
