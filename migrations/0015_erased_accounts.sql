-- Nothing is added to an account that was erased, by whatever was under way when it was: a sign-in whose password was just
-- being checked, a comment that was just being sent. Erasing locks the account's row for update; whoever adds something in its
-- name waits for that here, and then sees what it has done. There is a function for each name of the column.
create function refuse_erased_person(person uuid) returns void language plpgsql as $$
begin
    -- Locks first and looks after: a condition of the same statement would be that of before the wait.
    perform from users where id = person for key share;
    if exists (select from users where id = person and erasure_requested_at is not null) then
        raise exception 'the account was erased' using errcode = 'foreign_key_violation';
    end if;
end $$;
create function refuse_erased_user() returns trigger language plpgsql as $$
begin
    perform refuse_erased_person(new.user_id);
    return new;
end $$;
create function refuse_erased_author() returns trigger language plpgsql as $$
begin
    perform refuse_erased_person(new.author_id);
    return new;
end $$;
create function refuse_erased_owner() returns trigger language plpgsql as $$
begin
    perform refuse_erased_person(new.owner_id);
    return new;
end $$;
create function refuse_erased_followed() returns trigger language plpgsql as $$
begin
    perform refuse_erased_person(new.person_id);
    return new;
end $$;
create function refuse_erased_other() returns trigger language plpgsql as $$
begin
    perform refuse_erased_person(new.other_id);
    return new;
end $$;

create trigger sessions_person_is_there before insert on sessions
    for each row execute function refuse_erased_user();
create trigger access_tokens_person_is_there before insert on access_tokens
    for each row execute function refuse_erased_user();
create trigger account_tokens_person_is_there before insert on account_tokens
    for each row execute function refuse_erased_user();
create trigger second_factors_person_is_there before insert on second_factors
    for each row execute function refuse_erased_user();
create trigger sign_in_challenges_person_is_there before insert on sign_in_challenges
    for each row execute function refuse_erased_user();
create trigger sign_in_codes_person_is_there before insert on sign_in_codes
    for each row execute function refuse_erased_user();
create trigger identities_person_is_there before insert on identities
    for each row execute function refuse_erased_user();
create trigger board_members_person_is_there before insert on board_members
    for each row execute function refuse_erased_user();
create trigger board_join_requests_person_is_there before insert on board_join_requests
    for each row execute function refuse_erased_user();
create trigger board_invitations_person_is_there before insert on board_invitations
    for each row execute function refuse_erased_user();
create trigger comment_reactions_person_is_there before insert on comment_reactions
    for each row execute function refuse_erased_user();
create trigger comments_author_is_there before insert on comments
    for each row execute function refuse_erased_author();
create trigger stories_author_is_there before insert on stories
    for each row execute function refuse_erased_author();
create trigger shelves_owner_is_there before insert on shelves
    for each row execute function refuse_erased_owner();
create trigger boards_owner_is_there before insert or update of owner_id on boards
    for each row execute function refuse_erased_owner();
create trigger follows_person_is_there before insert on follows
    for each row execute function refuse_erased_user();
create trigger follows_followed_is_there before insert on follows
    for each row when (new.person_id is not null) execute function refuse_erased_followed();
create trigger user_relations_person_is_there before insert on user_relations
    for each row execute function refuse_erased_user();
create trigger user_relations_other_is_there before insert on user_relations
    for each row execute function refuse_erased_other();

-- Nor does the account get a name again.
create function refuse_erased_name() returns trigger language plpgsql as $$
begin
    raise exception 'the account was erased' using errcode = 'foreign_key_violation';
end $$;
create trigger users_erased_stays_nameless
    before update of handle, display_name, email, email_verified_at, password_hash, bio, languages, role on users
    for each row when (old.erasure_requested_at is not null) execute function refuse_erased_name();
