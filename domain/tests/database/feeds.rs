use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    boards::{BoardVisibility, ModerationMode},
    feeds::{self, Channel, Entry, Place, Sitemap, Texts},
    ids::{BoardId, StoryId},
    page::{Direction, PageError, PageRequest},
    stories::{self, NewStory, Story},
};

use crate::stage::{ALL, Stage};

async fn tell(stage: &Stage, author: &Viewer, board: BoardId, title: &str, language: &str) -> Story {
    let new = NewStory::parse(board, title, "Once there was a fox.", Some(language), &[], true).unwrap();
    stage.clock.advance(TimeDelta::seconds(1));
    stories::create(&stage.db, author, new, None).await.unwrap()
}

async fn page(stage: &Stage, channel: Channel<'_>, after: Option<&str>) -> (Vec<Entry>, Option<String>) {
    let place = after.map(|after| Place::read(after, channel).unwrap());
    let page = feeds::stories(stage.db.pool(), channel, place, Texts::Summaries).await.unwrap();
    (page.entries, page.next)
}

async fn titles(stage: &Stage, channel: Channel<'_>) -> Vec<String> {
    page(stage, channel, None).await.0.into_iter().map(|entry| entry.title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_last_stands_first_whenever_it_was_begun() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let draft = stage.story(&author, board.id, false).await;
    tell(&stage, &author, board.id, "Second", "en").await;
    stage.clock.advance(TimeDelta::days(1));
    stories::publish(&stage.db, &author, draft.id).await.unwrap();
    for channel in [Channel::Board(board.id), Channel::Author(author.id), Channel::Language("en")] {
        assert_eq!(titles(&stage, channel).await, ["The fox", "Second"], "{channel:?}");
    }
    let entry = feeds::entry(stage.db.pool(), draft.id).await.unwrap().unwrap();
    assert_eq!(entry.changed_at, entry.published_at, "publishing is a change");
    assert_eq!((&*entry.author.handle, &*entry.board.slug), ("author", "tales"));
    assert!(entry.html.unwrap().starts_with("<p>Once there was"));
    assert_eq!(entry.summary, "Once there was a fox who counted the stars.");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_to_its_end_while_stories_are_added() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    for number in 0..41 {
        tell(&stage, &author, board.id, &format!("Number {number}"), "en").await;
    }
    let channel = Channel::Board(board.id);
    let (mut seen, mut next) = page(&stage, channel, None).await;
    while let Some(after) = next {
        tell(&stage, &author, board.id, "Meanwhile", "en").await;
        let elsewhere = Place::read(&after, Channel::Author(author.id));
        assert_eq!(elsewhere, Err(PageError::Cursor), "a cursor is of one list");
        let (more, following) = page(&stage, channel, Some(&after)).await;
        seen.extend(more);
        next = following;
    }
    let seen: Vec<_> = seen.into_iter().map(|entry| entry.title).collect();
    let wanted: Vec<_> = (0..41).rev().map(|number| format!("Number {number}")).collect();
    assert_eq!(seen, wanted);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_hold_what_anybody_may_see_and_nothing_else() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = async |slug, visibility| stage.board(&author, slug, visibility, ModerationMode::Pre).await.id;
    let open = board("open", BoardVisibility::Public).await;
    let unlisted = board("unlisted", BoardVisibility::Unlisted).await;
    let secret = board("secret", BoardVisibility::Private).await;
    let shown = tell(&stage, &author, open, "Shown", "en").await;
    let apart = tell(&stage, &author, unlisted, "Apart", "en").await;
    let hidden = tell(&stage, &author, secret, "Hidden", "en").await;
    let [draft, unpublished, deleted] = [
        stage.story(&author, open, false).await,
        tell(&stage, &author, open, "Unpublished", "en").await,
        tell(&stage, &author, open, "Deleted", "en").await,
    ];
    stories::unpublish(&stage.db, &author, unpublished.id).await.unwrap();
    stories::delete(&stage.db, &author, deleted.id).await.unwrap();

    for channel in [Channel::Board(open), Channel::Author(author.id), Channel::Language("en")] {
        assert_eq!(titles(&stage, channel).await, ["Shown"], "{channel:?}");
    }
    assert_eq!(titles(&stage, Channel::Board(unlisted)).await, ["Apart"], "who knows its address");
    assert!(titles(&stage, Channel::Board(secret)).await.is_empty());
    let found = async |id: StoryId| feeds::entry(stage.db.pool(), id).await.unwrap();
    assert!(found(shown.id).await.is_some_and(|entry| entry.board.is_listed));
    assert!(found(apart.id).await.is_some_and(|entry| !entry.board.is_listed));
    for story in [hidden.id, draft.id, unpublished.id, deleted.id] {
        assert!(found(story).await.is_none(), "{story}");
    }
    let maps = feeds::sitemaps(stage.db.pool()).await.unwrap();
    assert_eq!(maps, [Sitemap::Boards(open), Sitemap::Stories(shown.id)]);
    let named = feeds::sitemap_of_stories(stage.db.pool(), shown.id).await.unwrap();
    assert_eq!(named.iter().map(|story| story.id).collect::<Vec<_>>(), [shown.id]);
    assert_eq!(feeds::sitemap_of_boards(stage.db.pool(), open).await.unwrap(), ["open"]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_stands_for_its_regional_forms() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    for language in ["pt", "pt-BR", "en", "und"] {
        tell(&stage, &author, board.id, language, language).await;
    }
    assert_eq!(titles(&stage, Channel::Language("pt")).await, ["pt-BR", "pt"]);
    assert_eq!(titles(&stage, Channel::Language("pt-BR")).await, ["pt-BR"]);
    assert_eq!(titles(&stage, Channel::Language("und")).await, ["und"]);
    assert!(titles(&stage, Channel::Language("p")).await.is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_texts_stay_out_of_a_page_that_would_grow_too_large() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let long = "Жил-был лис. ".repeat(15_000);
    for _ in 0..8 {
        let new = NewStory::parse(board.id, "Лис", &long, Some("ru"), &[], true).unwrap();
        stage.clock.advance(TimeDelta::seconds(1));
        stories::create(&stage.db, &author, new, None).await.unwrap();
    }
    let page = feeds::stories(stage.db.pool(), Channel::Board(board.id), None, Texts::Whole).await.unwrap();
    let bytes: usize = page.entries.iter().filter_map(|entry| entry.html.as_ref()).map(String::len).sum();
    let whole = page.entries.iter().take_while(|entry| entry.html.is_some()).count();
    assert!(bytes <= 2 * 1_024 * 1_024 && (1..8).contains(&whole), "{whole} texts of {bytes} bytes");
    assert!(page.entries[whole..].iter().all(|entry| entry.html.is_none() && entry.summary.ends_with('…')));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discussion_is_read_flat_without_what_moderation_has_hidden() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let story = stage.discussion(&author, ModerationMode::Pre).await;
    let first = stage.comment(&other, story, None, "The first").await;
    let reply = stage.comment(&author, story, Some(first), "A reply").await;
    stage.comment(&other, story, None, "[hold] Not yet").await;
    stage.submit(&other, story, None, "Not judged").await;
    let read = async |request| feeds::discussion(stage.db.pool(), story, request).await.unwrap();
    let all = read(ALL).await.items;
    let seen: Vec<_> = all.iter().map(|remark| (remark.id, remark.parent, &*remark.summary)).collect();
    assert_eq!(seen, [(reply, Some(first), "A reply"), (first, None, "The first")]);
    assert_eq!(all[1].author.as_ref().unwrap().handle, "other");
    let page =
        read(PageRequest { size: 1, direction: Direction::Forward, cursor: Some(reply.uuid()), rank: 0 })
            .await;
    assert_eq!(page.items[0].id, first);
    assert!(!page.has_next);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn translations_are_named_once_for_each_language_and_only_where_they_are_listed() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let apart = stage.board(&other, "apart", BoardVisibility::Unlisted, ModerationMode::Pre).await;
    let original = tell(&stage, &author, board.id, "The fox", "en").await;
    let own = stage.board(&other, "own", BoardVisibility::Public, ModerationMode::Pre).await;
    let places = [
        (&author, board.id, "de"),
        (&other, own.id, "de"),
        (&other, apart.id, "it"),
        (&other, own.id, "und"),
    ];
    for (translator, board, language) in places {
        stage.clock.advance(TimeDelta::seconds(1));
        let new = NewStory::parse(board, language, "Es war einmal.", Some(language), &[], true).unwrap();
        stories::create(&stage.db, translator, new.translating(original.id), None).await.unwrap();
    }
    let groups = [original.id.uuid()];
    let found = feeds::translations(stage.db.pool(), &groups).await.unwrap();
    let seen: Vec<_> = found.iter().map(|story| (&*story.language, story.is_original())).collect();
    assert_eq!(seen, [("de", false), ("en", true)]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sitemaps_together_name_every_public_story_once() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let template = tell(&stage, &author, board.id, "The fox", "en").await;
    let copies = "insert into stories (id, board_id, author_id, title, slug, body, body_html, language, status,
                                       published_at, created_at, updated_at)
                  select gen_random_uuid(), board_id, author_id, title, slug, body, body_html, language, status,
                         published_at, created_at, updated_at
                  from stories, generate_series(1, 1999) where id = $1";
    sqlx::query(copies).bind(template.id.uuid()).execute(stage.db.pool()).await.unwrap();
    let recount = "update boards set story_count = (select count(*) from stories)";
    sqlx::query(recount).execute(stage.db.pool()).await.unwrap();

    let mut seen = Vec::new();
    for map in feeds::sitemaps(stage.db.pool()).await.unwrap() {
        let Sitemap::Stories(from) = map else { continue };
        let named = feeds::sitemap_of_stories(stage.db.pool(), from).await.unwrap();
        assert!(named.len() <= 800);
        seen.extend(named.into_iter().map(|story| story.id));
    }
    assert_eq!(seen.len(), 2_000);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "none twice");
    stage.close().await;
}
