use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    boards::{self, BoardVisibility, ModerationMode},
    comments::{self, CommentBody, CreateCommentError, NewComment},
    idempotency::IdempotencyKey,
    ids::{BoardId, StoryId},
    moderation::{self, CaseState},
    page::PageArguments,
    rendering,
    stories::{
        self, CreateStoryError, DeleteStoryError, Listing, NewStory, Reference, References, Story,
        StoryChanges, StoryStatus, UnpublishStoryError,
    },
};

use crate::stage::{ALL, Stage};

async fn find(stage: &Stage, viewer: Option<&Viewer>, story: StoryId) -> Option<Story> {
    stories::by_ids(stage.db.pool(), &[story], viewer.into()).await.unwrap().pop()
}

async fn tell(stage: &Stage, author: &Viewer, board: BoardId, body: &str, tags: &[&str]) -> Story {
    let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
    let new = NewStory::parse(board, "The fox", body, Some("en"), &tags, true).unwrap();
    stories::create(&stage.db, author, new, None).await.unwrap()
}

fn source(title: &str) -> References {
    let reference =
        Reference { title: title.to_owned(), url: None, authors: Vec::new(), year: Some(1923), note: None };
    References::parse(vec![reference]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpublished_story_is_gone_for_readers_with_its_discussion_and_comes_back_whole() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let moderator = stage.moderator("moderator").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&other, story, None, "fine").await;
    let held = stage.comment(&other, story, None, "[hold]").await;
    let refused = stories::unpublish(&stage.db, &other, story).await;
    assert!(matches!(refused, Err(UnpublishStoryError::NotTheAuthor)), "{refused:?}");

    for _ in 0..2 {
        let draft = stories::unpublish(&stage.db, &author, story).await.unwrap();
        assert_eq!((draft.status, draft.published_at), (StoryStatus::Draft, None));
    }
    for viewer in [None, Some(&other)] {
        assert!(find(&stage, viewer, story).await.is_none());
        assert!(stage.seen(viewer, comment).await.is_none());
    }
    assert!(find(&stage, Some(&author), story).await.is_some());
    // Moderators go on with what they have before them.
    assert!(find(&stage, Some(&moderator), story).await.is_some());
    assert!(stage.seen(Some(&moderator), held).await.is_some());
    assert_eq!(stage.count("select story_count::bigint from boards").await, 0);
    let new = NewComment { story, parent: None, body: CommentBody::parse("hello").unwrap() };
    let commented = comments::create(&stage.db, &other, new, None).await;
    assert!(matches!(commented, Err(CreateCommentError::StoryNotFound)), "{commented:?}");
    for listing in [Listing::default(), Listing { author: Some(author.id), ..Listing::default() }] {
        let page = stories::list(stage.db.pool(), listing, ALL, (&other).into()).await.unwrap();
        assert!(page.items.is_empty());
    }

    stories::publish(&stage.db, &author, story).await.unwrap();
    assert_eq!(find(&stage, None, story).await.unwrap().comment_count, 1);
    assert!(stage.seen(None, comment).await.is_some());
    let told = stage.told().await;
    let told: Vec<_> = told.iter().filter(|kind| kind.starts_with("story.")).collect();
    assert_eq!(told, ["story.published", "story.unpublished", "story.published"]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_story_is_gone_for_everybody_and_its_cases_are_closed() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let moderator = stage.moderator("moderator").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&other, story, None, "fine").await;
    stage.comment(&other, story, None, "[hold]").await;
    let late = stage.submit(&other, story, None, "[hold] later").await;
    let case = stage.queue(&moderator).await.remove(0);
    let refused = stories::delete(&stage.db, &other, story).await;
    assert!(matches!(refused, Err(DeleteStoryError::NotTheAuthor)), "{refused:?}");

    stories::delete(&stage.db, &author, story).await.unwrap();
    for viewer in [None, Some(&other), Some(&author), Some(&moderator)] {
        assert!(find(&stage, viewer, story).await.is_none());
        assert!(stage.seen(viewer, comment).await.is_none());
    }
    let again = stories::delete(&stage.db, &author, story).await;
    assert!(matches!(again, Err(DeleteStoryError::NotFound)), "{again:?}");
    let case = moderation::by_ids(stage.db.pool(), &[case.id]).await.unwrap().remove(0);
    assert_eq!(case.state, CaseState::Decided);
    // A verdict that comes late opens none.
    stage.judge(late.id, 1).await;
    assert!(stage.queue(&moderator).await.is_empty());
    assert_eq!(stage.count("select story_count::bigint from boards").await, 0);
    assert_eq!(stage.told().await.iter().filter(|kind| *kind == "story.deleted").count(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_was_never_published_leaves_nothing() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let key = IdempotencyKey::parse("key", &["draft"]).unwrap();
    let new = NewStory::parse(board.id, "The fox", "Once there was a fox.", None, &[], false).unwrap();
    let draft = stories::create(&stage.db, &author, new.clone(), Some(&key)).await.unwrap();
    stories::delete(&stage.db, &author, draft.id).await.unwrap();
    assert_eq!(stage.count("select count(*) from stories").await, 0);
    assert_eq!(stage.count("select count(*) from story_revisions").await, 0);
    assert!(stage.told().await.iter().all(|kind| !kind.starts_with("story.")));
    let retried = stories::create(&stage.db, &author, new, Some(&key)).await;
    assert!(matches!(retried, Err(CreateStoryError::Gone)), "{retried:?}");
    // Unpublished, a story is no draft of that kind.
    let story = stage.story(&author, board.id, true).await.id;
    stories::unpublish(&stage.db, &author, story).await.unwrap();
    stories::delete(&stage.db, &author, story).await.unwrap();
    assert_eq!(stage.count("select count(*) from stories where status = 'DELETED'").await, 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_is_the_whole_story_as_it_was() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let tags = ["Fox".to_owned()];
    let new = NewStory::parse(board.id, "The fox", "Once there was a fox.", Some("en"), &tags, true).unwrap();
    let story = stories::create(&stage.db, &author, new.citing(source("First")), None).await.unwrap();
    stage.clock.advance(TimeDelta::seconds(1));
    let changes = StoryChanges::parse(None, None, Some("en-GB"), Some(&["vixen".to_owned()])).unwrap();
    let changed =
        stories::update(&stage.db, &author, story.id, 1, changes.citing(source("Second"))).await.unwrap();
    assert_eq!((changed.revision, changed.language.as_str()), (2, "en-GB"));

    let wanted = [(story.id, 1), (story.id, 2), (story.id, 3)];
    let mut found = stories::revisions_at(stage.db.pool(), &wanted, None.into()).await.unwrap();
    found.sort_by_key(|revision| revision.revision);
    let seen: Vec<_> = found
        .iter()
        .map(|r| (r.revision, r.language.as_str(), r.tags.join(","), r.sources.as_slice()[0].title.as_str()))
        .collect();
    assert_eq!(seen, [(1, "en", "fox".to_owned(), "First"), (2, "en-GB", "vixen".to_owned(), "Second")]);
    let found = find(&stage, None, story.id).await.unwrap();
    assert_eq!(found.sources, source("Second"));

    // What changes nothing is no revision.
    let same = StoryChanges::parse(Some("The fox"), None, Some("en-GB"), None).unwrap();
    assert_eq!(stories::update(&stage.db, &author, story.id, 2, same).await.unwrap().revision, 2);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_nobody_gave_follows_the_text_and_a_given_one_stays() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let german = "Es war einmal ein Fuchs, der jede Nacht die Sterne zählte und sich dabei nie verzählte.";
    let new = NewStory::parse(board.id, "1923", "…!", None, &[], false).unwrap();
    let story = stories::create(&stage.db, &author, new, None).await.unwrap();
    assert_eq!(story.language, "und");
    let rewrite = async |revision: i32, body: Option<&str>, language: Option<&str>| {
        let changes = StoryChanges::parse(None, body, language, None).unwrap();
        stories::update(&stage.db, &author, story.id, revision, changes).await.unwrap().language
    };
    assert_eq!(rewrite(1, Some(german), None).await, "de");
    assert_eq!(rewrite(2, None, Some("gsw")).await, "gsw");
    assert_eq!(rewrite(3, Some(&format!("{german} Ende.")), None).await, "gsw");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_find_tags_however_they_are_typed_and_languages_with_their_regions() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    for (language, tag) in [("en", "Café"), ("en-GB", "CAFE\u{301}"), ("de", "Tee"), ("enm", "Tee")] {
        let new = NewStory::parse(board.id, "x", "y", Some(language), &[tag.to_owned()], true).unwrap();
        stories::create(&stage.db, &author, new, None).await.unwrap();
    }
    let count = async |listing: Listing<'_>| {
        stories::list(stage.db.pool(), listing, ALL, None.into()).await.unwrap().items.len()
    };
    assert_eq!(count(Listing { tag: Some("café"), ..Listing::default() }).await, 2);
    assert_eq!(count(Listing { language: Some("en"), ..Listing::default() }).await, 2);
    assert_eq!(count(Listing { language: Some("en-GB"), ..Listing::default() }).await, 1);
    let several = ["de".to_owned(), "en".to_owned()];
    assert_eq!(count(Listing { languages: &several, ..Listing::default() }).await, 3);
    assert_eq!(
        count(Listing { language: Some("en-GB"), languages: &several, ..Listing::default() }).await,
        1
    );
    assert_eq!(count(Listing { languages: &[], ..Listing::default() }).await, 4);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn related_stories_share_links_or_tags_and_are_ones_that_the_viewer_may_read() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let secret = stage.board(&author, "secret", BoardVisibility::Private, ModerationMode::Pre).await;
    let tea = tell(&stage, &author, board.id, "Tea.", &["tea", "trade"]).await;
    let both = tell(&stage, &author, board.id, "Both.", &["tea", "trade"]).await;
    let one = tell(&stage, &author, board.id, "One.", &["trade"]).await;
    let linking =
        tell(&stage, &author, board.id, &format!("See [tea](https://x.example/{}).", tea.id), &[]).await;
    tell(&stage, &author, secret.id, &format!("See [tea](/stories/{}).", tea.id), &["tea"]).await;
    let draft = stage.story(&author, board.id, false).await;
    let changes = StoryChanges::parse(None, None, None, Some(&["tea".to_owned()])).unwrap();
    stories::update(&stage.db, &author, draft.id, 1, changes).await.unwrap();
    tell(&stage, &author, board.id, "Nothing in common.", &["sea"]).await;
    // The same story in German, which nobody linked to: its readers are told of what links to the English one.
    let new = NewStory::parse(board.id, "Tee", "Tee.", Some("de"), &[], true).unwrap().translating(tea.id);
    let tee = stories::create(&stage.db, &author, new, None).await.unwrap();
    // And what links has a German translation, which stands for it there.
    let new = NewStory::parse(board.id, "Siehe", "Siehe.", Some("de"), &[], true).unwrap();
    let siehe = stories::create(&stage.db, &author, new.translating(linking.id), None).await.unwrap();

    let related = async |viewer: Option<&Viewer>, ids: &[StoryId], most: i64| {
        let found = stories::related(stage.db.pool(), ids, most, viewer.into()).await.unwrap();
        found.into_iter().map(|(origin, story)| (origin, story.id)).collect::<Vec<_>>()
    };
    let expected = [linking.id, both.id, one.id].map(|id| (tea.id, id));
    assert_eq!(related(None, &[tea.id], 5).await, expected);
    assert_eq!(related(Some(&other), &[tea.id], 2).await, expected[..2]);
    assert_eq!(related(None, &[tee.id], 5).await, [(tee.id, siehe.id)]);
    assert_eq!(related(Some(&author), &[tea.id], 20).await.len(), 3, "private boards are not advertised");
    let several = related(None, &[one.id, tee.id], 5).await;
    assert_eq!(several, [(one.id, both.id), (one.id, tea.id), (tee.id, siehe.id)]);

    // Links follow the text.
    let changes = StoryChanges::parse(None, Some("No more links."), None, None).unwrap();
    stories::update(&stage.db, &author, linking.id, 1, changes).await.unwrap();
    assert_eq!(related(None, &[tea.id], 5).await, expected[1..]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_version_rendered_is_rendered_again_once() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let comment = stage.comment(&author, story, None, "See https://example.org.").await;
    let fresh = find(&stage, None, story).await.unwrap();
    let said = stage.seen(None, comment).await.unwrap();
    assert!(said.body_html.contains("<a href="), "{}", said.body_html);
    assert_eq!(rendering::again(&stage.db).await.unwrap(), 0, "nothing is old yet");
    for statement in [
        "update stories set rendering = 1, body_html = 'old', reading_minutes = 99",
        "update comments set rendering = 1, body_html = 'old'",
        "update comment_revisions set rendering = 1, body_html = 'old'",
    ] {
        sqlx::query(statement).execute(stage.db.pool()).await.unwrap();
    }
    assert_eq!(rendering::again(&stage.db).await.unwrap(), 3);
    assert_eq!(rendering::again(&stage.db).await.unwrap(), 0);
    let again = find(&stage, None, story).await.unwrap();
    assert_eq!((again.body_html, again.reading_minutes), (fresh.body_html, fresh.reading_minutes));
    assert_eq!(stage.seen(None, comment).await.unwrap().body_html, said.body_html);
    assert_eq!(stage.count("select count(*) from comment_revisions where body_html = 'old'").await, 0);
    stage.close().await;
}

/// The indexes that find what is to be rendered again name the version; a new one needs a migration.
#[tokio::test(flavor = "multi_thread")]
async fn the_indexes_know_the_renderers_version() {
    let stage = Stage::open().await;
    let condition = format!("%WHERE (rendering < {})", stories::RENDERING);
    let found: i64 = sqlx::query_scalar(
        "select count(*) from pg_indexes where indexname like '%_rendering_idx' and indexdef like $1",
    )
    .bind(condition)
    .fetch_one(stage.db.pool())
    .await
    .unwrap();
    assert_eq!(found, 3);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_unpublishing_and_deleting_at_once_keep_the_count_right() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(stage.story(&author, board.id, true).await.id);
    }
    boards::by_ids(stage.db.pool(), &[board.id], None.into()).await.unwrap();
    let (stage_, author) = (&stage, &author);
    let told = &told;
    let actors = (0..8).map(|actor: usize| async move {
        for step in 0..10 {
            let story = told[(actor + step) % told.len()];
            match (actor * 3 + step) % 5 {
                0 | 1 => drop(stories::unpublish(&stage_.db, author, story).await),
                4 if step == 9 => drop(stories::delete(&stage_.db, author, story).await),
                _ => drop(stories::publish(&stage_.db, author, story).await),
            }
        }
    });
    futures::future::join_all(actors).await;
    // Closing recounts.
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tags_of_lists_are_those_of_the_stories() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let story = tell(&stage, &author, board.id, "Tea.", &["tea", "trade"]).await;
    for n in 0..5 {
        tell(&stage, &author, board.id, &format!("More {n}."), &["tea"]).await;
    }
    let changes =
        StoryChanges::parse(None, None, None, Some(&["trade".to_owned(), "sea".to_owned()])).unwrap();
    stories::update(&stage.db, &author, story.id, 1, changes).await.unwrap();
    let pages = async |tag: &'static str| {
        let listing = Listing { tag: Some(tag), ..Listing::default() };
        let mut arguments = PageArguments { first: Some(2), ..PageArguments::default() };
        let mut found = Vec::new();
        loop {
            let request = arguments.check(listing.list()).unwrap();
            let page = stories::list(stage.db.pool(), listing, request, None.into()).await.unwrap();
            found.extend(page.items.iter().map(|story| story.id));
            if !page.has_next {
                return found;
            }
            arguments.after = found.last().map(|id| listing.list().cursor(id.uuid()));
        }
    };
    assert_eq!((pages("trade").await, pages("sea").await), (vec![story.id], vec![story.id]));
    let tea = pages("tea").await;
    assert!(
        tea.len() == 5 && tea.is_sorted_by(|one, next| one > next) && !tea.contains(&story.id),
        "{tea:?}"
    );
    stage.close().await;
}
