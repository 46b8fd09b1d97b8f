use fabula_domain::{
    Viewer,
    boards::ModerationMode,
    comments::{self, CommentBody, CommentEdit, CommentOrder, CommentStatus, NewComment, Thread},
    ids::{CommentId, StoryId},
    maintenance,
    moderation::{self, DecisionInput, DecisionOutcome, ReasonCode},
    page::PageArguments,
    stories,
    viewer::Sight,
};

use crate::stage::Stage;

const ANYONE: Sight = Sight { user: None, moderator: false };

/// SplitMix64 (Steele, Lea and Flood 2014): the same choices for the same seed.
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        if all.is_empty() { None } else { Some(all[self.below(all.len())]) }
    }
}

/// A comment and its author's number.
type Written = (CommentId, usize);

/// People, discussions in every mode, and what has been written.
struct World {
    people: Vec<Viewer>,
    moderator: Viewer,
    stories: Vec<StoryId>,
}

impl World {
    async fn build(stage: &Stage) -> Self {
        let mut people = Vec::new();
        for index in 0..3 {
            people.push(stage.person(&format!("person_{index}")).await);
        }
        let mut stories = Vec::new();
        for mode in [ModerationMode::Pre, ModerationMode::Post, ModerationMode::Manual] {
            stories.push(stage.discussion(&people[0], mode).await);
        }
        Self { people, moderator: stage.moderator("moderator").await, stories }
    }

    /// One thing that somebody does, sensible or not: what is refused changes nothing, but nothing fails inside.
    async fn step(&self, stage: &Stage, choices: &mut Choices, written: &mut Vec<Written>) {
        let number = choices.below(self.people.len());
        let person = self.people[number];
        let text = ["fine", "[hold]", "[reject]", "fine as well"][choices.below(4)];
        let body = CommentBody::parse(text).unwrap();
        match choices.below(10) {
            0..=2 => {
                let story = choices.of(&self.stories).unwrap();
                let parent = if choices.below(3) == 0 { None } else { choices.of(written).map(|(id, _)| id) };
                match comments::create(&stage.db, &person, NewComment { story, parent, body }, None).await {
                    Ok(comment) => written.push((comment.id, number)),
                    Err(comments::CreateCommentError::ParentNotFound) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
            3..=5 => {
                if let Some((comment, _)) = choices.of(written) {
                    let revision = self.revision(stage, comment).await;
                    stage.judge(comment, revision).await;
                }
            }
            6 => {
                if let Some((comment, author)) = choices.of(written) {
                    // Mostly their own; now and then somebody else's, which is refused.
                    let person = if choices.below(5) == 0 { person } else { self.people[author] };
                    let expected_revision = self.revision(stage, comment).await;
                    let edited =
                        comments::edit(&stage.db, &person, CommentEdit { comment, expected_revision, body })
                            .await;
                    if let Err(error @ comments::EditCommentError::Database(_)) = edited {
                        panic!("{error:?}");
                    }
                }
            }
            7 => {
                if let Some((comment, author)) = choices.of(written) {
                    // Mostly their own; now and then somebody else's, which is refused.
                    let person = if choices.below(5) == 0 { person } else { self.people[author] };
                    let deleted = comments::delete(&stage.db, &person, comment).await;
                    if let Err(error @ comments::DeleteCommentError::Database(_)) = deleted {
                        panic!("{error:?}");
                    }
                }
            }
            _ => self.decide(stage, choices).await,
        }
    }

    async fn revision(&self, stage: &Stage, comment: CommentId) -> i32 {
        let id = comment.uuid();
        sqlx::query_scalar("select revision from comments where id = $1")
            .bind(id)
            .fetch_one(stage.db.pool())
            .await
            .unwrap()
    }

    async fn decide(&self, stage: &Stage, choices: &mut Choices) {
        let cases: Vec<uuid::Uuid> = sqlx::query_scalar("select id from moderation_cases order by id")
            .fetch_all(stage.db.pool())
            .await
            .unwrap();
        let Some(case) = choices.of(&cases) else { return };
        let case = moderation::by_ids(stage.db.pool(), &[case.into()]).await.unwrap().remove(0);
        let outcomes = [
            DecisionOutcome::Approve,
            DecisionOutcome::Reject,
            DecisionOutcome::Remove,
            DecisionOutcome::Restore,
        ];
        let input = DecisionInput {
            case: case.id,
            expected_revision: case.revision,
            outcome: choices.of(&outcomes).unwrap(),
            reason: Some(ReasonCode::Other),
            note: None,
        };
        if let Err(error @ moderation::DecideError::Database(_)) =
            moderation::decide(&stage.db, &self.moderator, input).await
        {
            panic!("{error:?}");
        }
    }

    /// What anybody finds by walking through the discussions is what the counters say.
    async fn check(&self, stage: &Stage) {
        let drift = maintenance::drift(&stage.db).await.unwrap();
        assert!(drift.is_empty(), "{drift:?}");
        for story in stories::by_ids(stage.db.pool(), &self.stories, ANYONE).await.unwrap() {
            let top = Thread::Story(story.id, CommentOrder::Newest);
            let (entries, published) = walk(stage, top).await;
            assert_eq!((story.thread_count, story.comment_count), (entries, published));
        }
        let stuck = stage
            .count(
                "select count(*) from moderation_cases k join comments c on c.id = k.comment_id
                 join comment_revisions r on r.comment_id = c.id and r.revision = c.revision
                 where k.state = 'OPEN' and r.verdict is not null and k.comment_revision <> c.revision",
            )
            .await;
        assert_eq!(stuck, 0, "an open case is about the newest text that has a verdict");
    }
}

/// The entries of one level, and the published comments on it and below.
async fn walk(stage: &Stage, thread: Thread) -> (i32, i32) {
    let (mut entries, mut published) = (0, 0);
    let mut arguments = PageArguments { first: Some(100), ..PageArguments::default() };
    loop {
        let request = arguments.check(thread.list()).unwrap();
        let page = comments::list(stage.db.pool(), thread, request, ANYONE).await.unwrap();
        for comment in &page.items {
            entries += 1;
            published += i32::from(comment.status == CommentStatus::Published);
            let (replies, below) = Box::pin(walk(stage, Thread::Replies(comment.id))).await;
            assert_eq!(comment.reply_count, replies);
            published += below;
        }
        if !page.has_next {
            return (entries, published);
        }
        arguments.after = page.items.last().map(|comment| thread.list().cursor(comment.id.uuid()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_agree_whatever_happens_in_whatever_order() {
    let mut tombstones = 0;
    for seed in 1..=3 {
        let stage = Stage::open().await;
        let world = World::build(&stage).await;
        let (mut choices, mut written) = (Choices(seed), Vec::new());
        for step in 1..=240 {
            world.step(&stage, &mut choices, &mut written).await;
            if step % 40 == 0 {
                world.check(&stage).await;
            }
        }
        tombstones += stage
            .count("select count(*) from comments where status <> 'PUBLISHED' and reply_count > 0")
            .await;
        assert!(stage.count("select count(*) from moderation_decisions").await > 0);
        stage.close().await;
    }
    assert!(tombstones > 0, "the choices should have led to the hard case");
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_agree_and_nothing_deadlocks_when_everything_happens_at_once() {
    let stage = Stage::open().await;
    let world = World::build(&stage).await;
    let mut written = Vec::new();
    for story in &world.stories {
        for _ in 0..4 {
            written.push((stage.comment(&world.people[0], *story, None, "a place to reply").await, 0));
        }
    }
    let (stage, world) = (&stage, &world);
    let actors = (0..8).map(|actor| {
        let mut written = written.clone();
        async move {
            let mut choices = Choices(1_000 + actor);
            for _ in 0..60 {
                world.step(stage, &mut choices, &mut written).await;
            }
        }
    });
    futures::future::join_all(actors).await;
    world.check(stage).await;
    let gaps = stage.count("select count(*) from stories s where last_event_sequence <> (select coalesce(max(sequence), 0) from story_events e where e.story_id = s.id)").await;
    assert_eq!(gaps, 0);
}
