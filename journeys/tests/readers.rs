//! What readers without GraphQL are given: feeds, pages, and what tells others of them.
#![expect(clippy::unwrap_used, reason = "a test")]

use atom_syndication::Feed;
use fabula_journeys::{Client, Person, Plan, Stand, both_ways, eventually};
use reqwest::{Method, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};

/// A title that would like to be markup.
const HOSTILE: &str = "The fox </title></script><script>alert(1)</script> & \"her\" tail";

/// A request that follows no redirection.
async fn ask(client: &Client, method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
    let http = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    // What a page names is absolute.
    let url = if path.starts_with('/') { client.url(path) } else { path.to_owned() };
    let mut request = http.request(method, url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("the node answers")
}

async fn get(client: &Client, path: &str) -> Response {
    ask(client, Method::GET, path, &[]).await
}

async fn text(client: &Client, path: &str) -> String {
    let answer = get(client, path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().await.unwrap()
}

async fn atom(client: &Client, path: &str) -> Feed {
    Feed::read_from(text(client, path).await.as_bytes()).unwrap()
}

async fn json_of(client: &Client, path: &str) -> Value {
    serde_json::from_str(&text(client, path).await).unwrap()
}

fn header<'r>(answer: &'r Response, name: &str) -> &'r str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn link<'f>(links: &'f [atom_syndication::Link], relation: &str) -> &'f str {
    links.iter().find(|link| link.rel == relation).map_or("", |link| &link.href)
}

/// A story with a hostile title, its translation into Arabic, and a comment that everybody sees.
struct Scene {
    ada: Person,
    story: String,
    arabic: String,
    comment: String,
}

async fn scene(stand: &Stand) -> Scene {
    let ada = stand.client().register("ada").await;
    let board = ada.open_board("foxes", json!({ "title": HOSTILE })).await;
    let body = "As @ada told us.\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n<script>alert(2)</script>";
    let story = json!({ "title": HOSTILE, "body": body, "language": "en-GB", "tags": ["fox & \"tail\""] });
    let story = ada.write_story(&board, story).await;
    let arabic =
        json!({ "title": "الثعلب", "body": "كان يا ما كان ثعلب.", "language": "ar", "translationOf": story });
    let arabic = ada.write_story(&board, arabic).await;
    let comment = ada.comment(&story, "She told *me*, too, by the river in winter.").await;
    eventually("the comment is published", async || {
        (stand.comment(&ada.client, &comment).await["status"] == "PUBLISHED").then_some(())
    })
    .await;
    Scene { ada, story, arabic, comment }
}

const SLUG: &str = "the-fox-title-script-script-alert-1-script-her-tail";

both_ways! {
    /// A feed reader follows a board, and is told when there is nothing new.
    stories_and_discussions_are_followed(stand) {
        let Scene { ada, story, comment, .. } = scene(&stand).await;
        let client = stand.client();
        for path in ["/boards/foxes", "/users/ada"] {
            let feed = atom(&client, &format!("{path}/feed.atom")).await;
            assert_eq!(feed.entries().len(), 2);
            assert_eq!(link(feed.links(), "self"), client.url(&format!("{path}/feed.atom")));
            assert_eq!(link(feed.links(), "alternate"), client.url(path));
        }
        let english = atom(&client, "/languages/en/feed.atom").await;
        let [entry] = english.entries() else { panic!("one story is in English") };
        assert_eq!(entry.title().as_str(), HOSTILE);
        assert_eq!(link(entry.links(), "alternate"), client.url(&format!("/stories/{story}/{SLUG}")));
        assert_eq!(entry.categories()[0].term(), "fox & \"tail\"");
        assert_eq!((entry.authors()[0].name(), entry.authors()[0].uri()), ("ada", Some(&*client.url("/users/ada"))));
        let html = entry.content().unwrap().value().unwrap();
        assert!(html.contains(&format!("href=\"{}\"", client.url("/users/ada"))), "{html}");
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");

        let json = json_of(&client, "/languages/en/feed.json").await;
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(json["items"][0]["id"], entry.id());
        assert_eq!(json["items"][0]["content_html"], html);

        let discussion = atom(&client, &format!("/stories/{story}/discussion.atom")).await;
        assert_eq!(link(entry.links(), "replies"), link(discussion.links(), "self"));
        let [remark] = discussion.entries() else { panic!("one comment") };
        assert!(link(remark.links(), "alternate").ends_with(&format!("?from={comment}#{comment}")));
        let threading = &remark.extensions()["thr"]["in-reply-to"][0];
        assert_eq!(threading.attrs()["ref"], entry.id());
        let json = json_of(&client, &format!("/stories/{story}/discussion.json")).await;
        assert_eq!(json["items"][0]["id"], remark.id());

        let feed = "/boards/foxes/feed.atom";
        let first = get(&client, feed).await;
        let (tag, changed) = (header(&first, "etag").to_owned(), header(&first, "last-modified").to_owned());
        assert_eq!(header(&first, "cache-control"), "public, no-cache");
        assert_eq!(header(&first, "content-type"), "application/atom+xml; charset=utf-8");
        let again = ask(&client, Method::GET, feed, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status(), header(&again, "last-modified")), (StatusCode::NOT_MODIFIED, &*changed));
        let head = ask(&client, Method::HEAD, feed, &[]).await;
        assert_eq!((head.status(), header(&head, "etag")), (StatusCode::OK, &*tag));
        assert_eq!(head.text().await.unwrap(), "");

        unpublish(&ada, &story).await;
        let later = ask(&client, Method::GET, feed, &[("if-none-match", &tag)]).await;
        assert_eq!(later.status(), StatusCode::OK, "what was taken away is gone at once");
        assert!(!later.text().await.unwrap().contains(&story));
        for gone in [format!("/stories/{story}/discussion.atom"), format!("/stories/{story}/{SLUG}")] {
            assert_eq!(get(&client, &gone).await.status(), StatusCode::NOT_FOUND, "{gone}");
        }
    }
}

async fn unpublish(person: &Person, story: &str) {
    let mutation = "mutation Withdraw($input: UnpublishStoryInput!) {
        unpublishStory(input: $input) { errors { __typename message path } }
    }";
    let answer = person.client.ask(mutation, json!({ "input": { "storyId": story } })).await;
    assert_eq!(answer.payload()["errors"], json!([]));
}

both_ways! {
    /// A story, a board and a person have a page each, which says what it is to people, browsers and search engines.
    pages_are_read_without_a_script(stand) {
        let Scene { story, arabic, comment, .. } = scene(&stand).await;
        let client = stand.client();
        let path = format!("/stories/{story}/{SLUG}");
        for other in [format!("/stories/{story}"), format!("/stories/{story}/another-title")] {
            let moved = get(&client, &other).await;
            assert_eq!((moved.status().as_u16(), header(&moved, "location")), (301, &*client.url(&path)), "{other}");
            assert_eq!(header(&moved, "cache-control"), "no-store");
        }
        let answer = get(&client, &path).await;
        let policy = header(&answer, "content-security-policy").to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
        let page = answer.text().await.unwrap();
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;alert(2)"), "{page}");
        for wanted in [
            "<html lang=\"en-GB\" dir=\"ltr\"".to_owned(),
            "<meta property=\"og:locale\" content=\"en_GB\">".to_owned(),
            format!("<link rel=\"canonical\" href=\"{}\">", client.url(&path)),
            format!("<link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\">", client.url(&path)),
            "<link rel=\"alternate\" hreflang=\"ar\"".to_owned(),
            "lang=\"ar\" dir=\"rtl\">الثعلب</a>".to_owned(),
            format!("href=\"{}\"", client.url(&format!("/stories/{story}/discussion.atom"))),
            format!("<article class=\"comment\" id=\"{comment}\">"),
            "<td style=\"text-align: center\">".to_owned(),
        ] {
            assert!(page.contains(&wanted), "{wanted} in {page}");
        }
        let data = page.split("<script type=\"application/ld+json\">").nth(1).unwrap();
        let data: Value = serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
        assert_eq!((&data["@graph"][0]["headline"], &data["@graph"][0]["inLanguage"]), (&json!(HOSTILE), &json!("en-GB")));
        assert_eq!(data["@graph"][1]["itemListElement"][1]["item"], client.url(&path));

        let there = format!("{path}?from={comment}");
        assert!(text(&client, &there).await.contains(&format!("id=\"{comment}\"")));
        let other_way = get(&client, &format!("/stories/{arabic}")).await;
        let other_way = text(&client, header(&other_way, "location")).await;
        assert!(other_way.contains("<html lang=\"ar\" dir=\"rtl\""), "{other_way}");

        for path in ["/boards/foxes", "/users/ada", "/languages/en-GB"] {
            let page = text(&client, path).await;
            let feed = client.url(&format!("{path}/feed.atom"));
            assert!(page.contains("type=\"application/atom+xml\"") && page.contains(&feed), "{page}");
            assert!(page.contains(&format!("/stories/{story}/{SLUG}")) && !page.contains("<script>"), "{page}");
        }
        let moved = get(&client, "/users/ADA").await;
        assert_eq!(header(&moved, "location"), client.url("/users/ada"));
    }
}

/// Nobody learns of what is private, and search engines don't of what is unlisted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_for_everybody_is_not_there() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let client = &ada.client;
    let secret = ada.open_board("secret", json!({ "visibility": "PRIVATE" })).await;
    let unlisted = ada.open_board("apart", json!({ "visibility": "UNLISTED" })).await;
    let hidden = ada.write_story(&secret, json!({})).await;
    ada.write_story(&unlisted, json!({ "title": "Apart" })).await;
    for path in [
        "/boards/secret".to_owned(),
        "/boards/secret/feed.atom".to_owned(),
        format!("/stories/{hidden}"),
        format!("/stories/{hidden}/the-winter-when-the-river-froze"),
        format!("/stories/{hidden}/discussion.json"),
        "/boards/nowhere".to_owned(),
        "/boards/apart/feed.rss".to_owned(),
        "/users/nobody".to_owned(),
        "/languages/not_a_language".to_owned(),
    ] {
        // Also not for who may see it: the answer is the same for everybody.
        let bearer = format!("Bearer {}", client.token().unwrap());
        let answer = ask(client, Method::GET, &path, &[("authorization", &bearer)]).await;
        assert_eq!(
            (answer.status(), header(&answer, "cache-control")),
            (StatusCode::NOT_FOUND, "no-store"),
            "{path}"
        );
    }
    for path in ["/boards/apart", "/boards/apart/feed.json"] {
        let answer = get(client, path).await;
        assert_eq!((answer.status(), header(&answer, "x-robots-tag")), (StatusCode::OK, "noindex"), "{path}");
        assert!(answer.text().await.unwrap().contains("Apart"));
    }
    assert!(!text(client, "/users/ada").await.contains("Apart"));
    for path in ["/boards/apart?after=x", "/boards/apart/feed.atom?after=AAAA"] {
        assert_eq!(get(client, path).await.status(), StatusCode::BAD_REQUEST, "{path}");
    }
    stand.finish().await;
}

/// Old stories are behind links, page by page, and every one is met once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_feed_goes_on_behind_its_links() {
    let mut stand = Stand::services(1, 1).await;
    let ada = stand.client().register("ada").await;
    let board = ada.open_board("foxes", json!({})).await;
    for number in 0..21 {
        ada.write_story(&board, json!({ "title": format!("Fox {number}") })).await;
    }
    let client = &ada.client;
    let first = atom(client, "/boards/foxes/feed.atom").await;
    assert_eq!(first.entries().len(), 20);
    let next = atom(client, link(first.links(), "next")).await;
    assert_eq!(next.entries()[0].title().as_str(), "Fox 0");
    assert_eq!((link(next.links(), "next"), link(next.links(), "first")), ("", link(first.links(), "self")));
    assert_eq!(next.id(), first.id());
    let json = json_of(client, "/boards/foxes/feed.json").await;
    let next = json_of(client, json["next_url"].as_str().unwrap()).await;
    assert_eq!(next["items"][0]["title"], "Fox 0");
    assert_eq!(next.get("next_url"), None);
    let page = text(client, "/boards/foxes").await;
    let older = page.split("<link rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(text(client, older).await.contains("Fox 0"));
    stand.finish().await;
}

/// Reading is paid for by address, in the currency of GraphQL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_reads_as_much_as_it_has_points_for() {
    let settings = vec![("FABULA_ANONYMOUS_COST_PER_MINUTE", "250".to_owned())];
    let mut stand = Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await;
    let client = stand.client();
    for _ in 0..2 {
        assert_eq!(get(&client, "/languages/en/feed.atom").await.status(), StatusCode::OK);
    }
    let refused = get(&client, "/languages/en/feed.atom").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(header(&refused, "retry-after").parse::<u64>().unwrap() >= 1);
    stand.finish().await;
}

both_ways! {
    /// A crawler reads the rules, then the index, then the sitemaps, and finds every page with its translations.
    search_engines_find_what_is_public(stand) {
        let Scene { ada, story, arabic, .. } = scene(&stand).await;
        let secret = ada.open_board("secret", json!({ "visibility": "PRIVATE" })).await;
        let hidden = ada.write_story(&secret, json!({})).await;
        let client = stand.client();
        let rules = text(&client, "/robots.txt").await;
        assert!(rules.contains("Disallow: /graphql\n"), "{rules}");
        let index = rules.lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap();
        let index = text(&client, index).await;
        let mut named = String::new();
        for map in index.split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap()) {
            named.push_str(&text(&client, map).await);
        }
        let (english, board) = (client.url(&format!("/stories/{story}/{SLUG}")), client.url("/boards/foxes"));
        for wanted in [
            format!("<loc>{english}</loc>"),
            format!("<loc>{board}</loc>"),
            format!("<xhtml:link rel=\"alternate\" hreflang=\"en-GB\" href=\"{english}\"/>"),
            format!("<xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"{english}\"/>"),
            format!("<loc>{}/%D8%A7", client.url(&format!("/stories/{arabic}"))),
        ] {
            assert!(named.contains(&wanted), "{wanted} in {named}");
        }
        assert!(!named.contains(&hidden) && !named.contains("secret"));
        assert_eq!(named.matches("<xhtml:link").count(), 6, "each names itself, the other, and the original");
    }
}

/// Another site asks what stands for a page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sites_are_told_what_stands_for_a_page() {
    let mut stand = Stand::services(1, 1).await;
    let Scene { ada, story, .. } = scene(&stand).await;
    let client = stand.client();
    let page = client.url(&format!("/stories/{story}/{SLUG}"));
    let asked = |url: &str, more: &str| {
        let mut asked = reqwest::Url::parse(&client.url("/oembed")).unwrap();
        asked.query_pairs_mut().append_pair("url", url);
        format!("{asked}{more}")
    };
    // As the page itself says where to ask.
    let html = text(&client, &page).await;
    assert!(html.contains(&format!("href=\"{}&amp;format=json\"", asked(&page, ""))), "{html}");
    let embed = json_of(&client, &asked(&page, "&format=json&maxwidth=400")).await;
    assert_eq!(
        (&embed["type"], &embed["title"], &embed["width"]),
        (&json!("rich"), &json!(HOSTILE), &json!(400))
    );
    let quotation = embed["html"].as_str().unwrap();
    assert!(quotation.contains(&page) && !quotation.contains("<script"), "{quotation}");
    let xml = text(&client, &asked(&page, "&format=xml")).await;
    assert!(xml.contains("<type>rich</type>") && !xml.contains("<script"), "{xml}");
    let small = json_of(&client, &asked(&page, "&maxwidth=100")).await;
    assert_eq!((&small["type"], small.get("html")), (&json!("link"), None));
    let board = json_of(&client, &asked(&client.url("/boards/foxes"), "")).await;
    assert_eq!((&board["type"], &board["title"]), (&json!("link"), &json!(HOSTILE)));

    let secret = ada.open_board("secret", json!({ "visibility": "PRIVATE" })).await;
    let hidden = ada.write_story(&secret, json!({})).await;
    for (url, more, status) in [
        (client.url(&format!("/stories/{hidden}/x")), "", 404),
        (client.url("/boards/secret"), "", 404),
        ("https://example.org/boards/foxes".to_owned(), "", 404),
        (page.clone(), "&format=yaml", 501),
        (page.clone(), "&maxwidth=0", 400),
    ] {
        assert_eq!(get(&client, &asked(&url, more)).await.status(), status, "{url}{more}");
    }
    stand.finish().await;
}

/// An instance that does not want to be found says so everywhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_keeps_search_engines_out() {
    let settings = vec![
        ("FABULA_SEARCH_ENGINES", "false".to_owned()),
        ("FABULA_PUBLIC_URL", "https://stories.example/under/".to_owned()),
    ];
    let mut stand = Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await;
    let ada = stand.client().register("ada").await;
    ada.open_board("foxes", json!({})).await;
    let client = stand.client();
    assert_eq!(text(&client, "/robots.txt").await, "User-agent: *\nDisallow: /\n");
    assert_eq!(get(&client, "/sitemap.xml").await.status(), StatusCode::NOT_FOUND);
    let page = get(&client, "/boards/foxes").await;
    assert_eq!(header(&page, "x-robots-tag"), "noindex");
    let page = page.text().await.unwrap();
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://stories.example/under/boards/foxes\">"),
        "{page}"
    );
    stand.finish().await;
}
