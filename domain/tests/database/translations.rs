use std::collections::HashMap;

use fabula_domain::{
    Viewer,
    boards::{self, BoardVisibility, ModerationMode},
    ids::{BoardId, StoryId},
    stories::{
        self, CreateStoryError, LinkTranslationError, NewStory, Story, StoryChanges, UnlinkTranslationError,
        UpdateStoryError,
    },
};

use crate::stage::Stage;

async fn tell(
    stage: &Stage,
    author: &Viewer,
    board: BoardId,
    language: &str,
    original: Option<StoryId>,
    publish: bool,
) -> Result<Story, CreateStoryError> {
    let new =
        NewStory::parse(board, "The fox", "Once there was a fox.", Some(language), &[], publish).unwrap();
    let new = original.map_or(new.clone(), |original| new.translating(original));
    stories::create(&stage.db, author, new, None).await
}

/// The languages of a story's translations, as somebody sees them.
async fn seen(stage: &Stage, viewer: Option<&Viewer>, story: StoryId) -> Vec<String> {
    let found = stories::translations(stage.db.pool(), &[story], viewer.into()).await.unwrap();
    assert!(found.iter().all(|(origin, _)| *origin == story));
    found.into_iter().map(|(_, story)| story.language).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn translations_see_each_other_and_only_what_the_viewer_may_read() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &other, board.id).await.unwrap();
    let secret = stage.board(&other, "secret", BoardVisibility::Private, ModerationMode::Pre).await;
    let english = tell(&stage, &author, board.id, "en", None, true).await.unwrap();
    let german = tell(&stage, &author, board.id, "de", Some(english.id), true).await.unwrap();
    let french = tell(&stage, &other, board.id, "fr", Some(german.id), false).await.unwrap();
    let italian = tell(&stage, &other, secret.id, "it", Some(english.id), true).await.unwrap();

    assert_eq!(seen(&stage, None, english.id).await, ["de"]);
    assert_eq!(seen(&stage, Some(&author), german.id).await, ["en"]);
    assert_eq!(seen(&stage, Some(&other), english.id).await, ["de", "fr", "it"]);
    stories::publish(&stage.db, &other, french.id).await.unwrap();
    assert_eq!(seen(&stage, None, english.id).await, ["de", "fr"]);

    // Many stories at once are answered by one statement.
    let ids = [english.id, german.id, french.id, italian.id];
    let mut counts: HashMap<StoryId, usize> = HashMap::new();
    for (origin, _) in stories::translations(stage.db.pool(), &ids, (&other).into()).await.unwrap() {
        *counts.entry(origin).or_default() += 1;
    }
    assert!(ids.iter().all(|id| counts[id] == 3), "{counts:?}");
    let hidden = tell(&stage, &author, board.id, "ja", Some(italian.id), true).await;
    assert!(matches!(hidden, Err(CreateStoryError::OriginalNotFound)), "{hidden:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_has_one_translation_into_a_language_and_others_have_theirs() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &other, board.id).await.unwrap();
    let english = tell(&stage, &author, board.id, "en", None, true).await.unwrap();
    tell(&stage, &author, board.id, "de", Some(english.id), true).await.unwrap();
    let second = tell(&stage, &author, board.id, "de", Some(english.id), false).await;
    assert!(matches!(second, Err(CreateStoryError::LanguageTaken)), "{second:?}");
    tell(&stage, &other, board.id, "de", Some(english.id), true).await.unwrap();
    assert_eq!(seen(&stage, None, english.id).await, ["de", "de"]);

    let lone = tell(&stage, &author, board.id, "de", None, true).await.unwrap();
    let linked = stories::link_translation(&stage.db, &author, lone.id, english.id).await;
    assert!(matches!(linked, Err(LinkTranslationError::LanguageTaken)), "{linked:?}");
    let french = tell(&stage, &author, board.id, "fr", Some(english.id), true).await.unwrap();
    let changes = StoryChanges::parse(None, None, Some("de"), None).unwrap();
    let updated = stories::update(&stage.db, &author, french.id, 1, changes).await;
    assert!(matches!(updated, Err(UpdateStoryError::LanguageTaken)), "{updated:?}");
    let itself = stories::link_translation(&stage.db, &author, lone.id, lone.id).await;
    assert!(matches!(itself, Err(LinkTranslationError::Itself)), "{itself:?}");

    // Of stories in unknown languages there may be several.
    for _ in 0..2 {
        tell(&stage, &author, board.id, "und", Some(english.id), true).await.unwrap();
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_original_author_unlinks_stays_unlinked_until_they_say_otherwise() {
    let stage = Stage::open().await;
    let (author, other) = (stage.person("author").await, stage.person("other").await);
    let third = stage.person("third").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    boards::join(&stage.db, &other, board.id).await.unwrap();
    let original = tell(&stage, &author, board.id, "en", None, true).await.unwrap().id;
    let translation = tell(&stage, &other, board.id, "de", Some(original), true).await.unwrap().id;

    for stranger in [&third, &other] {
        let unlinked = stories::unlink_translation(&stage.db, stranger, original).await;
        assert!(matches!(unlinked, Err(UnlinkTranslationError::NotAllowed)), "{unlinked:?}");
        let linked = stories::link_translation(&stage.db, stranger, original, translation).await;
        assert!(matches!(linked, Err(LinkTranslationError::NotTheAuthor)), "{linked:?}");
    }
    stories::unlink_translation(&stage.db, &author, translation).await.unwrap();
    assert!(seen(&stage, None, original).await.is_empty());
    let again = stories::link_translation(&stage.db, &other, translation, original).await;
    assert!(matches!(again, Err(LinkTranslationError::Refused)), "{again:?}");
    stories::link_translation(&stage.db, &author, translation, original).await.unwrap();
    assert_eq!(seen(&stage, None, original).await, ["de"]);

    // Its own author takes it out and puts it back as they like.
    stories::unlink_translation(&stage.db, &other, translation).await.unwrap();
    stories::unlink_translation(&stage.db, &other, translation).await.unwrap();
    for _ in 0..2 {
        stories::link_translation(&stage.db, &other, translation, original).await.unwrap();
    }
    assert_eq!(seen(&stage, None, original).await, ["de"]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_outlives_the_story_that_it_began_with_and_groups_become_one() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let tell = async |language: &str, original| {
        tell(&stage, &author, board.id, language, original, true).await.unwrap().id
    };
    let english = tell("en", None).await;
    let german = tell("de", Some(english)).await;
    let french = tell("fr", Some(english)).await;
    stories::delete(&stage.db, &author, english).await.unwrap();
    assert_eq!(seen(&stage, None, german).await, ["fr"]);

    let russian = tell("ru", None).await;
    tell("uk", Some(russian)).await;
    stories::link_translation(&stage.db, &author, russian, french).await.unwrap();
    assert_eq!(seen(&stage, None, german).await, ["fr", "ru", "uk"]);
    stories::unlink_translation(&stage.db, &author, german).await.unwrap();
    assert_eq!(seen(&stage, None, french).await, ["ru", "uk"]);
    for story in [french, russian] {
        stories::unlink_translation(&stage.db, &author, story).await.unwrap();
    }
    assert_eq!(stage.count("select count(*) from stories where translation_group is not null").await, 0);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn linking_and_deleting_at_once_neither_deadlocks_nor_leaves_half_groups() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let languages = ["en", "de", "fr", "it", "es", "ru", "ja", "uk"];
    let mut told = Vec::new();
    for language in languages {
        told.push(tell(&stage, &author, board.id, language, None, true).await.unwrap().id);
    }
    let (stage, author, told) = (&stage, &author, &told);
    let actors = (0..8).map(|actor: usize| async move {
        for step in 0..12 {
            let (one, other) = (told[(actor + step) % 8], told[(actor * 3 + step * 5 + 1) % 8]);
            let outcome = match (actor + step) % 4 {
                0 => stories::unlink_translation(&stage.db, author, one).await.map(|_| ()).map_err(|error| {
                    matches!(error, UnlinkTranslationError::Database(_)).then(|| format!("{error:?}"))
                }),
                1 if actor == 0 && step == 5 => {
                    stories::delete(&stage.db, author, one).await.map_err(|error| Some(format!("{error:?}")))
                }
                _ => stories::link_translation(&stage.db, author, one, other).await.map(|_| ()).map_err(
                    |error| matches!(error, LinkTranslationError::Database(_)).then(|| format!("{error:?}")),
                ),
            };
            if let Err(Some(failure)) = outcome {
                panic!("{failure}");
            }
        }
    });
    futures::future::join_all(actors).await;
    // Every group has the story that it is named after, and nobody is alone in one.
    let broken = stage
        .count(
            "select count(*) from (select translation_group as g from stories where translation_group is not null
                                   group by 1 having count(*) = 1
                    or not bool_or(id = translation_group)) broken",
        )
        .await;
    assert_eq!(broken, 0);
}
