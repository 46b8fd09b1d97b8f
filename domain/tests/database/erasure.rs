//! Erasing accounts, and taking everything along before.

use std::io::{Cursor, Read as _};

use fabula_domain::{
    Viewer,
    accounts::{self, ErasedTexts, Erasure, Handle, NewAccount, ProfileChanges, RegisterError},
    boards::{self, BoardRole, BoardVisibility, ModerationMode},
    comments::{self, CommentStatus, Reaction},
    follows::{self, FollowSubject},
    ids::{CommentId, StoryId},
    relations::{self, RelationKind},
    stories::{self, NewStory},
};
use fabula_platform::objects::Objects;
use futures::TryStreamExt as _;

use crate::stage::Stage;

/// Words that stand in something of the account that is erased, and nowhere else.
const NAME: &str = "zephyrine";
const BIO: &str = "quixotry";
const DRAFT: &str = "velleity";
const HELD: &str = "ombrophile";
const STORY: &str = "brumous";
const COMMENT: &str = "susurrus";

/// Somebody who has left something everywhere, and somebody who has to do with them.
struct Scene {
    leaver: Viewer,
    friend: Viewer,
    story: StoryId,
    comment: CommentId,
    reply: CommentId,
}

async fn scene(stage: &Stage) -> Scene {
    let (leaver, friend) = (stage.person(NAME).await, stage.person("friend").await);
    let profile = ProfileChanges::parse(Some("Zephyrine the Wise"), Some(Some(BIO)), None).unwrap();
    accounts::update_profile(&stage.db, &leaver, profile).await.unwrap();
    let board = stage.board(&friend, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &leaver, board.id).await.unwrap();
    let write = async |text: &str, publish: bool| {
        let new =
            NewStory::parse(board.id, text, &format!("A {text} text."), Some("en"), &[], publish).unwrap();
        stories::create(&stage.db, &leaver, new, None).await.unwrap().id
    };
    let story = write(STORY, true).await;
    write(DRAFT, false).await;
    let comment = stage.comment(&leaver, story, None, &format!("A {COMMENT} remark.")).await;
    let reply = stage.comment(&friend, story, Some(comment), "I see it in the same way.").await;
    stage.comment(&leaver, story, None, &format!("[hold] A {HELD} remark.")).await;
    comments::react(&stage.db, &leaver, reply, Reaction::Like, false).await.unwrap();
    follows::follow(&stage.db, &leaver, FollowSubject::Person(friend.id)).await.unwrap();
    follows::follow(&stage.db, &friend, FollowSubject::Person(leaver.id)).await.unwrap();
    relations::set(&stage.db, &leaver, friend.id, RelationKind::Mute, true).await.unwrap();
    Scene { leaver, friend, story, comment, reply }
}

async fn erase(stage: &Stage, leaver: &Viewer, texts: ErasedTexts) {
    let person = leaver.signed_in().unwrap();
    let handle = Handle::parse(NAME).unwrap();
    let ended = accounts::request_erasure(&stage.db, &person, &handle, texts).await.unwrap();
    assert_eq!(ended, [person.session.into()]);
    assert_eq!(accounts::erase(&stage.db, leaver.id).await.unwrap(), Erasure::Complete);
}

/// Every table that has a word in it, anywhere.
async fn tables_with(stage: &Stage, word: &str) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
         order by table_name",
    )
    .fetch_all(stage.db.pool())
    .await
    .unwrap();
    let mut found = Vec::new();
    for table in tables {
        let sql = format!("select exists (select from {table} t where t::text ilike '%' || $1 || '%')");
        let has: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(word).fetch_one(stage.db.pool()).await.unwrap();
        if has {
            found.push(table);
        }
    }
    found
}

#[tokio::test]
async fn nothing_of_an_erased_account_is_left_but_the_texts_that_were_to_stay() {
    let stage = Stage::open().await;
    let scene = scene(&stage).await;
    for word in [NAME, BIO, DRAFT, HELD, STORY, COMMENT] {
        assert!(!tables_with(&stage, word).await.is_empty(), "the search is blind to {word}");
    }
    erase(&stage, &scene.leaver, ErasedTexts::Keep).await;
    for word in [NAME, BIO, DRAFT, HELD] {
        assert_eq!(tables_with(&stage, word).await, Vec::<String>::new(), "{word} is left");
    }
    let comment = stage.seen(Some(&scene.friend), scene.comment).await.unwrap();
    assert!(comment.body.contains(COMMENT) && comment.author_id.is_none());
    let reply = stage.seen(None, scene.reply).await.unwrap();
    assert_eq!(reply.reactions.of(Reaction::Like), 0, "the reaction is taken back");
    let story = stories::by_ids(stage.db.pool(), &[scene.story], None.into()).await.unwrap().pop().unwrap();
    let author = accounts::by_ids(stage.db.pool(), &[story.author_id]).await.unwrap().pop().unwrap();
    assert!(author.handle.starts_with("erased_") && author.display_name == "erased");
    stage.close().await;
}

#[tokio::test]
async fn texts_go_with_the_account_if_so_wished_and_threads_stay() {
    let stage = Stage::open().await;
    let scene = scene(&stage).await;
    let board = stage.board(&scene.friend, "other", BoardVisibility::Public, ModerationMode::Pre).await;
    let elsewhere = stage.story(&scene.friend, board.id, true).await.id;
    let comment = stage.comment(&scene.leaver, elsewhere, None, &format!("Another {COMMENT} remark.")).await;
    let reply = stage.comment(&scene.friend, elsewhere, Some(comment), "So it is.").await;
    erase(&stage, &scene.leaver, ErasedTexts::Delete).await;
    for word in [NAME, BIO, DRAFT, HELD, STORY, COMMENT] {
        assert_eq!(tables_with(&stage, word).await, Vec::<String>::new(), "{word} is left");
    }
    let tombstone = stage.seen(None, comment).await.unwrap();
    assert_eq!((tombstone.status, tombstone.reply_count), (CommentStatus::Deleted, 1));
    assert!(stage.seen(None, reply).await.is_some(), "what others said stays");
    assert!(stories::by_ids(stage.db.pool(), &[scene.story], None.into()).await.unwrap().is_empty());
    stage.close().await;
}

#[tokio::test]
async fn an_erased_account_lets_nobody_in_and_its_handle_is_nobodys() {
    let stage = Stage::open().await;
    let scene = scene(&stage).await;
    let person = scene.leaver.signed_in().unwrap();
    let other = Handle::parse("friend").unwrap();
    accounts::request_erasure(&stage.db, &person, &other, ErasedTexts::Keep).await.unwrap_err();
    let handle = Handle::parse(NAME).unwrap();
    accounts::request_erasure(&stage.db, &person, &handle, ErasedTexts::Keep).await.unwrap();
    accounts::request_erasure(&stage.db, &person, &handle, ErasedTexts::Keep).await.unwrap_err();
    assert_eq!(stage.count("select count(*) from sessions where user_id <> (select id from users where handle = 'friend')").await, 0);
    let again = NewAccount::parse(NAME, None, "else@example.org", "correct horse", &[]).unwrap();
    let refused = accounts::register(&stage.db, &stage.passwords, again, chrono::TimeDelta::days(1)).await;
    assert!(matches!(refused, Err(RegisterError::HandleTaken)));
    let free =
        NewAccount::parse("zephyr", None, &format!("{NAME}@example.org"), "correct horse", &[]).unwrap();
    accounts::register(&stage.db, &stage.passwords, free, chrono::TimeDelta::days(1)).await.unwrap();
    stage.close().await;
}

#[tokio::test]
async fn an_erasure_that_comes_twice_at_once_is_done_once() {
    let stage = Stage::open().await;
    let scene = scene(&stage).await;
    let person = scene.leaver.signed_in().unwrap();
    let handle = Handle::parse(NAME).unwrap();
    accounts::request_erasure(&stage.db, &person, &handle, ErasedTexts::Delete).await.unwrap();
    let (one, other) = tokio::join!(
        accounts::erase(&stage.db, scene.leaver.id),
        accounts::erase(&stage.db, scene.leaver.id)
    );
    assert_eq!((one.unwrap(), other.unwrap()), (Erasure::Complete, Erasure::Complete));
    assert_eq!(tables_with(&stage, COMMENT).await, Vec::<String>::new());
    // Somebody whom nobody asked to erase stays.
    accounts::erase(&stage.db, scene.friend.id).await.unwrap();
    assert_eq!(stage.count("select count(*) from comments where author_id is not null").await, 1);
    stage.close().await;
}

#[tokio::test]
async fn boards_pass_to_their_oldest_moderator_or_are_closed() {
    let stage = Stage::open().await;
    let (leaver, friend) = (stage.person(NAME).await, stage.person("friend").await);
    let shared = stage.board(&leaver, "shared", BoardVisibility::Public, ModerationMode::Pre).await;
    let lonely = stage.board(&leaver, "lonely", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &friend, shared.id).await.unwrap();
    boards::change_role(&stage.db, &leaver, shared.id, friend.id, BoardRole::Moderator).await.unwrap();
    erase(&stage, &leaver, ErasedTexts::Keep).await;
    let both = boards::by_ids(stage.db.pool(), &[shared.id, lonely.id], (&friend).into()).await.unwrap();
    let find = |id| both.iter().find(|board| board.id == id).unwrap();
    assert_eq!((find(shared.id).owner_id, find(shared.id).member_count), (friend.id, 1));
    assert!(find(lonely.id).archived_at.is_some(), "nobody looks after it any more");
    stage.close().await;
}

/// What becomes of each column that names a person when their account is erased. The row of the account stays, so what is
/// not cleared away names an account without a name.
const COLUMNS: &[(&str, &[&str])] = &[
    (
        "gone",
        &[
            "access_tokens.user_id",
            "account_tokens.user_id",
            "board_bans.user_id",
            "board_invitations.inviter_id",
            "board_invitations.user_id",
            "board_invite_links.inviter_id",
            "board_join_requests.user_id",
            "board_members.user_id",
            "comment_reactions.user_id",
            "comment_revisions.author_id",
            "comments.author_id",
            "follows.person_id",
            "follows.user_id",
            "idempotency_keys.user_id",
            "identities.user_id",
            "image_uses.user_id",
            "mails.user_id",
            "moderation_cases.lease_holder_id",
            "second_factors.user_id",
            "sessions.user_id",
            "shelves.owner_id",
            "sign_in_challenges.user_id",
            "sign_in_codes.user_id",
            "user_relations.other_id",
            "user_relations.user_id",
        ],
    ),
    (
        "kept: it says what was done, and no longer by whom",
        &[
            "audit_entries.actor_id",
            "board_bans.banned_by",
            "board_join_requests.answered_by",
            "boards.offered_to",
            "boards.owner_id",
            "images.owner_id",
            "moderation_decisions.decided_by",
            "stories.author_id",
            "stories.discussion_locked_by",
            "story_revisions.edited_by",
        ],
    ),
];

#[tokio::test]
async fn every_column_that_names_a_person_is_thought_of() {
    let stage = Stage::open().await;
    let named: Vec<String> = sqlx::query_scalar(
        "select c.conrelid::regclass || '.' || a.attname from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.confrelid = 'users'::regclass",
    )
    .fetch_all(stage.db.pool())
    .await
    .unwrap();
    let mut thought_of: Vec<String> =
        COLUMNS.iter().flat_map(|(_, columns)| *columns).map(|&c| c.to_owned()).collect();
    let mut named: Vec<String> = named;
    named.sort();
    thought_of.sort();
    assert_eq!(named, thought_of, "say in COLUMNS, and in accounts::erase, what becomes of them");
    stage.close().await;
}

#[tokio::test]
async fn an_archive_has_everything_that_is_kept_of_a_person() {
    let stage = Stage::open().await;
    let scene = scene(&stage).await;
    let objects = Objects::in_folder(None);
    let pieces: Vec<_> =
        accounts::export(stage.db.clone(), objects, scene.leaver.id).try_collect().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(pieces.concat())).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    for (file, word) in [
        ("account.jsonl", "zephyrine@example.org"),
        ("account.jsonl", BIO),
        ("stories.jsonl", DRAFT),
        ("stories.jsonl", STORY),
        ("comments.jsonl", COMMENT),
        ("comments.jsonl", HELD),
        ("reactions.jsonl", "LIKE"),
        ("mutes-and-blocks.jsonl", "MUTE"),
        ("memberships.jsonl", "tales"),
        ("moderation.jsonl", HELD),
    ] {
        assert!(read(file).contains(word), "{file} lacks {word}: {}", read(file));
    }
    let comment: serde_json::Value =
        serde_json::from_str(read("comments.jsonl").lines().next().unwrap()).unwrap();
    assert_eq!(comment["id"], scene.comment.to_string(), "ids are those of the API");
    assert_eq!(comment["storyId"], scene.story.to_string());
    assert!(!read("comments.jsonl").contains("same way"), "what others wrote is theirs");
    stage.close().await;
}

#[tokio::test]
async fn nothing_is_added_to_an_account_that_was_erased() {
    let stage = Stage::open().await;
    let scene = scene(&stage).await;
    let board = stage.board(&scene.friend, "other", BoardVisibility::Public, ModerationMode::Pre).await;
    erase(&stage, &scene.leaver, ErasedTexts::Keep).await;
    // What was let in before the account was erased, and is done only now.
    let address = format!("{NAME}@example.org");
    let day = chrono::TimeDelta::days(1);
    let sign_in = accounts::sign_in(&stage.db, &stage.passwords, &address, "correct horse", day).await;
    assert!(sign_in.is_err());
    let new = NewStory::parse(board.id, "Late", "Too late.", Some("en"), &[], true).unwrap();
    assert!(stories::create(&stage.db, &scene.leaver, new, None).await.is_err());
    assert!(comments::react(&stage.db, &scene.leaver, scene.reply, Reaction::Like, false).await.is_err());
    assert!(boards::join(&stage.db, &scene.leaver, board.id).await.is_err());
    assert!(
        relations::set(&stage.db, &scene.friend, scene.leaver.id, RelationKind::Mute, true).await.is_err()
    );
    assert!(follows::follow(&stage.db, &scene.friend, FollowSubject::Person(scene.leaver.id)).await.is_err());
    let profile = ProfileChanges::parse(Some("Again"), None, None).unwrap();
    assert!(accounts::update_profile(&stage.db, &scene.leaver, profile).await.is_err());
    stage.close().await;
}

#[tokio::test]
async fn an_archive_has_everything_however_many_pages_it_takes() {
    let stage = Stage::open().await;
    let ada = stage.person("ada").await;
    let board = stage.board(&ada, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let mut written = std::collections::BTreeSet::new();
    for _ in 0..27 {
        written.insert(stage.story(&ada, board.id, true).await.id.to_string());
    }
    let pieces: Vec<_> =
        accounts::export(stage.db.clone(), Objects::in_folder(None), ada.id).try_collect().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(pieces.concat())).unwrap();
    let mut lines = String::new();
    archive.by_name("stories.jsonl").unwrap().read_to_string(&mut lines).unwrap();
    let stories: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(stories.len(), 27, "each once");
    let found: std::collections::BTreeSet<String> =
        stories.iter().map(|story| story["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(found, written);
    stage.close().await;
}
