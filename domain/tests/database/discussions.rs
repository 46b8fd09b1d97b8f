//! Reactions, order, ancestors, locks, follows, mutes and blocks.

use fabula_domain::{
    boards::{BoardVisibility, ModerationMode},
    comments::{
        self, CommentBody, CommentOrder, CreateCommentError, NewComment, ReactError, Reaction, Thread,
    },
    follows::{self, FollowError, FollowSubject},
    page::PageArguments,
    relations::{self, RelateError, RelationKind},
    stories::{self, LockError},
};
use futures::future::join_all;

use crate::stage::{ALL, Stage};

#[tokio::test]
async fn a_person_has_one_reaction_and_the_counts_say_so() {
    let stage = Stage::open().await;
    let (author, reader) = (stage.person("author").await, stage.person("reader").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "What do you think?").await;
    let react = |reaction, is_removed| comments::react(&stage.db, &reader, comment, reaction, is_removed);

    for _ in 0..2 {
        assert_eq!(react(Reaction::Like, false).await.unwrap().reactions.of(Reaction::Like), 1);
    }
    let replaced = react(Reaction::Disagree, false).await.unwrap().reactions;
    assert_eq!((replaced.of(Reaction::Like), replaced.of(Reaction::Disagree)), (0, 1));
    // Taking back what one has not given changes nothing.
    assert_eq!(react(Reaction::Like, true).await.unwrap().reactions.of(Reaction::Disagree), 1);
    assert_eq!(react(Reaction::Disagree, true).await.unwrap().reactions.of(Reaction::Disagree), 0);

    let own = comments::react(&stage.db, &author, comment, Reaction::Like, false).await;
    assert!(matches!(own, Err(ReactError::OwnComment)));
    let held = stage.comment(&author, story, None, "[hold] Not for everyone.").await;
    assert!(matches!(
        comments::react(&stage.db, &reader, held, Reaction::Like, false).await,
        Err(ReactError::NotFound)
    ));
    stage.close().await;
}

#[tokio::test]
async fn reactions_that_come_at_once_are_all_counted() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "What do you think?").await;
    let mut crowd = Vec::new();
    for number in 0..8 {
        crowd.push(stage.person(&format!("reader_{number}")).await);
    }
    let reactions = crowd.iter().flat_map(|reader| Reaction::ALL.map(|reaction| (reader, reaction)));
    let results = join_all(
        reactions.map(|(reader, reaction)| comments::react(&stage.db, reader, comment, reaction, false)),
    )
    .await;
    assert!(results.iter().all(Result::is_ok));
    let counts = stage.seen(None, comment).await.unwrap().reactions;
    assert_eq!(Reaction::ALL.iter().map(|reaction| counts.of(*reaction)).sum::<i32>(), 8);
    stage.close().await;
}

#[tokio::test]
async fn top_puts_first_what_most_agree_with_page_by_page() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let mut crowd = Vec::new();
    for number in 0..6 {
        crowd.push(stage.person(&format!("reader_{number}")).await);
    }
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let mut written = Vec::new();
    for number in 0..5 {
        written.push(stage.comment(&author, story, None, &format!("Opinion number {number}")).await);
    }
    // 4 of 6, 5 of 5, 1 of 1, none, 0 of 1.
    let votes: [(usize, usize); 5] = [(4, 2), (5, 0), (1, 0), (0, 0), (0, 1)];
    for (comment, (likes, others)) in written.iter().zip(votes) {
        for (place, reader) in crowd.iter().take(likes + others).enumerate() {
            let reaction = if place < likes { Reaction::Insightful } else { Reaction::Disagree };
            comments::react(&stage.db, reader, *comment, reaction, false).await.unwrap();
        }
    }
    let expected = [written[1], written[0], written[2], written[4], written[3]];
    let thread = Thread::Story(story, CommentOrder::Top);
    for reader in [None, Some(&author)] {
        let mut seen = Vec::new();
        let mut arguments = PageArguments { first: Some(2), ..PageArguments::default() };
        loop {
            let request = arguments.check(thread.list()).unwrap();
            let page = comments::list(stage.db.pool(), thread, request, reader.into()).await.unwrap();
            arguments.after = page.items.last().map(|comment| thread.cursor(comment));
            seen.extend(page.items.iter().map(|comment| comment.id));
            if !page.has_next {
                break;
            }
        }
        assert_eq!(seen, expected);
        let back =
            PageArguments { last: Some(2), before: arguments.after.clone(), ..PageArguments::default() };
        let page =
            comments::list(stage.db.pool(), thread, back.check(thread.list()).unwrap(), reader.into()).await;
        let page: Vec<_> = page.unwrap().items.iter().map(|comment| comment.id).collect();
        assert_eq!(page, expected[2..4]);
    }
    stage.close().await;
}

#[tokio::test]
async fn a_link_to_a_comment_leads_up_to_the_top_of_its_thread() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let mut chain = vec![stage.comment(&author, story, None, "The first of many").await];
    for depth in 1..30 {
        let parent = chain.last().copied();
        chain.push(stage.comment(&author, story, parent, &format!("An answer at depth {depth}")).await);
    }
    let deepest = *chain.last().unwrap();
    // What was taken away stays as a stone on the way.
    comments::delete(&stage.db, &author, chain[10]).await.unwrap();
    let list = comments::ancestors_list(deepest);
    let mut seen = Vec::new();
    let mut arguments = PageArguments { first: Some(7), ..PageArguments::default() };
    loop {
        let request = arguments.check(list).unwrap();
        let page = comments::ancestors(stage.db.pool(), deepest, request, None.into()).await.unwrap();
        arguments.after =
            page.items.last().map(|(steps, comment)| list.ranked_cursor(*steps, comment.id.uuid()));
        seen.extend(page.items.iter().map(|(_, comment)| comment.id));
        if !page.has_next {
            break;
        }
    }
    let expected: Vec<_> = chain[..29].iter().rev().copied().collect();
    assert_eq!(seen, expected);
    assert_eq!(comments::depth(stage.db.pool(), deepest).await.unwrap(), 29);
    stage.close().await;
}

#[tokio::test]
async fn everything_that_was_written_in_a_comment_stays_readable() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "First words").await;
    stage.edit(&author, comment, 1, "Second words").await;
    stage.edit(&author, comment, 2, "Third words").await;
    let history = comments::history(stage.db.pool(), comment, ALL).await.unwrap();
    let bodies: Vec<_> = history.items.iter().map(|revision| revision.body.as_str()).collect();
    assert_eq!(bodies, ["Third words", "Second words", "First words"]);
    stage.close().await;
}

#[tokio::test]
async fn a_locked_discussion_takes_no_more_and_is_opened_by_whoever_may() {
    let stage = Stage::open().await;
    let (owner, author) = (stage.person("owner").await, stage.person("author").await);
    let (stranger, moderator) = (stage.person("stranger").await, stage.moderator("moderator").await);
    let board = stage.board(&owner, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    fabula_domain::boards::join(&stage.db, &author, board.id).await.unwrap();
    let story = stage.story(&author, board.id, true).await.id;
    let lock = |viewer, is_locked| stories::set_discussion_lock(&stage.db, viewer, story, is_locked);
    let write = |viewer| {
        let new = NewComment { story, parent: None, body: CommentBody::parse("One more thing").unwrap() };
        comments::create(&stage.db, viewer, new, None)
    };

    assert!(matches!(lock(&stranger, true).await, Err(LockError::NotAllowed)));
    assert!(lock(&author, true).await.unwrap().discussion_locked_at.is_some());
    assert!(matches!(write(&stranger).await, Err(CreateCommentError::Locked)));
    assert!(lock(&author, false).await.unwrap().discussion_locked_at.is_none());
    assert!(write(&stranger).await.is_ok());

    // What a moderator has locked, its author does not open.
    lock(&moderator, true).await.unwrap();
    assert!(matches!(lock(&author, false).await, Err(LockError::NotAllowed)));
    lock(&owner, false).await.unwrap();
    assert!(write(&stranger).await.is_ok());
    let told =
        "select count(*) from audit_entries where action in ('discussion.locked', 'discussion.unlocked')";
    assert_eq!(stage.count(told).await, 2);
    stage.close().await;
}

#[tokio::test]
async fn comments_that_race_a_lock_come_before_it_or_not_at_all() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Post).await;
    let write = |number: usize| {
        let body = CommentBody::parse(&format!("Quickly, number {number}")).unwrap();
        comments::create(&stage.db, &author, NewComment { story, parent: None, body }, None)
    };
    let locking = async {
        stories::set_discussion_lock(&stage.db, &author, story, true).await.unwrap();
        stage.count("select count(*) from comments").await
    };
    let (results, when_locked) = tokio::join!(join_all((0..12).map(write)), locking);
    let written = i64::try_from(results.iter().filter(|result| result.is_ok()).count()).unwrap();
    assert_eq!(written, when_locked, "nothing is added once the lock has been answered");
    assert_eq!(stage.count("select count(*) from comments").await, when_locked);
    stage.close().await;
}

#[tokio::test]
async fn what_is_followed_is_followed_once_and_shows_while_it_can_be_seen() {
    let stage = Stage::open().await;
    let (owner, reader) = (stage.person("owner").await, stage.person("reader").await);
    let open = stage.board(&owner, "open", BoardVisibility::Public, ModerationMode::Pre).await;
    let closed = stage.board(&owner, "closed", BoardVisibility::Private, ModerationMode::Pre).await;
    let draft = stage.story(&owner, open.id, false).await.id;
    let follow = |subject| follows::follow(&stage.db, &reader, subject);

    for _ in 0..2 {
        follow(FollowSubject::Board(open.id)).await.unwrap();
        follow(FollowSubject::Person(owner.id)).await.unwrap();
    }
    for hidden in [FollowSubject::Board(closed.id), FollowSubject::Story(draft)] {
        assert!(matches!(follow(hidden).await, Err(FollowError::NotFound)));
    }
    assert!(matches!(follow(FollowSubject::Person(reader.id)).await, Err(FollowError::Oneself)));
    let pool = stage.db.pool();
    let boards = || follows::followed_boards(pool, reader.id, ALL, (&reader).into());
    assert_eq!(boards().await.unwrap().items, [open.id]);
    assert_eq!(follows::followed_people(pool, reader.id, ALL).await.unwrap().items, [owner.id]);

    sqlx::query("update boards set visibility = 'PRIVATE'").execute(pool).await.unwrap();
    assert!(boards().await.unwrap().items.is_empty());
    assert!(follows::unfollow(&stage.db, &reader, FollowSubject::Board(open.id)).await.unwrap().is_none());
    assert_eq!(stage.count("select count(*) from follows where board_id is not null").await, 0);
    stage.close().await;
}

#[tokio::test]
async fn whoever_is_blocked_can_neither_reply_nor_react_nor_follow() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let story = stage.discussion(&author, ModerationMode::Post).await;
    let comment = stage.submit(&author, story, None, "Good morning, everyone").await.id;
    follows::follow(&stage.db, &other, FollowSubject::Person(author.id)).await.unwrap();
    follows::follow(&stage.db, &author, FollowSubject::Person(other.id)).await.unwrap();

    let block = |holds| relations::set(&stage.db, &author, other.id, RelationKind::Block, holds);
    for _ in 0..2 {
        block(true).await.unwrap();
    }
    assert_eq!(stage.count("select count(*) from follows").await, 0, "neither follows the other any more");
    let follow = follows::follow(&stage.db, &other, FollowSubject::Person(author.id)).await;
    assert!(matches!(follow, Err(FollowError::Blocked)));
    let reaction = comments::react(&stage.db, &other, comment, Reaction::Like, false).await;
    assert!(matches!(reaction, Err(ReactError::Blocked)));
    let reply = NewComment { story, parent: Some(comment), body: CommentBody::parse("Hello there").unwrap() };
    let replied = comments::create(&stage.db, &other, reply.clone(), None).await;
    assert!(matches!(replied, Err(CreateCommentError::Blocked)));

    block(false).await.unwrap();
    assert!(comments::create(&stage.db, &other, reply, None).await.is_ok());
    let oneself = relations::set(&stage.db, &author, author.id, RelationKind::Mute, true).await;
    assert!(matches!(oneself, Err(RelateError::Oneself)));
    stage.close().await;
}

#[tokio::test]
async fn a_follow_and_a_block_that_cross_leave_no_follow() {
    let stage = Stage::open().await;
    let (one, other) = (stage.person("one").await, stage.person("other").await);
    for _ in 0..10 {
        let (_, blocked) = tokio::join!(
            follows::follow(&stage.db, &other, FollowSubject::Person(one.id)),
            relations::set(&stage.db, &one, other.id, RelationKind::Block, true)
        );
        blocked.unwrap();
        assert_eq!(stage.count("select count(*) from follows").await, 0);
        relations::set(&stage.db, &one, other.id, RelationKind::Block, false).await.unwrap();
    }
    stage.close().await;
}
