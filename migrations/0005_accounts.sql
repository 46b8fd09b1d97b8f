-- Accounts grow up: profiles, proven addresses, passwords that can be changed and reset, sessions that can be told apart.

alter table users
    -- Markdown, as the person wrote it, and its sanitised rendering. Read on its own: lists of people don't carry it.
    add column bio text check (char_length(bio) between 1 and 2000),
    add column bio_html text,
    -- When a token that was sent to `email` came back. Null until then, and again when the address changes otherwise.
    add column email_verified_at timestamptz;

alter table sessions
    -- Coarse: written at most every few minutes, so that reading does not write.
    add column last_seen_at timestamptz,
    -- What the client called itself when it signed in, and the network that it came from (an IPv4 /24, an IPv6 /48):
    -- enough for a person to recognise their own devices.
    add column user_agent text check (char_length(user_agent) <= 300),
    add column network text check (char_length(network) <= 50);
update sessions set last_seen_at = created_at;
alter table sessions alter column last_seen_at set not null;

-- Tokens that prove who reads an address. At most one of each purpose lives: a new one takes the place of the old.
create table account_tokens (
    user_id    uuid not null references users on delete cascade,
    purpose    text not null check (purpose in ('VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL')),
    -- SHA-256 of 160 random bits: a stolen database opens nothing.
    token_hash bytea not null,
    -- The address that the token was sent to. It proves nothing about any other.
    email      text not null check (char_length(email) between 3 and 254),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (user_id, purpose),
    constraint account_tokens_token_hash_key unique (token_hash)
);
-- Expired tokens are swept away in batches.
create index account_tokens_expires_at_idx on account_tokens (expires_at);

-- Mails that are wanted and not yet with a mail server. A row goes when its mail has been handed over, so that no
-- address stays here. It holds no token: the worker makes one when it writes the mail.
create table mails (
    id            uuid primary key,
    kind          text not null check (kind in ('VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL', 'PASSWORD_CHANGED',
                                                'EMAIL_CHANGED')),
    -- Null when only an address was given: whether somebody has it is for the worker to find out, so that asking takes
    -- the same time either way.
    user_id       uuid references users on delete cascade,
    recipient     text not null check (char_length(recipient) between 3 and 254),
    created_at    timestamptz not null,
    -- A worker's lease: another may write the mail once this has passed.
    claimed_until timestamptz
);
create index mails_user_id_idx on mails (user_id);
-- What could not be sent for a week is swept away.
create index mails_created_at_idx on mails (created_at);
