use std::{net::SocketAddr, time::Duration};

use fabula_platform::tls;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

/// A client that knows one node's address, the contract, and perhaps a token.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    token: Option<String>,
}

/// What came back for one request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; a JSON string if it is not JSON.
    pub body: Value,
}

/// Someone with an account. Speaks to the node where they last were.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their signed-in client.
    pub client: Client,
    /// Their id.
    pub id: String,
    /// Their unique name.
    pub handle: String,
}

/// One event of a discussion, as a subscriber got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Where to go on from.
    pub cursor: String,
    /// What happened.
    pub kind: String,
    /// To which comment.
    pub comment: String,
    /// Its text, if it can be seen.
    pub body: Option<String>,
    /// Its author's handle, if it can be seen.
    pub author: Option<String>,
}

impl Event {
    /// Reads the result of [`FOLLOW`](crate::FOLLOW).
    ///
    /// # Panics
    /// If it is anything else.
    #[must_use]
    pub fn read(result: &Value) -> Self {
        assert!(result.get("errors").is_none(), "an error in the place of an event: {result}");
        let event = &result["data"]["commentEvents"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            cursor: text(&event["cursor"]).expect("an event has a cursor"),
            kind: text(&event["kind"]).expect("an event has a kind"),
            comment: text(&event["commentId"]).expect("an event names its comment"),
            body: text(&event["comment"]["body"]),
            author: text(&event["comment"]["author"]["handle"]),
        }
    }
}

impl Answer {
    /// The data of an answer without errors.
    ///
    /// # Panics
    /// If there are any.
    #[must_use]
    pub fn data(&self) -> &Value {
        assert!(self.status == 200 && self.body.get("errors").is_none(), "{} {}", self.status, self.body);
        &self.body["data"]
    }

    /// The payload of the one mutation in an answer, which must have worked.
    ///
    /// # Panics
    /// If it did not.
    #[must_use]
    pub fn payload(&self) -> &Value {
        let payload = self.data().as_object().and_then(|data| data.values().next()).expect("one mutation");
        assert_eq!(payload["errors"], json!([]), "the mutation was refused");
        payload
    }

    /// How a request was refused: the type of the first error in the payload, or the code of the first top-level
    /// error.
    ///
    /// # Panics
    /// If it was not refused.
    #[must_use]
    pub fn refusal(&self) -> String {
        if let Some(error) = self.body["errors"].get(0) {
            let code = error["extensions"]["code"].as_str();
            return code.unwrap_or_else(|| panic!("an error without a code: {}", self.body)).to_owned();
        }
        self.user_error()["__typename"].as_str().expect("the query asks for the type").to_owned()
    }

    /// The code of the first top-level error, if there is one.
    #[must_use]
    pub fn refusal_code(&self) -> Option<&str> {
        self.body["errors"][0]["extensions"]["code"].as_str()
    }

    /// The first error in the payload of the one mutation in an answer.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn user_error(&self) -> &Value {
        let payload = self.body["data"].as_object().and_then(|data| data.values().next());
        let error = payload.and_then(|payload| payload["errors"].get(0));
        error.unwrap_or_else(|| panic!("nothing was refused: {} {}", self.status, self.body))
    }
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        tls::install();
        let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).no_proxy().build();
        Self { http: http.expect("a client without TLS"), address, token: None }
    }

    /// The same client with another token, or none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    /// The same client at another node.
    #[must_use]
    pub fn at(&self, other: &Self) -> Self {
        Self { token: self.token.clone(), ..other.clone() }
    }

    /// The node's address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The token, if signed in.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The URL of a path on this node.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Whether the node says that it is ready.
    pub async fn is_ready(&self) -> bool {
        let answer = self.http.get(self.url("/health/ready")).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// A GET of any path; the status and the body as text.
    ///
    /// # Panics
    /// If the node does not answer.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.http.get(self.url(path)).send().await.expect("the node answers");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }

    /// The sum of a metric's samples whose labels contain `labels`; 0 if there are none.
    pub async fn metric(&self, name: &str, labels: &str) -> f64 {
        let (_, text) = self.get("/metrics").await;
        let samples = text.lines().filter_map(|line| line.rsplit_once(' '));
        samples
            .filter(|(key, _)| {
                let (metric, rest) = key.split_once('{').unwrap_or((key, ""));
                metric == name && rest.contains(labels)
            })
            .filter_map(|(_, value)| value.parse::<f64>().ok())
            .sum()
    }

    /// Asks one GraphQL question.
    ///
    /// # Panics
    /// If the node does not answer.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.post("application/json", body.into_bytes()).await
    }

    /// The same, for when the node may be gone.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn try_ask(&self, query: &str, variables: Value) -> Result<Answer, reqwest::Error> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.try_post("application/json", body.into_bytes()).await
    }

    /// Posts any bytes to `/graphql`.
    ///
    /// # Panics
    /// If the node does not answer.
    pub async fn post(&self, content_type: &str, body: Vec<u8>) -> Answer {
        self.try_post(content_type, body).await.expect("the node answers")
    }

    /// The same, for when the node may hang up.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn try_post(&self, content_type: &str, body: Vec<u8>) -> Result<Answer, reqwest::Error> {
        let mut request = self
            .http
            .post(self.url("/graphql"))
            .header(CONTENT_TYPE, content_type)
            .header(ACCEPT, "application/graphql-response+json, application/json;q=0.9");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer = request.body(body).send().await?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, body })
    }

    /// The bare HTTP client, for what is not GraphQL.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Signs somebody up.
    ///
    /// # Panics
    /// If that fails.
    pub async fn register(&self, handle: &str) -> Person {
        let query = "mutation Register($input: RegisterInput!) {
            register(input: $input) { token viewer { user { id handle } } errors { __typename message path } }
        }";
        let input = json!({
            "handle": handle,
            "email": format!("{handle}@example.org"),
            "password": password(handle),
            "languages": ["en"],
        });
        let answer = self.ask(query, json!({ "input": input })).await;
        let payload = answer.payload();
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        Person {
            client: self.with_token(payload["token"].as_str()),
            id: text(&payload["viewer"]["user"]["id"]),
            handle: text(&payload["viewer"]["user"]["handle"]),
        }
    }
}

/// The password that [`Client::register`] gives.
fn password(handle: &str) -> String {
    format!("the secret of {handle}")
}

impl Person {
    /// The same person at another node.
    #[must_use]
    pub fn at(&self, node: &Client) -> Self {
        Self { client: self.client.at(node), ..self.clone() }
    }

    /// Signs in again and answers the answer.
    pub async fn sign_in(&self) -> Answer {
        let query = "mutation SignIn($input: SignInInput!) {
            signIn(input: $input) { token viewer { user { id handle } } errors { __typename message path } }
        }";
        let email = format!("{}@example.org", self.handle);
        let input = json!({ "email": email, "password": password(&self.handle) });
        self.client.with_token(None).ask(query, json!({ "input": input })).await
    }

    /// Opens a board and answers its id. `more` goes into the input.
    ///
    /// # Panics
    /// If that fails.
    pub async fn open_board(&self, slug: &str, more: Value) -> String {
        let query = "mutation Open($input: CreateBoardInput!) {
            createBoard(input: $input) { board { id slug } errors { __typename message path } }
        }";
        let mut input = json!({
            "slug": slug,
            "title": "Memories of the river",
            "description": "What people along it remember.",
            "languages": ["en"],
        });
        merge(&mut input, more);
        let answer = self.client.ask(query, json!({ "input": input })).await;
        answer.payload()["board"]["id"].as_str().expect("a board has an id").to_owned()
    }

    /// Writes a story and answers its id. `more` goes into the input; it is published unless that says otherwise.
    ///
    /// # Panics
    /// If that fails.
    pub async fn write_story(&self, board: &str, more: Value) -> String {
        let query = "mutation Write($input: CreateStoryInput!) {
            createStory(input: $input) { story { id status } errors { __typename message path } }
        }";
        let mut input = json!({
            "boardId": board,
            "title": "The winter when the river froze",
            "body": "In that winter the ferries lay still and people walked across the ice to the market.",
            "publish": true,
        });
        merge(&mut input, more);
        let answer = self.client.ask(query, json!({ "input": input })).await;
        answer.payload()["story"]["id"].as_str().expect("a story has an id").to_owned()
    }

    /// Opens a board with one published story and answers the story's id.
    pub async fn publish_a_story(&self) -> String {
        let board = self.open_board("river-memories", json!({})).await;
        self.write_story(&board, json!({})).await
    }

    /// Comments and answers the answer.
    pub async fn try_comment(&self, story: &str, body: &str) -> Answer {
        self.client.ask(COMMENT, json!({ "input": { "storyId": story, "body": body } })).await
    }

    /// Comments and answers the comment's id.
    ///
    /// # Panics
    /// If that fails.
    pub async fn comment(&self, story: &str, body: &str) -> String {
        let answer = self.try_comment(story, body).await;
        answer.payload()["comment"]["id"].as_str().expect("a comment has an id").to_owned()
    }
}

/// The mutation that writes a comment.
const COMMENT: &str = "mutation Say($input: CreateCommentInput!) {
    createComment(input: $input) { comment { id status revision body } errors { __typename message path } }
}";

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
