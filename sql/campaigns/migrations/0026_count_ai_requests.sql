-- migrate:up
create function private.count_usage()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.use_allowance(n.user_id, 'ai_requests', n.quantity)
    from (
        select a.user_id, sum(a.quantity)::bigint as quantity
        from added as a
        where a.usage_type = 'ai_request'
        group by a.user_id
        order by a.user_id
    ) as n;
    insert into public.daily_deltas (user_id, date, ai_requests_used)
    select a.user_id, (a.created_at at time zone u.timezone)::date, sum(a.quantity)
    from added as a
    inner join public.users as u on u.id = a.user_id
    where a.usage_type = 'ai_request'
    group by a.user_id, (a.created_at at time zone u.timezone)::date;
    return null;
end
$$;

comment on function private.count_usage() is
'Trigger function: counts requests to the AI against the limit and tells the day';

create trigger count_usage after insert on usage_logs referencing new table as added
for each statement execute function private.count_usage();

-- migrate:down
drop trigger count_usage on usage_logs;
drop function private.count_usage();
