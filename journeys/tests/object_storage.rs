//! Images in a bucket of an S3-compatible storage, which goes away and comes back.
#![expect(clippy::unwrap_used, reason = "a test")]

use bytes::Bytes;
use fabula_journeys::{Client, Person, Plan, S3Server, Stand, distinct_text};
use futures::{TryStreamExt as _, future::join_all};
use reqwest::{
    Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER},
};
use serde_json::Value;

const PIXEL: &[u8] = include_bytes!("pixel.png");

async fn installation(storage: &S3Server) -> Stand {
    Stand::build(Plan { apis: 2, workers: 1, settings: storage.settings(), ..Plan::default() }).await
}

async fn send(person: &Person) -> Response {
    let client = &person.client;
    let request = client.http().post(client.url("/images")).header(CONTENT_TYPE, "image/png");
    request.bearer_auth(client.token().unwrap()).body(PIXEL).send().await.unwrap()
}

async fn json(answer: Response) -> Value {
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

async fn read(client: &Client, path: &str) -> Response {
    client.http().get(client.url(path)).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_puts_into_the_bucket_another_serves() {
    let storage = S3Server::start().await;
    let mut stand = installation(&storage).await;
    let ada = stand.client().register("ada").await;
    let answer = send(&ada).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let image = json(answer).await;
    assert_eq!(json(send(&ada).await).await, image, "the same again is the same");
    assert_eq!(storage.count(), 1);
    assert!(!stand.folder().join("data/images").exists(), "nothing is kept in the folder");

    let path = image["url"].as_str().unwrap();
    let other = stand.nodes[1].client();
    let answer = read(&other, path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[CONTENT_TYPE], "image/webp");
    let (size, tag) = (answer.headers()[CONTENT_LENGTH].clone(), answer.headers()[ETAG].clone());
    assert_eq!(answer.bytes().await.unwrap().len().to_string(), size.to_str().unwrap());
    let again = other.http().get(other.url(path)).header(IF_NONE_MATCH, tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(read(&other, &path.replace(".webp", ".jpg")).await.status(), StatusCode::NOT_FOUND);
    let said = stand.run(&["doctor"]).await;
    assert!(said.contains("fabula/images in bucket pictures at 127.0.0.1"), "{said}");
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_bucket_is_away_everything_else_goes_on_and_nothing_is_lost() {
    let storage = S3Server::start().await;
    let mut stand = installation(&storage).await;
    let (ada, bob) = (stand.client().register("ada").await, stand.client().register("bob").await);
    let image = json(send(&ada).await).await;
    let path = image["url"].as_str().unwrap();
    let story = ada.publish_a_story().await;

    storage.cut();
    for answer in [send(&bob).await, read(&stand.client(), path).await] {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key(RETRY_AFTER));
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
        let error = &json(answer).await["errors"][0];
        assert_eq!(error["message"], "Images can't be reached at this moment. Try again.");
    }
    bob.comment(&story, &distinct_text(1)).await;
    assert!(stand.client().is_ready().await, "a node without images is a node");
    let said = stand.run_failing(&["doctor"], &[]).await;
    assert!(said.contains("WRONG  images"), "{said}");

    storage.restore();
    assert_eq!(read(&stand.client(), path).await.status(), StatusCode::OK);
    let answer = send(&bob).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(json(answer).await["url"], image["url"]);
    assert_eq!(storage.count(), 1);
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_tells_a_bucket_that_is_not_there_and_a_key_that_does_not_fit() {
    let storage = S3Server::start().await;
    let mut stand = installation(&storage).await;
    for (name, value, told) in [
        ("FABULA_IMAGES_S3_BUCKET", "elsewhere", "NoSuchBucket"),
        ("AWS_SECRET_ACCESS_KEY", "hunter2", "SignatureDoesNotMatch"),
    ] {
        let said = stand.run_failing(&["doctor"], &[(name, value)]).await;
        let line = said.lines().find(|line| line.starts_with("WRONG  images")).unwrap();
        assert!(line.contains(told) && !line.contains("hunter2"), "{line}");
    }
    stand.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_is_read_in_pieces_until_it_is_deleted() {
    let storage = S3Server::start().await;
    let objects = storage.objects();
    objects.check().await.unwrap();
    let bytes: Bytes = (0..3_000_000u32).map(|place| (place % 251) as u8).collect();
    // All at once: who comes second finds it there.
    for put in join_all((0..4).map(|_| objects.put("ab/picture.jpg", bytes.clone()))).await {
        put.unwrap();
    }
    assert!(objects.has("ab/picture.jpg").await.unwrap());
    let object = objects.open("ab/picture.jpg").await.unwrap().unwrap();
    assert_eq!(object.size, 3_000_000);
    let pieces: Vec<Bytes> = object.into_pieces().try_collect().await.unwrap();
    assert!(pieces.len() > 1, "it comes in pieces");
    assert_eq!(pieces.concat(), bytes);
    assert_eq!(objects.get("ab/picture.jpg").await.unwrap(), Some(bytes));
    for _ in 0..2 {
        objects.delete("ab/picture.jpg").await.unwrap();
    }
    assert!(!objects.has("ab/picture.jpg").await.unwrap());
    assert!(objects.open("ab/picture.jpg").await.unwrap().is_none());
    assert_eq!(storage.count(), 0);
}
