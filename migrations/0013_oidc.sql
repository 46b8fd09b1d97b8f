-- Signing in by other providers: what journeys carry, and codes that hand a sign-in over to a program.

-- An account is opened at once, under a handle that nobody has: nothing waits for a choice.
drop table identity_arrivals;

alter table identity_journeys
    -- Whether the person was asked to show the provider once more that it is them. Coming back is then a confirmation.
    add column is_afresh boolean not null default false,
    -- SHA-256 of what the program that sent them knows (RFC 7636, S256): it gets a code, and no cookie is set.
    add column code_challenge bytea check (octet_length(code_challenge) = 32);

-- Sign-ins that a browser has made and a program is to pick up. A row goes when its code is used.
create table sign_in_codes (
    -- SHA-256 of 160 random bits.
    code_hash      bytea primary key,
    user_id        uuid not null references users on delete cascade,
    -- Of two who have the code, only the one who began knows what this is the SHA-256 of.
    code_challenge bytea not null check (octet_length(code_challenge) = 32),
    -- When the person had last shown that it is them.
    confirmed_at   timestamptz not null,
    expires_at     timestamptz not null
);
create index sign_in_codes_user_id_idx on sign_in_codes (user_id);
create index sign_in_codes_expires_at_idx on sign_in_codes (expires_at);
