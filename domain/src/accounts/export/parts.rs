//! What an archive holds, file by file.

/// A file of the archive.
pub(super) struct Part {
    /// Its name, without its ending.
    pub(super) name: &'static str,
    /// What `id` names in its rows.
    pub(super) prefix: &'static str,
    /// How many rows a page has.
    pub(super) rows: i64,
    /// The rows of person `$1` after key `$2`, at most `$3`, in the order of their keys: each a key, never empty, and an
    /// object.
    pub(super) sql: &'static str,
}

/// Rows of a page where they are short.
const SHORT: i64 = 200;
/// Rows of a page where each may be a long story.
const LONG: i64 = 10;

/// The condition on a part's key comes before its rows are made, and on the column itself where that is its key: a page costs
/// what is on it, not what the person ever wrote.
macro_rules! part {
    ($name:literal, $prefix:literal, $rows:ident, id $key:literal, from $from:literal where $condition:literal,
     $($field:literal),+ $(,)?) => {
        part!(@ $name, $prefix, $rows, concat!($key, "::text"),
            concat!($key, " > coalesce(nullif($2, ''), '00000000-0000-0000-0000-000000000000')::uuid order by ", $key),
            $from, $condition, $($field),+)
    };
    ($name:literal, $prefix:literal, $rows:ident, text $key:literal, from $from:literal where $condition:literal,
     $($field:literal),+ $(,)?) => {
        part!(@ $name, $prefix, $rows, $key,
            concat!($key, " > $2 collate \"C\" order by ", $key, " collate \"C\""), $from, $condition, $($field),+)
    };
    (@ $name:literal, $prefix:literal, $rows:ident, $key:expr, $after:expr, $from:literal, $condition:literal,
     $first:literal $(, $field:literal)*) => {
        Part {
            name: $name,
            prefix: $prefix,
            rows: $rows,
            sql: concat!(
                "select ", $key, ", jsonb_build_object(", $first $(, ", ", $field)*, ") from ", $from,
                " where (", $condition, ") and ", $after, " limit $3"
            ),
        }
    };
}

/// Every part. A test holds them to the tables that have something of a person in them.
pub(super) const PARTS: &[Part] = &[
    part!("account", "user", SHORT, id "u.id",
        from "users u" where "u.id = $1",
        "'id', u.id", "'handle', u.handle", "'displayName', u.display_name", "'email', u.email",
        "'emailVerifiedAt', u.email_verified_at", "'languages', u.languages", "'role', u.role", "'bio', u.bio",
        "'createdAt', u.created_at"),
    part!("sessions", "session", SHORT, id "s.id",
        from "sessions s" where "s.user_id = $1",
        "'id', s.id", "'createdAt', s.created_at", "'lastSeenAt', s.last_seen_at", "'expiresAt', s.expires_at",
        "'userAgent', s.user_agent", "'network', s.network"),
    part!("access-tokens", "token", SHORT, id "t.id",
        from "access_tokens t" where "t.user_id = $1",
        "'name', t.name", "'scopes', t.scopes", "'createdAt', t.created_at", "'expiresAt', t.expires_at",
        "'lastUsedAt', t.last_used_at"),
    part!("identities", "identity", SHORT, id "i.id",
        from "identities i" where "i.user_id = $1",
        "'issuer', i.issuer", "'subject', i.subject", "'label', i.label", "'createdAt', i.created_at",
        "'lastUsedAt', i.last_used_at"),
    part!("second-factors", "user", SHORT, id "f.user_id",
        from "second_factors f" where "f.user_id = $1",
        "'createdAt', f.created_at", "'confirmedAt', f.confirmed_at"),
    part!("boards", "board", SHORT, id "b.id",
        from "boards b" where "b.owner_id = $1",
        "'id', b.id", "'slug', b.slug", "'title', b.title", "'description', b.description", "'languages', b.languages",
        "'visibility', b.visibility", "'createdAt', b.created_at"),
    part!("memberships", "board", SHORT, id "m.board_id",
        from "board_members m join boards b on b.id = m.board_id" where "m.user_id = $1",
        "'boardId', m.board_id", "'slug', b.slug", "'role', m.role", "'joinedAt', m.joined_at"),
    part!("join-requests", "request", SHORT, id "r.id",
        from "board_join_requests r join boards b on b.id = r.board_id" where "r.user_id = $1",
        "'boardId', r.board_id", "'slug', b.slug", "'note', r.note", "'status', r.status", "'createdAt', r.created_at"),
    part!("invitations", "invitation", SHORT, id "i.id",
        from "board_invitations i join boards b on b.id = i.board_id" where "i.user_id = $1 or i.inviter_id = $1",
        "'boardId', i.board_id", "'slug', b.slug", "'isToMe', i.user_id = $1", "'role', i.role",
        "'message', i.message", "'status', i.status", "'createdAt', i.created_at"),
    part!("invite-links", "link", SHORT, id "l.id",
        from "board_invite_links l join boards b on b.id = l.board_id" where "l.inviter_id = $1",
        "'boardId', l.board_id", "'slug', b.slug", "'role', l.role", "'uses', l.use_count", "'createdAt', l.created_at",
        "'expiresAt', l.expires_at"),
    part!("bans", "board", SHORT, id "x.board_id",
        from "board_bans x join boards b on b.id = x.board_id" where "x.user_id = $1",
        "'boardId', x.board_id", "'slug', b.slug", "'reason', x.reason", "'createdAt', x.created_at", "'until', x.until"),
    part!("shelves", "shelf", SHORT, id "s.id",
        from "shelves s" where "s.owner_id = $1",
        "'id', s.id", "'title', s.title", "'description', s.description", "'visibility', s.visibility",
        "'createdAt', s.created_at"),
    part!("shelf-items", "shelf", SHORT, text "(i.shelf_id::text || i.subject_id::text)",
        from "shelf_items i join shelves s on s.id = i.shelf_id" where "s.owner_id = $1",
        "'shelf', s.title", "'storyId', i.story_id", "'boardId', i.board_id", "'addedAt', i.added_at"),
    part!("stories", "story", LONG, id "s.id",
        from "stories s" where "s.author_id = $1",
        "'id', s.id", "'boardId', s.board_id", "'title', s.title", "'body', s.body", "'language', s.language",
        "'tags', s.tags", "'references', s.sources", "'status', s.status", "'revision', s.revision",
        "'publishedAt', s.published_at", "'createdAt', s.created_at", "'updatedAt', s.updated_at"),
    part!("story-revisions", "story", LONG, text "(r.story_id::text || lpad(r.revision::text, 10, '0'))",
        from "story_revisions r" where "r.edited_by = $1",
        "'storyId', r.story_id", "'revision', r.revision", "'title', r.title", "'body', r.body",
        "'language', r.language", "'tags', r.tags", "'references', r.sources", "'editedAt', r.edited_at"),
    part!("comments", "comment", SHORT, id "c.id",
        from "comments c" where "c.author_id = $1",
        "'id', c.id", "'storyId', c.story_id", "'parentId', c.parent_id", "'body', c.body", "'language', c.language",
        "'status', c.status", "'revision', c.revision", "'createdAt', c.created_at", "'editedAt', c.edited_at"),
    part!("comment-revisions", "comment", SHORT, text "(r.comment_id::text || lpad(r.revision::text, 10, '0'))",
        from "comment_revisions r" where "r.author_id = $1",
        "'commentId', r.comment_id", "'revision', r.revision", "'body', r.body", "'language', r.language",
        "'createdAt', r.created_at"),
    part!("moderation", "case", SHORT, id "k.id",
        from "moderation_cases k join comments c on c.id = k.comment_id" where "c.author_id = $1",
        "'commentId', k.comment_id", "'text', k.snapshot", "'state', k.state", "'openedAt', k.opened_at",
        "'decisions', (select coalesce(jsonb_agg(jsonb_build_object('outcome', d.outcome, 'reason', d.reason, 'decidedAt', d.decided_at) order by d.id), '[]') from moderation_decisions d where d.case_id = k.id)"),
    part!("decisions", "decision", SHORT, id "d.id",
        from "moderation_decisions d" where "d.decided_by = $1",
        "'outcome', d.outcome", "'reason', d.reason", "'note', d.note", "'decidedAt', d.decided_at"),
    part!("actions", "audit", SHORT, id "a.id",
        from "audit_entries a" where "a.actor_id = $1",
        "'at', a.at", "'action', a.action", "'detail', a.detail"),
    part!("reactions", "comment", SHORT, id "r.comment_id",
        from "comment_reactions r" where "r.user_id = $1",
        "'commentId', r.comment_id", "'reaction', r.reaction", "'createdAt', r.created_at"),
    part!("follows", "user", SHORT, text "coalesce(f.board_id, f.story_id, f.person_id)::text",
        from "follows f" where "f.user_id = $1",
        "'boardId', f.board_id", "'storyId', f.story_id", "'userId', f.person_id", "'createdAt', f.created_at"),
    part!("mutes-and-blocks", "user", SHORT, text "(r.other_id::text || r.kind)",
        from "user_relations r" where "r.user_id = $1",
        "'userId', r.other_id", "'kind', r.kind", "'createdAt', r.created_at"),
    part!("images", "image", SHORT, id "i.id",
        from "images i" where "i.owner_id = $1",
        "'id', i.id", "'sha256', encode(i.hash, 'hex')", "'uploadedAt', i.uploaded_at"),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// Tables that name a person and are no part of an archive, each with the reason.
    const LEFT_OUT: &[(&str, &str)] = &[
        ("account_tokens", "what proves an address, for hours"),
        ("idempotency_keys", "what a client called its requests, for a day"),
        ("mails", "what is on its way to them"),
        ("sign_in_challenges", "sign-ins that wait, for minutes"),
        ("sign_in_codes", "sign-ins that are handed over, for minutes"),
        ("image_uses", "which text shows which image: the texts are there"),
    ];

    #[test]
    fn every_table_that_names_a_person_is_in_the_archive() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
        let mut tables = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap() {
            let sql = fs::read_to_string(entry.unwrap().path()).unwrap();
            for definition in sql.split("create table ").skip(1) {
                let (name, rest) = definition.split_once(' ').unwrap();
                let definition = rest.split("\n);").next().unwrap();
                if definition.contains("references users") {
                    tables.insert(name.to_owned());
                }
            }
        }
        assert!(tables.len() > 15, "the migrations are read: {tables:?}");
        for table in tables {
            let is_part = PARTS.iter().any(|part| part.sql.contains(&format!(" {table} ")));
            let is_left_out = LEFT_OUT.iter().any(|(left_out, _)| *left_out == table);
            assert!(
                is_part != is_left_out,
                "say in PARTS what an archive has of {table}, or in LEFT_OUT why nothing"
            );
        }
    }
}
