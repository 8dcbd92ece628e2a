create table public.stranger_runs (who text not null);

grant insert on public.stranger_runs to public;

create function public.now() returns timestamptz language plpgsql as $$
begin
    insert into public.stranger_runs values (session_user);
    return clock_timestamp();
end $$;
