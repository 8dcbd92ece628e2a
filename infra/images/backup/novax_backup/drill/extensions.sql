-- timescaledb
select h.hypertable_name, extensions.time_bucket('1 day', now()) from timescaledb_information.hypertables as h;
-- vector
select '[1,2,3]'::vector <=> '[3,2,1]'::vector as distance;
-- pgcrypto
select extensions.pgp_sym_decrypt(extensions.pgp_sym_encrypt('a', 'k'), 'k') as text;
