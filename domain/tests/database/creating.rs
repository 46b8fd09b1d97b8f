use fabula_domain::{
    Viewer,
    boards::{
        self, BoardChanges, BoardError, BoardVisibility, CreateBoardError, ModerationMode, NewBoard, Refusal,
    },
    comments::{self, Comment, CommentBody, CreateCommentError, NewComment},
    idempotency::{IdempotencyKey, ReserveError},
    ids::StoryId,
};

use crate::stage::Stage;

async fn create(
    stage: &Stage,
    viewer: &Viewer,
    story: StoryId,
    text: &str,
    key: &str,
) -> Result<Comment, CreateCommentError> {
    let key = IdempotencyKey::parse(key, &[&story.to_string(), text]).unwrap();
    let new = NewComment { story, parent: None, body: CommentBody::parse(text).unwrap() };
    comments::create(&stage.db, viewer, new, Some(&key)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_creates_with_one_key_at_once_make_one_comment() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let attempts =
        futures::future::join_all((0..8).map(|_| create(&stage, &author, story, "once", "key-1"))).await;
    let ids: std::collections::HashSet<_> = attempts.into_iter().map(|comment| comment.unwrap().id).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(stage.count("select count(*) from comments").await, 1);
    assert_eq!(stage.count("select count(*) from outbox where type = 'comment.submitted'").await, 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_its_user_and_its_input() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let first = create(&stage, &author, story, "one", "key").await.unwrap();
    let reused = create(&stage, &author, story, "another", "key").await;
    assert!(matches!(reused, Err(CreateCommentError::Key(ReserveError::Invalid(_)))), "{reused:?}");
    let others = create(&stage, &other, story, "one", "key").await.unwrap();
    assert_ne!(first.id, others.id);
    comments::delete(&stage.db, &author, first.id).await.unwrap();
    let repeated = create(&stage, &author, story, "one", "key").await.unwrap();
    assert_eq!(repeated.id, first.id, "the first result, whatever became of it");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_boards_with_one_slug_at_once_one_is_opened() {
    let stage = Stage::open().await;
    let (one, two) = (stage.person("one").await, stage.person("two").await);
    let new = || {
        let languages = ["en".to_owned()];
        NewBoard::parse("tales", "Tales", "", &languages, Some(BoardVisibility::Public), None).unwrap()
    };
    let (first, second) = tokio::join!(
        boards::create(&stage.db, &one, new(), None),
        boards::create(&stage.db, &two, new(), None)
    );
    let failure = match (first, second) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        both => panic!("one of the two should have the slug: {both:?}"),
    };
    assert!(matches!(failure, CreateBoardError::SlugTaken), "{failure:?}");
    assert_eq!(stage.count("select count(*) from board_members").await, 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_and_leaving_twice_counts_once() {
    let stage = Stage::open().await;
    let (owner, guest) = (stage.person("owner").await, stage.person("guest").await);
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let joined = futures::future::join_all((0..4).map(|_| boards::join(&stage.db, &guest, board.id))).await;
    assert!(joined.iter().all(Result::is_ok));
    assert_eq!(boards::by_ids(stage.db.pool(), &[board.id], None.into()).await.unwrap()[0].member_count, 2);
    let left = futures::future::join_all((0..4).map(|_| boards::leave(&stage.db, &guest, board.id))).await;
    assert!(left.iter().all(Result::is_ok));
    assert_eq!(boards::by_ids(stage.db.pool(), &[board.id], None.into()).await.unwrap()[0].member_count, 1);
    let left = boards::leave(&stage.db, &owner, board.id).await;
    assert!(matches!(left, Err(BoardError::Refused(Refusal::NotAllowed(_)))));
    stage.close().await;
}

#[tokio::test]
async fn a_board_is_changed_by_its_owner_field_by_field() {
    let stage = Stage::open().await;
    let (owner, member) = (stage.person("owner").await, stage.person("member").await);
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &member, board.id).await.unwrap();
    let title = BoardChanges::parse(Some("Tall tales"), None, None, None, None).unwrap();
    let private = BoardChanges::parse(None, None, None, Some(BoardVisibility::Private), None).unwrap();

    let refused = boards::update(&stage.db, &member, board.id, title.clone()).await;
    assert!(matches!(refused, Err(BoardError::Refused(Refusal::NotAllowed(_)))));
    let (one, other) = tokio::join!(
        boards::update(&stage.db, &owner, board.id, title),
        boards::update(&stage.db, &owner, board.id, private)
    );
    assert!(one.is_ok() && other.is_ok());
    let changed = boards::by_ids(stage.db.pool(), &[board.id], (&owner).into()).await.unwrap().pop().unwrap();
    assert_eq!((changed.title.as_str(), changed.visibility), ("Tall tales", BoardVisibility::Private));
    let stranger = stage.person("stranger").await;
    let hidden = boards::update(
        &stage.db,
        &stranger,
        board.id,
        BoardChanges::parse(Some("Mine now"), None, None, None, None).unwrap(),
    );
    assert!(matches!(hidden.await, Err(BoardError::NotFound)));
    assert!(BoardChanges::parse(None, None, Some(&[]), None, None).is_err());
    stage.close().await;
}
