//! Images from upload to page: who may send them, what is kept, what others see.
#![expect(clippy::unwrap_used, reason = "a test")]

use fabula_journeys::{Client, Person, Stand, both_ways};
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, COOKIE, ETAG, HeaderMap, IF_NONE_MATCH, ORIGIN},
};
use serde_json::{Value, json};

/// A PNG of one red pixel, with a text chunk that names its author.
const PIXEL: &[u8] = include_bytes!("pixel.png");

async fn send(client: &Client, media: &str, body: &[u8], more: HeaderMap) -> Response {
    let mut request = client.http().post(client.url("/images")).header(CONTENT_TYPE, media).headers(more);
    if let Some(token) = client.token() {
        request = request.bearer_auth(token);
    }
    request.body(body.to_vec()).send().await.unwrap()
}

async fn upload(person: &Person) -> Value {
    let answer = send(&person.client, "image/png", PIXEL, HeaderMap::new()).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

async fn refused(client: &Client, media: &str, body: &[u8], more: HeaderMap) -> (u16, String) {
    let answer = send(client, media, body, more).await;
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned())
}

const SET_AVATAR: &str = "mutation Set($input: SetAvatarInput!) {
    setAvatar(input: $input) { user { avatar { url width } } errors { __typename message path } }
}";
const SET_COVER: &str = "mutation Set($input: SetStoryCoverInput!) {
    setStoryCover(input: $input) {
        story { coverImage { url narrow: url(width: 100) srcset width height mediaType altText } }
        errors { __typename message path }
    }
}";

both_ways! {
    /// Ada uploads, and shows what she uploaded as avatar, as cover and in her text. Bob can't use it, but sees it.
    an_image_is_uploaded_and_shown(stand) {
        let (ada, bob) = (stand.client().register("ada").await, stand.client().register("bob").await);
        let story = ada.publish_a_story().await;
        let image = upload(&ada).await;
        assert_eq!((&image["width"], &image["mediaType"]), (&json!(1), &json!("image/webp")));
        assert_eq!(upload(&ada).await, image, "the same again is the same");
        let url = image["url"].as_str().unwrap();

        let theirs = bob.client.ask(SET_AVATAR, json!({ "input": { "imageId": image["id"] } })).await;
        assert_eq!(theirs.refusal(), "NotFoundError");
        let input = json!({ "input": { "storyId": story, "imageId": image["id"], "altText": "A red dot" } });
        assert_eq!(bob.client.ask(SET_COVER, input.clone()).await.refusal(), "PermissionError");
        let avatar = ada.client.ask(SET_AVATAR, json!({ "input": { "imageId": image["id"] } })).await;
        assert_eq!(avatar.payload()["user"]["avatar"], json!({ "url": url, "width": 1 }));
        let cover = ada.client.ask(SET_COVER, input).await.payload()["story"]["coverImage"].clone();
        assert_eq!(cover["url"], url);
        assert_eq!(cover["narrow"], url);
        assert_eq!(cover["srcset"], format!("{url} 1w"));
        assert_eq!(cover["altText"], "A red dot");
        let body = format!("A dot: {}", image["markdown"].as_str().unwrap());
        let update = "mutation Update($input: UpdateStoryInput!) {
            updateStory(input: $input) { story { bodyHtml } errors { __typename message path } }
        }";
        let input = json!({ "input": { "storyId": story, "expectedRevision": 1, "body": body } });
        let html = ada.client.ask(update, input).await.payload()["story"]["bodyHtml"].to_string();
        assert!(html.contains("<img"), "{html}");

        let page = "query Page($id: ID!) { story(id: $id) { coverImage { url } author { avatar { url } } } }";
        let seen = stand.client().ask(page, json!({ "id": story })).await.data()["story"].clone();
        assert_eq!(seen, json!({ "coverImage": { "url": url }, "author": { "avatar": { "url": url } } }));
        assert_is_served(&stand.client(), url).await;

        let none = ada.client.ask(SET_AVATAR, json!({ "input": { "imageId": null } })).await;
        assert_eq!(none.payload()["user"]["avatar"], Value::Null);
    }
}

/// An image can be kept for ever, is not sent again to who has it, and is nothing but an image.
async fn assert_is_served(client: &Client, url: &str) {
    let answer = client.http().get(client.url(url)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let headers = answer.headers().clone();
    let header = |name: &str| headers[name].to_str().unwrap();
    assert_eq!(header("content-type"), "image/webp");
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    let bytes = answer.bytes().await.unwrap();
    assert!(!bytes.windows(9).any(|window| window == b"Secretive"), "the author's name is gone");
    let again =
        client.http().get(client.url(url)).header(IF_NONE_MATCH, &headers[ETAG]).send().await.unwrap();
    assert_eq!((again.status(), again.bytes().await.unwrap().len()), (StatusCode::NOT_MODIFIED, 0));
    for missing in [
        "/images/x",
        "/images/..%2f..%2fdata",
        &url.replace("images/", "images/0"),
        &url.replace(".webp", ".jpg"),
    ] {
        let answer = client.http().get(client.url(missing)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{missing}");
    }
}

both_ways! {
    /// What is no image, too large, or sent by nobody or by another site.
    what_is_no_upload_is_refused(stand) {
        let ada = stand.client().register("ada").await;
        let client = &ada.client;
        let none = HeaderMap::new;
        let refusals = [
            (refused(&stand.client(), "image/png", PIXEL, none()).await, (401, "UNAUTHENTICATED")),
            (refused(client, "image/png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", none()).await, (415, "BAD_USER_INPUT")),
            (refused(client, "image/png", &PIXEL[..40], none()).await, (422, "BAD_USER_INPUT")),
            (refused(client, "image/png", &vec![0; 10_485_761], none()).await, (413, "BAD_USER_INPUT")),
            // What forms can send.
            (refused(client, "multipart/form-data; boundary=x", PIXEL, none()).await, (415, "BAD_USER_INPUT")),
            (refused(client, "text/plain", PIXEL, none()).await, (415, "BAD_USER_INPUT")),
        ];
        for (refusal, expected) in refusals {
            assert_eq!((refusal.0, refusal.1.as_str()), expected);
        }
        let cookie = format!("fabula_session={}", client.token().unwrap());
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        let browser = stand.client();
        assert_eq!(send(&browser, "image/png", PIXEL, headers.clone()).await.status(), StatusCode::CREATED);
        headers.insert(ORIGIN, "https://evil.example".parse().unwrap());
        assert_eq!(refused(&browser, "image/png", PIXEL, headers).await, (403, "FORBIDDEN".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_takes_another_serves() {
    let mut stand = Stand::services(2, 1).await;
    let ada = stand.client().register("ada").await;
    let image = upload(&ada).await;
    let other = stand.nodes[1].client();
    let answer = other.http().get(other.url(image["url"].as_str().unwrap())).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    stand.finish().await;
}
