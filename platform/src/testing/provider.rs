//! A provider of OpenID Connect that answers what a test says, and nothing else.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use openidconnect::{
    IssuerUrl, JsonWebKeyId, PrivateSigningKey as _,
    core::{CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::oidc::ProviderSettings;

/// What went wrong.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Keys that ID tokens are signed with (Ed25519). They sign for nobody but tests.
const KEYS: [&str; 2] = [
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIO4kFRsIgZdT3/3/s5TtJbnexFjy9TfjWTa0GOJMoqiv\n-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGKNssd8eQ2o/h2hZcMitNvcMaSI/FqngrULkKIYmulL\n-----END PRIVATE KEY-----\n",
];

/// What it knows Fabula as.
pub const CLIENT_ID: &str = "fabula";

#[derive(Debug, Default)]
struct Script {
    /// Statuses, further headers and bodies by path.
    answers: HashMap<String, (u16, String, String)>,
    /// Request lines and bodies, in order.
    requests: Vec<String>,
}

/// A provider on a port of its own. Dropped, it is gone.
#[derive(Debug)]
pub struct TestProvider {
    issuer: String,
    script: Arc<Mutex<Script>>,
    task: JoinHandle<()>,
}

impl Drop for TestProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(number: usize) -> Result<CoreEdDsaPrivateSigningKey, Failure> {
    let id = JsonWebKeyId::new(format!("key-{number}"));
    Ok(CoreEdDsaPrivateSigningKey::from_ed25519_pem(KEYS[number], Some(id))?)
}

/// Signs what an ID token is to say with the key of this number (0 or 1).
///
/// # Errors
/// If the claims are none.
pub fn sign(number: usize, claims: &Value) -> Result<String, Failure> {
    let claims: CoreIdTokenClaims = serde_json::from_value(claims.clone())?;
    let token = CoreIdToken::new(claims, &key(number)?, CoreJwsSigningAlgorithm::EdDsa, None, None)?;
    Ok(token.to_string())
}

impl TestProvider {
    /// A provider that tells where its endpoints are, and of its first key.
    ///
    /// # Errors
    /// If there is no port for it.
    pub async fn start() -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let script = Arc::new(Mutex::new(Script::default()));
        let task = tokio::spawn(serve(listener, Arc::clone(&script)));
        let provider = Self { issuer, script, task };
        provider.describe(&json!({}));
        provider.publish(&[0])?;
        Ok(provider)
    }

    /// Tells where its endpoints are, with these changes.
    pub fn describe(&self, changes: &Value) {
        let issuer = &self.issuer;
        let mut document = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            document[name] = value.clone();
        }
        self.answer("/.well-known/openid-configuration", 200, &document);
    }

    /// Publishes the keys of these numbers.
    ///
    /// # Errors
    /// If one can't be read.
    pub fn publish(&self, numbers: &[usize]) -> Result<(), Failure> {
        let public = |number: &usize| Ok(serde_json::to_value(key(*number)?.as_verification_key())?);
        let keys: Vec<Value> = numbers.iter().map(public).collect::<Result<_, Failure>>()?;
        self.answer("/keys", 200, &json!({ "keys": keys }));
        Ok(())
    }

    /// Answers whoever comes with a code with this ID token.
    pub fn vouch(&self, token: &str) {
        let answer = json!({ "access_token": "winter", "token_type": "Bearer", "id_token": token });
        self.answer("/token", 200, &answer);
    }

    /// Answers requests to a path from now on.
    pub fn answer(&self, path: &str, status: u16, body: &Value) {
        self.answer_with(path, status, "", &body.to_string());
    }

    /// The same with further header lines (each ends with CRLF) and any body.
    pub fn answer_with(&self, path: &str, status: u16, headers: &str, body: &str) {
        lock(&self.script).answers.insert(path.to_owned(), (status, headers.to_owned(), body.to_owned()));
    }

    /// What it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// How many requests there were for a path.
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        let wanted = format!(" {path} ");
        lock(&self.script).requests.iter().filter(|request| request.contains(&wanted)).count()
    }

    /// The newest request for a path: its head, and its body after an empty line.
    #[must_use]
    pub fn newest(&self, path: &str) -> String {
        let wanted = format!(" {path} ");
        let script = lock(&self.script);
        script.requests.iter().rfind(|request| request.contains(&wanted)).cloned().unwrap_or_default()
    }

    /// Settings of an instance that trusts it.
    ///
    /// # Errors
    /// If it has no address.
    pub fn settings(&self) -> Result<ProviderSettings, Failure> {
        Ok(ProviderSettings {
            key: "example".to_owned(),
            name: "Example".to_owned(),
            issuer: IssuerUrl::new(self.issuer.clone())?,
            client_id: CLIENT_ID.to_owned(),
            client_secret: Some("wintergreen".to_owned().into()),
            scopes: ["openid", "email"].map(str::to_owned).to_vec(),
            joins_verified_addresses: false,
        })
    }
}

async fn serve(listener: TcpListener, script: Arc<Mutex<Script>>) {
    while let Ok((stream, _)) = listener.accept().await {
        // Whoever hangs up in between has what they wanted.
        let _ = answer(stream, &script).await;
    }
}

async fn answer(mut stream: TcpStream, script: &Mutex<Script>) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut part = [0; 4_096];
        match stream.read(&mut part).await? {
            0 => return Ok(()),
            read => request.extend_from_slice(&part[..read]),
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, headers, body) = {
        let mut script = lock(script);
        script.requests.push(request);
        script.answers.get(&path).cloned().unwrap_or((404, String::new(), "{}".to_owned()))
    };
    let head = format!(
        "HTTP/1.1 {status} .\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

/// Whether a request has come with all that it says it has.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    body.len() >= length.unwrap_or_default()
}
