use std::time::Duration;

use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
    prefix::PrefixStore,
};
use secrecy::ExposeSecret as _;

use super::Bucket;
use crate::tls;

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long the storage may say nothing: before its answer begins, and in the middle of it. There is no limit on the
/// whole, since who reads slowly must get everything, too.
const READ_TIMEOUT: Duration = Duration::from_secs(20);
/// How often what failed is tried again.
const RETRIES: usize = 3;
/// After this long nothing is tried again: somebody waits.
const RETRY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long until the first retry; each further one waits twice as long, with some of it left to chance.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A bucket as a store of objects. Nothing is connected yet.
pub(super) fn open(bucket: &Bucket) -> object_store::Result<PrefixStore<AmazonS3>> {
    tls::install();
    let is_in_the_clear = bucket.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http");
    let options = ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(CONNECT_TIMEOUT)
        .with_read_timeout(READ_TIMEOUT)
        .with_allow_http(is_in_the_clear);
    let retry = RetryConfig {
        backoff: BackoffConfig { init_backoff: FIRST_PAUSE, max_backoff: LONGEST_PAUSE, base: 2.0 },
        max_retries: RETRIES,
        retry_timeout: RETRY_TIMEOUT,
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(bucket.key_id.expose_secret())
        .with_secret_access_key(bucket.key.expose_secret())
        .with_client_options(options)
        .with_retry(retry);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
    }
    Ok(PrefixStore::new(builder.build()?, bucket.prefix.clone()))
}

/// Puts an object there unless it is there already: names tell what they hold, and a bucket that keeps versions would
/// keep one more. A storage that does not know such a condition gets the object without it.
pub(super) async fn put(
    store: &PrefixStore<AmazonS3>,
    path: &Path,
    payload: PutPayload,
) -> object_store::Result<()> {
    let put = match store.put_opts(path, payload.clone(), PutMode::Create.into()).await {
        Err(error) if is_not_implemented(&error) => store.put(path, payload).await,
        put => put,
    };
    match put {
        Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether the storage answered with 501, as S3 does to headers that it does not know. The library has no type for it.
fn is_not_implemented(error: &object_store::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("501 Not Implemented") {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use crate::objects::{Objects, ObjectsConfig};

    /// A storage that refuses every condition and takes everything else.
    async fn old_fashioned(listener: TcpListener) {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"picture") {
                socket.read_buf(&mut request).await.unwrap();
            }
            let request = String::from_utf8_lossy(&request).to_lowercase();
            let status = if request.contains("if-none-match") { "501 Not Implemented" } else { "200 OK" };
            let answer =
                format!("HTTP/1.1 {status}\r\nETag: \"1\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_storage_that_knows_no_conditions_gets_objects_without() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(old_fashioned(listener));
        let config = ObjectsConfig {
            images_s3_bucket: Some("pictures".to_owned()),
            images_s3_endpoint: Some(endpoint),
            images_s3_region: "us-east-1".to_owned(),
            images_s3_prefix: None,
            aws_access_key_id: Some("somebody".into()),
            aws_secret_access_key: Some("hunter2".into()),
        };
        let objects = Objects::in_bucket(&config.bucket().unwrap().unwrap()).unwrap();
        objects.put("ab/c.jpg", bytes::Bytes::from_static(b"picture")).await.unwrap();
        serving.abort();
    }
}
