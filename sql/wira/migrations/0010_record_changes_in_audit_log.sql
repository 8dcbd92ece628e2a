-- migrate:up

-- Every change leaves an entry in the transaction that makes it. What a person wrote or is called is left out, in plain
-- text and encrypted, so that an erasure has nothing to seek in a log that cannot be changed.
create trigger record_change after insert or update or delete on profiles
for each row execute function platform.record_change(
    'user_id', 'id', '', '{email,full_name,business_name,email_encrypted,full_name_encrypted,email_index}'
);
create trigger record_change after insert or update or delete on chatbots
for each row execute function platform.record_change('user_id', 'user_id', '', '{name,description}');
create trigger record_change after insert or update or delete on documents
for each row execute function platform.record_change('user_id', 'user_id', '', '{file_name,sha256,failure}');
create trigger record_change after insert or update or delete on document_chunks
for each row execute function platform.record_change('user_id', 'user_id', '', '{content,embedding}');
create trigger record_change after insert or update or delete on consents
for each row execute function platform.record_change('user_id', 'user_id', '', '{}');
-- Who was given or lost which rights; staff are nobody's tenants.
create trigger record_change after insert or update or delete on staff_members
for each row execute function platform.record_change('', '', '', '{}');

-- migrate:down
drop trigger record_change on staff_members;
drop trigger record_change on consents;
drop trigger record_change on document_chunks;
drop trigger record_change on documents;
drop trigger record_change on chatbots;
drop trigger record_change on profiles;
