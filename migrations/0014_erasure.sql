-- Accounts that are erased. The row stays, under a name that says nothing, for what refers to it: stories that stay need an
-- author, and the audit log only grows.
alter table users
    -- Since when the person is gone: nobody signs in, and what is left of them is being cleared away.
    add column erasure_requested_at timestamptz,
    -- Whether the texts go, too, or stay for those who discuss them.
    add column erases_texts         boolean,
    -- When nothing was left.
    add column erased_at            timestamptz,
    add constraint users_erasure_check check (
        (erasure_requested_at is null) = (erases_texts is null) and (erased_at is null or erasure_requested_at is not null));
-- What is still to be cleared away: `fabula doctor` looks at it.
create index users_erasure_idx on users (id) where erasure_requested_at is not null and erased_at is null;

-- Handles of erased accounts, as SHA-256: old texts mention them, and nobody else is to be taken for their bearer.
create table retired_handles (
    handle_hash bytea primary key check (octet_length(handle_hash) = 32)
);
create function refuse_retired_handle() returns trigger language plpgsql as $$
begin
    if exists (select from retired_handles where handle_hash = sha256(convert_to(new.handle, 'UTF8'))) then
        raise exception 'the handle was another account''s'
            using errcode = 'unique_violation', constraint = 'users_handle_key';
    end if;
    return new;
end $$;
create trigger users_handle_is_not_retired before insert or update of handle on users
    for each row execute function refuse_retired_handle();

-- Nobody finds who is gone. Its name comes after that of the trigger that indexes people, and so does it.
create trigger search_written_then_erased after update of erasure_requested_at on users
    for each row when (new.erasure_requested_at is not null) execute function search_subject_deleted();
