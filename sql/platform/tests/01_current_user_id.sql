-- Who the user of a transaction is, as policies ask. Variables: app, readonly.
begin;
set local search_path = public, extensions, tap;
select plan(7);

select is(platform.current_user_id(), null, 'nobody, where the setting was never set');

set local app.current_user_id = '';
select is(platform.current_user_id(), null, 'nobody, where an earlier transaction of the connection had set it');

set local app.current_user_id = '00000000-0000-0000-0000-00000000000a';
select is(platform.current_user_id(), '00000000-0000-0000-0000-00000000000a'::uuid, 'the user that the setting names');

set local app.current_user_id = 'nobody';
select throws_ok('select platform.current_user_id()', '22P02', null, 'an error, where the setting is no identifier');
reset app.current_user_id;

select function_privs_are(
    'platform', 'current_user_id', array[]::text[], :'app', array['EXECUTE'], 'the application may ask'
);
select function_privs_are(
    'platform', 'current_user_id', array[]::text[], :'readonly', array['EXECUTE'], 'the reading role may ask'
);
select function_privs_are(
    'platform', 'current_user_id', array[]::text[], 'metrics', array[]::text[], 'nobody else may'
);

select * from finish();
rollback;
