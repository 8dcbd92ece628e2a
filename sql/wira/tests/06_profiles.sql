-- WR1, WR3: profiles through their functions; encrypted at rest, found by a hash, and no key no data.
begin;
-- The actors: ani (a) and budi (b), each with a chatbot, a document of two pieces and consent to learning; staff.
set local search_path = public, extensions, tap;
set local app.data_key = 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk';
insert into profiles (id, email_encrypted, email_index, full_name_encrypted, data_key_id, business_name)
select p.id, s.email_encrypted, s.email_index, s.full_name_encrypted, s.data_key_id, p.business_name
from (values
    ('aaaaaaaa-0000-0000-0000-000000000000'::uuid, 'ani@example.test', 'Ani Andriani', 'Warung Ani'),
    ('bbbbbbbb-0000-0000-0000-000000000000'::uuid, 'budi@example.test', 'Budi Budiman', 'Toko Budi')
) as p (id, email, full_name, business_name)
cross join lateral private.seal(p.email, p.full_name) as s;
insert into consents (user_id, purpose, version) select id, 'learning', '2026-01' from profiles;
insert into chatbots (id, user_id, name, description) values
('aaaaaaaa-1111-0000-0000-000000000000', 'aaaaaaaa-0000-0000-0000-000000000000', 'Bot Ani', 'Rahasia alpha'),
('bbbbbbbb-1111-0000-0000-000000000000', 'bbbbbbbb-0000-0000-0000-000000000000', 'Bot Budi', 'Rahasia beta');
insert into documents (id, user_id, chatbot_id, file_name, size_bytes, sha256, status)
select overlay(id::text placing '2222' from 10)::uuid, user_id, id, 'KTP ' || name || '.pdf', 10, sha256('x'), 'ready'
from chatbots;
insert into document_chunks (user_id, chatbot_id, document_id, chunk_index, content, embedding)
select user_id, chatbot_id, id, n, 'Isi ' || file_name || n,
    (array[n, 1] || array_fill(case when user_id::text like 'a%' then 0.1 else 0.2 end, array[1534]))::vector
from documents cross join generate_series(0, 1) as n;
insert into staff_members (id, role) values
('cccccccc-0000-0000-0000-000000000001', 'support'), ('cccccccc-0000-0000-0000-000000000002', 'privacy_officer'),
('cccccccc-0000-0000-0000-000000000003', 'auditor');
select plan(44);

set local role wira_app;
set local app.current_user_id = 'dddddddd-0000-0000-0000-000000000000';
select is(
    app.register_profile('Dewi@Example.test', 'Dewi Dewanti', 'Dapur Dewi'), 'dddddddd-0000-0000-0000-000000000000',
    'a person registers as the current user'
);
select results_eq(
    $$select id, email, full_name, business_name, status from app.my_profile()$$,
    $$values ('dddddddd-0000-0000-0000-000000000000'::uuid, 'dewi@example.test', 'Dewi Dewanti', 'Dapur Dewi', 'active')$$,
    'and reads what they gave, the address in lower case'
);
select is(
    app.find_profile_id('DEWI@example.test'), 'dddddddd-0000-0000-0000-000000000000', 'an address leads to its profile'
);
select is(app.find_profile_id('nobody@example.test'), null, 'and no other does');
select lives_ok($$select app.update_my_profile('dewi@b.test', null, 'Dapur Dewi')$$, 'data are corrected');
select results_eq(
    $$select email, full_name from app.my_profile()$$, $$values ('dewi@b.test', null::text)$$, 'and read as corrected'
);
select is(app.find_profile_id('dewi@example.test'), null, 'the old address leads nowhere');

select throws_ok(statement, state, message, 'refused: ' || statement)
from (values
    ($$select app.update_my_profile('ani@example.test', null, null)$$, '23505',
     'another profile has this e-mail address'),
    ($$select app.register_profile('d@example.test', null, null)$$, '23505', null),
    ($$select app.update_my_profile('no address', null, null)$$, '23514', 'the e-mail address has not the form of one'),
    ($$select app.update_my_profile(null, null, null)$$, '23514', 'the e-mail address has not the form of one'),
    ($$select app.update_my_profile('d@example.test', '', null)$$, '23514',
     'the full name has not 1 to 200 characters; leave it out as null'),
    ($$select app.reopen_my_profile()$$, 'P0002', 'the current user has no closed profile')
) as s (statement, state, message);

-- Closing and reopening.
select lives_ok($$select app.close_my_profile()$$, 'a profile is closed');
select results_eq($$select status, closed_at from app.my_profile()$$, $$values ('closed', now())$$, 'from now on');
select is(app.is_active(), false, 'and is not active');
select lives_ok($$select app.reopen_my_profile()$$, 'it is reopened');
select is(app.is_active(), true, 'and is active');

-- Suspended: read, and not written, whichever way.
reset role;
update profiles set status = 'suspended' where id = 'dddddddd-0000-0000-0000-000000000000';
set local role wira_app;
set local app.current_user_id = 'dddddddd-0000-0000-0000-000000000000';
select throws_ok($$select app.update_my_profile('x@example.test', null, null)$$, 'P0002',
    'the current user has no active profile', 'a suspended user corrects nothing');
select is_empty($$update profiles set business_name = 'x' returning id$$, 'nor writes the row');
select throws_ok($$select app.give_consent('learning', '9')$$, '42501', null, 'nor consents to anything');
reset role;
update profiles set status = 'active' where id = 'dddddddd-0000-0000-0000-000000000000';
set local role wira_app;

-- Nobody acts for nobody.
set local app.current_user_id = '';
select throws_ok($$select app.register_profile('x@example.test', null, null)$$, '42501',
    'nobody is the current user, so there is nobody to register', 'a registration needs a user');
select throws_ok($$select app.update_my_profile('x@example.test', null, null)$$, 'P0002',
    'the current user has no active profile', 'as a correction does');
select is_empty($$select * from app.my_profile()$$, 'and nobody has no profile');

-- The key: missing, too short, wrong.
set local app.current_user_id = 'aaaaaaaa-0000-0000-0000-000000000000';
reset role;
create temporary table keys (key text, state text, message text) on commit drop;
insert into keys values
('', '55000', 'app.data_key is not set, so personal data can be neither read nor written'),
('short', '22023', 'app.data_key has 5 bytes, and a key has 32 or more'),
(repeat('w', 43), '28000', 'app.data_key is not the key 1 of this database');
create temporary table calls (statement text) on commit drop;
insert into calls values
($$select * from app.my_profile()$$), ($$select app.update_my_profile('x@example.test', null, null)$$),
($$select app.find_profile_id('ani@example.test')$$), ($$select app.export_my_data()$$);
create function pg_temp.failure(p_key text, p_statement text)
returns text
language plpgsql
as $$
begin
    perform set_config('app.data_key', p_key, true), set_config('role', 'wira_app', true);
    execute p_statement;
    return 'none';
exception when others then
    return sqlstate || ' ' || sqlerrm;
end
$$;
select is(pg_temp.failure(key, statement), state || ' ' || message, format('%s: %s', message, statement))
from keys cross join calls;
set local role wira_app;
set local app.data_key = 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk';
select is((select email from app.my_profile()), 'ani@example.test', 'with the right one nothing has changed');
-- Without a key everything else works.
set local app.data_key = '';
select results_eq($$select business_name from profiles$$, $$values ('Warung Ani')$$, 'what is not personal needs no key');
reset role;

-- At rest.
set local app.data_key = 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk';
select is_empty(
    $$select 1 from profiles as p where p::text ~* 'ani@|andriani|budiman|616e6940|416e64726961'$$,
    'no row has an address or a name, not in hexadecimal either'
);
select is(
    (select count(distinct private.encrypt('x', 'k')) from generate_series(1, 20)), 20::bigint,
    'a value is encrypted differently each time'
);
select is(
    (select get_byte(email_encrypted, 3)::int from profiles where id::text like 'a%'), 9,
    'with AES of 256 bits (algorithm 9 of OpenPGP)'
);
select is(
    (select length(verifier) from private.data_keys), 32, 'of the key the database has a hash'
);
select is_empty(
    $$select 1 from private.data_keys as k where k::text like '%kkkk%' or encode(k.verifier, 'escape') like '%kkkk%'$$,
    'and not the key'
);
update profiles set email_encrypted = set_byte(email_encrypted, 60, (get_byte(email_encrypted, 60) + 1) % 256)
where id::text like 'a%';
select throws_ok(
    $$select private.decrypt(email_encrypted, data_key_id) from profiles where id::text like 'a%'$$, '39000', null,
    'a value that was changed does not decrypt'
);

select * from finish();
rollback;
