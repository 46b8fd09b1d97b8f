use fabula_domain::{
    boards::ModerationMode,
    comments::{self, CommentBody, CommentEdit, CommentOrder, CommentStatus, EditCommentError, Thread},
    page::{Direction, PageArguments, PageRequest},
    viewer::Sight,
};

use crate::stage::{ALL, Stage};

const ANYONE: Sight = Sight { user: None, moderator: false };

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_waits_behind_the_text_that_readers_see() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "first").await;
    stage.edit(&author, comment, 1, "second").await;
    assert_eq!(stage.seen(None, comment).await.unwrap().body, "first");
    assert_eq!(stage.seen(Some(&author), comment).await.unwrap().body, "second");
    stage.judge(comment, 2).await;
    let seen = stage.seen(None, comment).await.unwrap();
    assert_eq!((seen.body.as_str(), seen.revision), ("second", 2));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_post_board_readers_see_at_once_and_a_bad_verdict_withdraws() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Post).await;
    let comment = stage.submit(&author, story, None, "[reject] me").await;
    assert_eq!(comment.status, CommentStatus::Published);
    assert!(stage.seen(None, comment.id).await.is_some());
    stage.judge(comment.id, 1).await;
    assert!(stage.seen(None, comment.id).await.is_none());
    assert_eq!(
        stage.told().await[3..],
        ["comment.submitted", "comment.published", "comment.removed"],
        "after user, board and story"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_edit_is_a_conflict_with_the_current_comment() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "first").await;
    let edit =
        |text: &str| CommentEdit { comment, expected_revision: 1, body: CommentBody::parse(text).unwrap() };
    let (one, two) = tokio::join!(
        comments::edit(&stage.db, &author, edit("second")),
        comments::edit(&stage.db, &author, edit("third"))
    );
    let (kept, refused) = match (one, two) {
        (Ok(kept), Err(refused)) | (Err(refused), Ok(kept)) => (kept, refused),
        both => panic!("one of the two should have been faster: {both:?}"),
    };
    let EditCommentError::RevisionConflict(current) = refused else { panic!("{refused:?}") };
    assert_eq!((current.revision, &current.body), (2, &kept.body));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_comment_leaves_a_tombstone_only_above_replies() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let alone = stage.comment(&author, story, None, "alone").await;
    let parent = stage.comment(&author, story, None, "parent").await;
    let reply = stage.comment(&author, story, Some(parent), "reply").await;
    for comment in [alone, parent, alone] {
        let deleted = comments::delete(&stage.db, &author, comment).await.unwrap();
        assert_eq!(deleted.unwrap().status, CommentStatus::Deleted);
    }
    let top = async || {
        let page =
            comments::list(stage.db.pool(), Thread::Story(story, CommentOrder::Oldest), ALL, ANYONE).await;
        page.unwrap().items
    };
    let listed = top().await;
    assert_eq!(listed.iter().map(|comment| comment.id).collect::<Vec<_>>(), [parent]);
    assert!(!listed[0].text_is_visible(ANYONE) && !listed[0].text_is_visible((&author).into()));
    comments::delete(&stage.db, &author, reply).await.unwrap();
    assert!(top().await.is_empty(), "the last reply takes the tombstone with it");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_cover_a_thread_once_in_both_directions_while_it_grows() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let mut written = Vec::new();
    for index in 0..25 {
        written.push(stage.comment(&author, story, None, &format!("number {index}")).await);
    }
    let thread = Thread::Story(story, CommentOrder::Oldest);
    let list = thread.list();
    let (mut forward, mut arguments) =
        (Vec::new(), PageArguments { first: Some(4), ..PageArguments::default() });
    loop {
        let page =
            comments::list(stage.db.pool(), thread, arguments.check(list).unwrap(), ANYONE).await.unwrap();
        forward.extend(page.items.iter().map(|comment| comment.id));
        if !page.has_next {
            break;
        }
        arguments.after = page.items.last().map(|comment| list.cursor(comment.id.uuid()));
        if forward.len() < 10 {
            written.push(stage.comment(&author, story, None, "meanwhile").await);
        }
    }
    assert_eq!(forward, written);
    let (mut backward, mut arguments) =
        (Vec::new(), PageArguments { last: Some(7), ..PageArguments::default() });
    loop {
        let page =
            comments::list(stage.db.pool(), thread, arguments.check(list).unwrap(), ANYONE).await.unwrap();
        backward.splice(0..0, page.items.iter().map(|comment| comment.id));
        if !page.has_previous {
            break;
        }
        arguments.before = page.items.first().map(|comment| list.cursor(comment.id.uuid()));
    }
    assert_eq!(backward, written);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_replies_of_many_comments_are_those_that_each_list_begins_with() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let mut parents = Vec::new();
    for count in 0..4 {
        let parent = stage.comment(&author, story, None, "parent").await;
        for index in 0..count {
            stage.comment(&author, story, Some(parent), &format!("reply {index}")).await;
        }
        parents.push(parent);
    }
    for sight in [ANYONE, (&author).into()] {
        let request = PageRequest { size: 2, direction: Direction::Forward, cursor: None, rank: 0 };
        let together = comments::replies(stage.db.pool(), &parents, request, sight).await.unwrap();
        assert_eq!(together.len(), parents.len());
        for (parent, page) in together {
            let alone =
                comments::list(stage.db.pool(), Thread::Replies(parent), request, sight).await.unwrap();
            let ids = |page: &fabula_domain::page::Page<comments::Comment>| {
                page.items.iter().map(|comment| comment.id).collect::<Vec<_>>()
            };
            assert_eq!((ids(&page), page.has_next), (ids(&alone), alone.has_next));
        }
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_corrects_the_language_of_a_comment_and_later_edits_keep_it() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Post).await;
    let text = "Es war einmal ein Fuchs, der jede Nacht die Sterne zählte.";
    let comment = stage.submit(&author, story, None, text).await;
    assert_eq!(comment.language, "de");
    let edit = async |revision: i32, text: &str, language: Option<&str>| {
        let body = CommentBody::parse(text).unwrap().in_language(language).unwrap();
        let edit = CommentEdit { comment: comment.id, expected_revision: revision, body };
        comments::edit(&stage.db, &author, edit).await.unwrap().language
    };
    assert_eq!(edit(1, text, Some("GSW")).await, "gsw");
    assert_eq!(edit(2, &format!("{text} Jede Nacht!"), None).await, "gsw");
    let russian = "Каждую ночь лиса считала звёзды и никогда не ошибалась.";
    assert_eq!(edit(3, russian, None).await, "ru", "another text is in another language");
    assert_eq!(stage.seen(None, comment.id).await.unwrap().language, "ru");
    assert!(CommentBody::parse(text).unwrap().in_language(Some("not a tag")).is_err());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_languages_of_the_author_are_expected_of_short_texts() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Post).await;
    let language = async || stage.submit(&author, story, None, "Tack!").await.language;
    let before = language().await;
    sqlx::query("update users set languages = '{sv}'").execute(stage.db.pool()).await.unwrap();
    assert_eq!((before.as_str(), language().await.as_str()), ("und", "sv"));
    stage.close().await;
}
