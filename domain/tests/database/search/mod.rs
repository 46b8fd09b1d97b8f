use std::fmt::Write as _;

use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    boards::{self, Board, BoardVisibility, ModerationMode, NewBoard},
    ids::{BoardId, CommentId, StoryId},
    search::{self, Found, Search, SearchScope},
    stories::{self, NewStory},
};
use fabula_text::{search_fold, search_words};
use uuid::Uuid;

use self::corpus::CORPORA;
use crate::stage::Stage;

mod corpus;
mod scale;
mod sight;

async fn found(stage: &Stage, viewer: Option<&Viewer>, query: &str) -> Found {
    let search = Search::parse(query, &[], &[], Some(100), None).unwrap();
    search::find(&stage.db, &search, viewer.into()).await.unwrap()
}

/// The ids that a search finds, best first.
async fn finds(stage: &Stage, viewer: Option<&Viewer>, query: &str) -> Vec<Uuid> {
    found(stage, viewer, query).await.page.items.iter().map(|hit| hit.id).collect()
}

async fn titled_board(stage: &Stage, owner: &Viewer, slug: &str, title: &str) -> Board {
    let new = NewBoard::parse(slug, title, "", &["en".to_owned()], None, Some(ModerationMode::Pre)).unwrap();
    boards::create(&stage.db, owner, new, None).await.unwrap()
}

async fn write(
    stage: &Stage,
    author: &Viewer,
    board: BoardId,
    language: &str,
    title: &str,
    body: &str,
) -> StoryId {
    let new = NewStory::parse(board, title, body, Some(language), &[], true).unwrap();
    stories::create(&stage.db, author, new, None).await.unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_takes_texts_apart_as_queries_are() {
    let stage = Stage::open().await;
    let mut texts: Vec<String> = CORPORA
        .iter()
        .flat_map(|corpus| corpus.stories)
        .map(|(title, body)| format!("{title} {body}"))
        .collect();
    texts.extend(CORPORA.iter().flat_map(|corpus| corpus.queries).map(|(query, _)| (*query).to_owned()));
    texts.push("می‌خواهم שָׁלוֹם Ǻ ﬁne ½ x² ΟΔΟΣ Øre Łódź þing ЙЁ أإآ ةى कहानियाँ 한국어".to_owned());
    // Every letter of the scripts that have rules, on its own between two others.
    for block in [
        0x20_u32..0x250,
        0x370..0x556,
        0x559..0x58B,
        0x58D..0x780,
        0x900..0xA00,
        0xE00..0xF20,
        0x1000..0x10A0,
        0x1780..0x1810,
    ]
    .into_iter()
    .chain([
        0x2000..0x2070,
        0x20A0..0x2C00,
        0x2E00..0x3130,
        0x4E00..0x4E20,
        0xF900..0xF910,
        0x1F600..0x1F610,
    ]) {
        texts.extend(block.filter_map(char::from_u32).map(|letter| format!("q{letter}q")));
    }
    let taken: Vec<String> = sqlx::query_scalar(
        "select array_to_string(search_words(text), '|') || '/' || search_fold(array_to_string(search_words(text), '|'))
         from unnest($1::text[]) with ordinality as given (text, place) order by place",
    )
    .bind(&texts)
    .fetch_all(stage.db.pool())
    .await
    .unwrap();
    let mut differences = Vec::new();
    for (text, taken) in texts.iter().zip(taken) {
        let words = search_words(text).join("|");
        let ours = format!("{words}/{}", search_fold(&words));
        if taken != ours {
            differences.push(format!("{text:?}: {taken} in SQL, {ours} here"));
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ: {:#?}",
        differences.len(),
        &differences[..differences.len().min(20)]
    );
    stage.close().await;
}

/// The labelled set: every query must find all that it should, and put it first. `--nocapture` shows the figures.
#[tokio::test(flavor = "multi_thread")]
async fn queries_find_what_they_should_in_every_language() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    let mut written = Vec::new();
    for corpus in &CORPORA {
        let mut ids = Vec::new();
        for (title, body) in corpus.stories {
            ids.push(write(&stage, &author, board.id, corpus.language, title, body).await.uuid());
        }
        written.push(ids);
    }
    let mut report = String::from("language  queries  recall@10  mean reciprocal rank\n");
    let mut misses = Vec::new();
    for (corpus, ids) in CORPORA.iter().zip(&written) {
        let (mut recall, mut reciprocal, mut asked) = (0.0, 0.0, 0.0_f64);
        for (query, expected) in corpus.queries.iter().filter(|(_, expected)| !expected.is_empty()) {
            let found = finds(&stage, None, query).await;
            let place = |story: &usize| found.iter().take(10).position(|id| *id == ids[*story]);
            let hit = expected.iter().filter(|story| place(story).is_some()).count();
            if hit < expected.len() {
                misses.push(format!("{}: {query}", corpus.language));
            }
            recall += hit as f64 / expected.len() as f64;
            reciprocal +=
                expected.iter().filter_map(place).min().map_or(0.0, |first| 1.0 / (first + 1) as f64);
            asked += 1.0;
        }
        for (query, _) in corpus.queries.iter().filter(|(_, expected)| expected.is_empty()) {
            assert!(finds(&stage, None, query).await.is_empty(), "{query} finds what it should not");
        }
        let (recall, reciprocal) = (recall / asked, reciprocal / asked);
        writeln!(report, "{:<8}  {asked:>7}  {recall:>9.2}  {reciprocal:>20.2}", corpus.language).unwrap();
        assert!(recall >= 0.9 && reciprocal >= 0.9, "{report}\nmissed: {misses:#?}");
    }
    println!("{report}missed: {misses:?}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn phrases_beginnings_and_exclusions_do_what_they_say() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "shelf", BoardVisibility::Public, ModerationMode::Pre).await;
    let red = write(&stage, &author, board.id, "en", "One", "The red *old* house by the river.").await.uuid();
    let old = write(&stage, &author, board.id, "en", "Two", "An old red barn and many houses.").await.uuid();
    assert_eq!(finds(&stage, None, "\"old house\"").await, [red]);
    assert_eq!(finds(&stage, None, "\"red old\"").await, [red]);
    assert_eq!(finds(&stage, None, "red house -barn").await, [red]);
    assert_eq!(finds(&stage, None, "red -\"old house\"").await, [old]);
    assert_eq!(finds(&stage, None, "bar*").await, [old]);
    assert_eq!(finds(&stage, None, "red house").await.len(), 2);
    // As written comes before another form.
    assert_eq!(finds(&stage, None, "houses").await, [old, red]);
    assert!(finds(&stage, None, "red castle").await.is_empty());
    assert!(finds(&stage, None, "-barn").await.is_empty(), "what is only excluded finds nothing");
    let html = found(&stage, None, "\"old house\"").await.excerpt("One", "1 < 2 *old* house");
    assert_eq!(html, "1 &lt; 2 <mark>old</mark> <mark>house</mark>");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_found_with_a_typing_error_and_rank_below_what_is_right() {
    let stage = Stage::open().await;
    let person = stage.person("annika_lindqvist").await;
    let right = titled_board(&stage, &person, "herring", "Herring girls").await;
    let other = titled_board(&stage, &person, "fishing", "Hering girls of the north").await;
    assert_eq!(finds(&stage, None, "hering").await, [other.id.uuid(), right.id.uuid()]);
    assert_eq!(finds(&stage, None, "herrimg girls").await, [right.id.uuid()]);
    assert_eq!(finds(&stage, None, "hering -north").await, [right.id.uuid()]);
    for query in ["annika", "lindkvist", "@annika_lindqvist", "anika lindqvist"] {
        assert_eq!(finds(&stage, None, query).await, [person.id.uuid()], "{query}");
    }
    assert!(finds(&stage, None, "castle").await.is_empty());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_every_hit_once_while_time_passes_and_others_write() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    let story = write(&stage, &author, board.id, "en", "Tea", "All about tea.").await;
    for number in 0..40 {
        stage.submit(&author, story, None, &format!("tea number {number}")).await;
        stage.clock.advance(TimeDelta::days(3));
    }
    let whole = finds(&stage, None, "tea").await;
    assert_eq!(whole.len(), 41);
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let search = Search::parse("tea", &[], &[], Some(7), after.as_deref()).unwrap();
        let found = search::find(&stage.db, &search, None.into()).await.unwrap();
        assert_eq!(found.page.has_previous, after.is_some());
        paged.extend(found.page.items.iter().map(|hit| hit.id));
        after = found.page.items.last().map(|hit| found.cursor(hit));
        if !found.page.has_next {
            break;
        }
        // Long after the first page: scores would have fallen, and what is new would come first.
        stage.clock.advance(TimeDelta::days(30));
        stage.submit(&author, story, None, "coffee").await;
    }
    assert_eq!(paged, whole);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_and_languages_narrow_a_search() {
    let stage = Stage::open().await;
    let person = stage.person("teresa").await;
    let board = titled_board(&stage, &person, "teresa-board", "Teresa").await.id;
    let spanish = write(&stage, &person, board, "es", "Teresa", "Las canciones de Teresa.").await;
    let brazilian = write(&stage, &person, board, "pt-BR", "Teresa", "A Teresa.").await;
    let comment: CommentId = stage.comment(&person, spanish, None, "Teresa was here.").await;
    let within = async |scopes: &[SearchScope], languages: &[&str]| {
        let languages: Vec<String> = languages.iter().map(ToString::to_string).collect();
        let search = Search::parse("teresa", scopes, &languages, None, None).unwrap();
        let found = search::find(&stage.db, &search, None.into()).await.unwrap();
        let mut ids: Vec<Uuid> = found.page.items.iter().map(|hit| hit.id).collect();
        ids.sort_unstable();
        ids
    };
    let sorted = |mut ids: Vec<Uuid>| {
        ids.sort_unstable();
        ids
    };
    let all = [person.id.uuid(), board.uuid(), spanish.uuid(), brazilian.uuid(), comment.uuid()];
    assert_eq!(within(&[], &[]).await, sorted(all.to_vec()));
    assert_eq!(within(&[SearchScope::User], &[]).await, [person.id.uuid()]);
    assert_eq!(
        within(&[SearchScope::Board, SearchScope::Comment], &[]).await,
        sorted(vec![board.uuid(), comment.uuid()])
    );
    assert_eq!(within(&[SearchScope::Story], &["pt"]).await, [brazilian.uuid()]);
    assert_eq!(within(&[], &["es"]).await, sorted(vec![person.id.uuid(), spanish.uuid()]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_typed_the_database_takes_it() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    write(&stage, &author, board.id, "en", "O'Brien's \\ 'tale'", "& | ! ( ) :* <-> ' \\ $1 %s").await;
    let letters: String = ('!'..='~').collect();
    let hostile = [
        "",
        " ",
        "'",
        "''",
        "\\",
        "\\'",
        "a'b\\c",
        "a & | b",
        "!!!",
        "((((",
        "a:*",
        "a:A",
        "<->",
        "a <-> b",
        "--",
        "-",
        "*",
        "\"",
        "\"\"\"",
        "\"a",
        "-\"",
        "-*",
        "%",
        "_",
        "$1",
        "; drop table users",
        "\u{0}",
        "a\u{0}b",
        "\u{200B}",
        "\u{FEFF}",
        "\u{301}\u{302}",
        "ﷺ",
        "ŉ",
        "İstanbul",
        "🦊",
        "\u{E000}",
        "\u{10FFFF}",
        "'a':1A",
        "-a -b",
        "图 书",
        "a*b*c*",
        "٠١٢",
        "ʼn",
        "e\u{301}",
        "ﬀ",
        "x".repeat(256).leak(),
        letters.leak(),
        "ก็ ํ ่",
        "\u{5BF}",
        "ـــ",
        "\u{64B}\u{64C}",
    ];
    for query in hostile {
        for languages in [vec![], vec!["de".to_owned(), "zz".to_owned(), "ja".to_owned()]] {
            let search = Search::parse(query, &[], &languages, None, None).unwrap();
            search::find(&stage.db, &search, None.into()).await.unwrap();
        }
    }
    assert_eq!(finds(&stage, None, "o'brien tale").await.len(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_of_more_words_than_fit_is_kept_and_found_by_its_beginning() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    // 200,000 ideographs of which hardly two stand together twice.
    let letters = (0_u32..199_998).filter_map(|number| char::from_u32(0x2_0000 + number * 7_919 % 40_000));
    let body: String = "开始".chars().chain(letters).collect();
    let story = write(&stage, &author, board.id, "zh", "Many", &body).await;
    assert_eq!(finds(&stage, None, "开始").await, [story.uuid()]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_says_the_same_over_and_over_is_found_by_its_end() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    // Each sign of the second stands for eighteen letters.
    for (number, body) in ["图书馆在山上".repeat(33_000), "\u{fdfa} ".repeat(60_000)].into_iter().enumerate()
    {
        let body = format!("{body} tail{number}");
        let story = write(&stage, &author, board.id, "und", "Over and over", &body).await;
        assert_eq!(finds(&stage, None, &format!("tail{number}")).await, [story.uuid()], "{number}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_from_the_far_future_is_no_failure() {
    let stage = Stage::open().await;
    let author = stage.person("author").await;
    let board = stage.board(&author, "tales", BoardVisibility::Public, ModerationMode::Pre).await;
    write(&stage, &author, board.id, "en", "Tea", "All about tea.").await;
    let search = Search::parse("tea", &[], &[], Some(1), None).unwrap();
    // What its clock says is what the cursor says.
    stage.clock.advance(TimeDelta::days(365 * 400));
    let found = search::find(&stage.db, &search, None.into()).await.unwrap();
    assert_eq!(found.page.items.len(), 1);
    stage.close().await;
}
