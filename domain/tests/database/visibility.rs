use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    boards::{self, BoardError, BoardVisibility, ModerationMode},
    comments::{self, CommentBody, CommentStatus, CreateCommentError, NewComment},
    ids::StoryId,
    stories::{self, Listing, StoryChanges, StoryStatus},
};

use crate::stage::{ALL, Stage};

async fn finds_story(stage: &Stage, viewer: Option<&Viewer>, story: StoryId) -> bool {
    let by_id = stories::by_ids(stage.db.pool(), &[story], viewer.into()).await.unwrap();
    !by_id.is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_boards_stories_and_comments_are_not_found_by_strangers() {
    let stage = Stage::open().await;
    let (owner, stranger) = (stage.person("owner").await, stage.person("stranger").await);
    let moderator = stage.moderator("moderator").await;
    let board = stage.board(&owner, "secret", BoardVisibility::Private, ModerationMode::Pre).await;
    let story = stage.story(&owner, board.id, true).await;
    let comment = stage.comment(&owner, story.id, None, "between us").await;
    for viewer in [Some(&owner), Some(&moderator)] {
        assert!(finds_story(&stage, viewer, story.id).await);
        assert!(stage.seen(viewer, comment).await.is_some());
        assert!(boards::by_slug(stage.db.pool(), "secret", viewer.into()).await.unwrap().is_some());
    }
    for viewer in [None, Some(&stranger)] {
        let sight = viewer.into();
        assert!(!finds_story(&stage, viewer, story.id).await);
        assert!(stage.seen(viewer, comment).await.is_none());
        assert!(boards::by_slug(stage.db.pool(), "secret", sight).await.unwrap().is_none());
        assert!(boards::by_ids(stage.db.pool(), &[board.id], sight).await.unwrap().is_empty());
        for listing in [
            Listing::default(),
            Listing { board: Some(board.id), ..Listing::default() },
            Listing { author: Some(owner.id), ..Listing::default() },
        ] {
            let page = stories::list(stage.db.pool(), listing, ALL, sight).await.unwrap();
            assert!(page.items.is_empty(), "{listing:?}");
        }
    }
    assert!(boards::directory(stage.db.pool(), None, &[], ALL).await.unwrap().items.is_empty());
    let joined = boards::join(&stage.db, &stranger, board.id).await;
    assert!(matches!(joined, Err(BoardError::NotFound)), "{joined:?}");
    let new = NewComment { story: story.id, parent: None, body: CommentBody::parse("hello").unwrap() };
    let created = comments::create(&stage.db, &stranger, new, None).await;
    assert!(matches!(created, Err(CreateCommentError::StoryNotFound)), "{created:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_found_by_its_author_alone() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let moderator = stage.moderator("moderator").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &other, board.id).await.unwrap();
    let draft = stage.story(&author, board.id, false).await;
    let own = Listing { author: Some(author.id), ..Listing::default() };
    for viewer in [None, Some(&other), Some(&moderator)] {
        assert!(!finds_story(&stage, viewer, draft.id).await);
        for listing in [own, Listing::default(), Listing { board: Some(board.id), ..Listing::default() }] {
            let page = stories::list(stage.db.pool(), listing, ALL, viewer.into()).await.unwrap();
            assert!(page.items.is_empty(), "{listing:?}");
        }
    }
    assert!(finds_story(&stage, Some(&author), draft.id).await);
    assert_eq!(stories::list(stage.db.pool(), own, ALL, (&author).into()).await.unwrap().items.len(), 1);

    let (one, two) = tokio::join!(
        stories::publish(&stage.db, &author, draft.id),
        stories::publish(&stage.db, &author, draft.id)
    );
    assert_eq!([one.unwrap().status, two.unwrap().status], [StoryStatus::Published; 2]);
    assert!(finds_story(&stage, None, draft.id).await);
    let published = stage.told().await.iter().filter(|kind| *kind == "story.published").count();
    assert_eq!(published, 1, "publishing twice tells nobody twice");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_before_publishing_stays_the_authors() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let story = stage.story(&author, board.id, false).await.id;
    let rewrite = async |revision: i32| {
        stage.clock.advance(TimeDelta::seconds(1));
        let changes =
            StoryChanges::parse(None, Some(&format!("The text after {revision}.")), None, None).unwrap();
        stories::update(&stage.db, &author, story, revision, changes).await.unwrap();
        stage.clock.advance(TimeDelta::seconds(1));
    };
    let revisions = async |viewer: Option<&Viewer>| {
        let page = stories::revisions(stage.db.pool(), story, ALL, viewer.into()).await.unwrap();
        page.items.iter().map(|revision| revision.revision).collect::<Vec<_>>()
    };
    rewrite(1).await;
    stories::publish(&stage.db, &author, story).await.unwrap();
    rewrite(2).await;
    assert_eq!(revisions(None).await, [3, 2]);
    assert_eq!(revisions(Some(&author)).await, [3, 2, 1]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_comment_is_seen_by_its_author_and_nobody_else_does() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.submit(&author, story, None, "wait for it").await;
    assert_eq!(comment.status, CommentStatus::Pending);
    let listed = async |viewer: Option<&Viewer>| {
        let thread = comments::Thread::Story(story, comments::CommentOrder::Newest);
        comments::list(stage.db.pool(), thread, ALL, viewer.into()).await.unwrap().items.len()
    };
    for viewer in [None, Some(&other)] {
        assert!(stage.seen(viewer, comment.id).await.is_none());
        assert_eq!(listed(viewer).await, 0);
    }
    assert!(stage.seen(Some(&author), comment.id).await.is_some());
    assert_eq!(listed(Some(&author)).await, 1);
    stage.close().await;
}
