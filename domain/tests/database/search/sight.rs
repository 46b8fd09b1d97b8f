//! Nobody finds what they may not read.

use fabula_domain::{
    boards::{self, BoardVisibility, ModerationMode, NewBoard},
    comments,
    stories::{self, StoryChanges},
};

use super::{finds, write};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn private_words_are_found_by_members_alone() {
    let stage = Stage::open().await;
    let (owner, stranger) = (stage.person("owner").await, stage.person("stranger").await);
    let moderator = stage.moderator("moderator").await;
    let board = |slug: &'static str, visibility| {
        let new = NewBoard::parse(slug, "Quincunx", "", &["en".to_owned()], Some(visibility), None).unwrap();
        boards::create(&stage.db, &owner, new, None)
    };
    for (slug, visibility) in [("hidden", BoardVisibility::Private), ("unlisted", BoardVisibility::Unlisted)]
    {
        let board = board(slug, visibility).await.unwrap();
        let story = write(&stage, &owner, board.id, "en", "Zarzuela", "An ombrophile.").await;
        stage.comment(&owner, story, None, "What velleity!").await;
    }
    let secrets = [
        "quincunx",
        "quincunks",
        "zarzuela",
        "zarzuelas",
        "ombrophile",
        "ombro*",
        "velleity",
        "\"what velleity\"",
    ];
    for query in secrets {
        assert_eq!(finds(&stage, Some(&owner), query).await.len(), 2, "its member looks for {query}");
        for viewer in [None, Some(&stranger), Some(&moderator)] {
            assert!(finds(&stage, viewer, query).await.is_empty(), "{query}");
        }
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_of_sight_is_found_no_more() {
    let stage = Stage::open().await;
    let (owner, member) = (stage.person("owner").await, stage.person("member").await);
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let story = write(&stage, &owner, board.id, "en", "A fox", "The vixen.").await;
    let pending = stage.submit(&member, story, None, "velleity").await.id;
    for viewer in [None, Some(&owner), Some(&member)] {
        assert!(finds(&stage, viewer, "velleity").await.is_empty(), "what waits is not found");
    }
    stage.judge(pending, 1).await;
    assert_eq!(finds(&stage, None, "velleity").await, [pending.uuid()]);

    stage.edit(&member, pending, 1, "brumous").await;
    assert_eq!(finds(&stage, None, "velleity").await, [pending.uuid()], "what readers see is what is found");
    assert!(finds(&stage, None, "brumous").await.is_empty());
    stage.judge(pending, 2).await;
    assert_eq!(finds(&stage, None, "brumous").await, [pending.uuid()]);
    assert!(finds(&stage, None, "velleity").await.is_empty());

    comments::delete(&stage.db, &member, pending).await.unwrap();
    assert!(finds(&stage, None, "brumous").await.is_empty());

    let changes = StoryChanges::parse(Some("A hare"), None, None, None).unwrap();
    stories::update(&stage.db, &owner, story, 1, changes).await.unwrap();
    assert_eq!(finds(&stage, None, "hare").await, [story.uuid()]);
    assert!(finds(&stage, None, "fox").await.is_empty());

    boards::join(&stage.db, &member, board.id).await.unwrap();
    sqlx::query("update boards set visibility = 'PRIVATE'").execute(stage.db.pool()).await.unwrap();
    assert!(finds(&stage, None, "hare").await.is_empty());
    assert_eq!(finds(&stage, Some(&member), "hare").await, [story.uuid()]);
    boards::leave(&stage.db, &member, board.id).await.unwrap();
    assert!(finds(&stage, Some(&member), "hare").await.is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_found_by_its_author_alone() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let draft = stage.story(&author, board.id, false).await.id;
    assert_eq!(finds(&stage, Some(&author), "stars").await, [draft.uuid()]);
    for viewer in [None, Some(&other)] {
        assert!(finds(&stage, viewer, "stars").await.is_empty());
    }
    stories::publish(&stage.db, &author, draft).await.unwrap();
    assert_eq!(finds(&stage, None, "stars").await, [draft.uuid()]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_author_or_moderation_took_back_is_found_by_nobody() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let moderator = stage.moderator("moderator").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let story = write(&stage, &author, board.id, "en", "Zarzuela", "An ombrophile.").await;
    let comment = stage.comment(&other, story, None, "What velleity!").await;
    for (number, verdict) in ["[hold]", "[reject]"].into_iter().enumerate() {
        stage.comment(&other, story, None, &format!("brumous {number} {verdict}")).await;
    }
    let everybody = [None, Some(&author), Some(&other), Some(&moderator)];
    for viewer in everybody {
        assert!(finds(&stage, viewer, "brumous").await.is_empty(), "held and rejected texts are not found");
        assert_eq!(finds(&stage, viewer, "velleity").await, [comment.uuid()]);
    }

    stories::unpublish(&stage.db, &author, story).await.unwrap();
    for viewer in [None, Some(&other), Some(&moderator)] {
        for query in ["zarzuela", "ombrophile", "velleity"] {
            assert!(finds(&stage, viewer, query).await.is_empty(), "{query}: the story is not published");
        }
    }
    stories::publish(&stage.db, &author, story).await.unwrap();
    assert_eq!(finds(&stage, None, "zarzuela").await, [story.uuid()]);
    stories::delete(&stage.db, &author, story).await.unwrap();
    for viewer in everybody {
        for query in ["zarzuela", "ombrophile", "velleity"] {
            assert!(finds(&stage, viewer, query).await.is_empty(), "{query}: the story is deleted");
        }
    }
    stage.close().await;
}
