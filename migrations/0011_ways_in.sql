-- Ways in beside the password: access tokens for programs, a second factor, and identities that other providers vouch for.

-- Who came by another provider has no password, until they set one.
alter table users alter column password_hash drop not null;

alter table sessions
    -- When the person last showed that it is them: by signing in, or by giving what they sign in with once more. What
    -- would let somebody else in for good needs this to be recent, so that a device left open is not enough.
    add column confirmed_at timestamptz;
update sessions set confirmed_at = created_at;
alter table sessions alter column confirmed_at set not null;

create table access_tokens (
    id           uuid primary key,
    user_id      uuid not null references users on delete cascade,
    -- What its owner calls it, to know it again.
    name         text not null check (char_length(name) between 1 and 100),
    -- SHA-256 of more than 170 random bits: a stolen database opens nothing.
    token_hash   bytea not null,
    -- What it may do, with what that implies written out.
    scopes       text[] not null check (scopes <@ array['READ', 'WRITE', 'MODERATE', 'ADMIN'] and 'READ' = any (scopes)),
    created_at   timestamptz not null,
    -- Every token ends: one that was forgotten must not open the account for ever.
    expires_at   timestamptz not null,
    -- Coarse: written at most every few minutes, so that reading does not write. Null until it is used.
    last_used_at timestamptz,
    constraint access_tokens_token_hash_key unique (token_hash)
);
-- A person's tokens, newest first, and how many there are.
create index access_tokens_user_id_idx on access_tokens (user_id, id);
-- Expired tokens are swept away in batches, a month later.
create index access_tokens_expires_at_idx on access_tokens (expires_at);

-- Codes from an app (RFC 6238) that are asked for beside the password.
create table second_factors (
    user_id      uuid primary key references users on delete cascade,
    -- What app and server share, sealed if the instance has a key: the first byte tells.
    secret       bytea not null,
    created_at   timestamptz not null,
    -- When the first code proved that the app has the secret. Until then nobody is asked for codes.
    confirmed_at timestamptz,
    -- The step of the last code that was taken: no code is taken twice (RFC 6238, 5.2).
    last_step    bigint not null default 0
);

-- What gets in without the app. A row goes when its code is used.
create table recovery_codes (
    user_id   uuid not null references second_factors on delete cascade,
    -- SHA-256 of 80 random bits.
    code_hash bytea not null,
    primary key (user_id, code_hash)
);

-- Sign-ins that wait for the second factor.
create table sign_in_challenges (
    -- SHA-256 of 160 random bits.
    token_hash bytea primary key,
    user_id    uuid not null references users on delete cascade,
    -- Codes that were tried with it: it dies of a few.
    attempts   smallint not null default 0,
    expires_at timestamptz not null
);
create index sign_in_challenges_user_id_idx on sign_in_challenges (user_id);
create index sign_in_challenges_expires_at_idx on sign_in_challenges (expires_at);

-- Who other providers (OpenID Connect) say that a person is. The pair is the provider's name for them; a mail address is not,
-- since it may pass to somebody else.
create table identities (
    id           uuid primary key,
    user_id      uuid not null references users on delete cascade,
    issuer       text not null check (char_length(issuer) between 1 and 2000),
    subject      text not null check (char_length(subject) between 1 and 255),
    -- What the person recognises it by: the address or name that the provider told when it was linked.
    label        text check (char_length(label) between 1 and 254),
    created_at   timestamptz not null,
    last_used_at timestamptz,
    constraint identities_issuer_subject_key unique (issuer, subject)
);
create index identities_user_id_idx on identities (user_id, id);

-- People who are at a provider just now. A row goes when they come back.
create table identity_journeys (
    -- SHA-256 of the 160 random bits of `state`.
    state_hash   bytea primary key,
    -- SHA-256 of the cookie of the browser that set out: nobody can be sent in on somebody else's journey.
    browser_hash bytea not null,
    provider     text not null check (char_length(provider) between 1 and 40),
    -- Kept as they are: they are of no use without the browser's cookie and the provider's code.
    nonce        text not null check (char_length(nonce) <= 100),
    verifier     text not null check (char_length(verifier) <= 128),
    -- The path on this site where they want to be afterwards.
    return_to    text not null check (char_length(return_to) <= 2000),
    -- The session in which they asked to link the identity; null when they want to sign in. Does it end, nothing is linked.
    session_id   uuid references sessions on delete cascade,
    expires_at   timestamptz not null
);
create index identity_journeys_session_id_idx on identity_journeys (session_id) where session_id is not null;
create index identity_journeys_expires_at_idx on identity_journeys (expires_at);

-- Identities that a provider has vouched for and that have no account yet: what waits for the person to choose a handle.
create table identity_arrivals (
    -- SHA-256 of 160 random bits, which the person's browser has.
    token_hash   bytea primary key,
    issuer       text not null check (char_length(issuer) between 1 and 2000),
    subject      text not null check (char_length(subject) between 1 and 255),
    email        text not null check (char_length(email) between 3 and 254),
    -- Whether the provider says that the address is theirs.
    verified     boolean not null,
    display_name text check (char_length(display_name) between 1 and 80),
    -- What their handle may be like.
    handle_hint  text check (char_length(handle_hint) between 1 and 100),
    expires_at   timestamptz not null
);
create index identity_arrivals_expires_at_idx on identity_arrivals (expires_at);

alter table mails
    drop constraint mails_kind_check,
    add constraint mails_kind_check check (kind in (
        'VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL', 'PASSWORD_CHANGED', 'EMAIL_CHANGED',
        'ACCESS_TOKEN_CREATED', 'SECOND_FACTOR_ON', 'SECOND_FACTOR_OFF', 'RECOVERY_CODES_REPLACED',
        'IDENTITY_LINKED', 'IDENTITY_UNLINKED'));
