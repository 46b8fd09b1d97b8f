use std::net::SocketAddr;

use fabula_platform::objects::{Objects, ObjectsConfig};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::AbortHandle};

use crate::Proxy;

/// The bucket that is there.
const BUCKET: &str = "pictures";
/// What names in it begin with.
const PREFIX: &str = "fabula/images";
/// Who may ask, and the secret that requests are signed with.
const KEY: (&str, &str) = ("somebody", "a secret that nobody prints");

/// An S3-compatible storage with one bucket, which a test may cut off.
#[derive(Debug)]
pub struct S3Server {
    folder: TempDir,
    cable: Proxy,
    serving: AbortHandle,
}

impl S3Server {
    /// Starts one with an empty bucket.
    ///
    /// # Panics
    /// If there is no folder or no port for it.
    pub async fn start() -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("the folder is writable");
        let mut builder =
            S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("the folder can be served"));
        builder.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address: SocketAddr = listener.local_addr().expect("it is bound");
        let serving = tokio::spawn(serve(listener, builder.build())).abort_handle();
        let cable = Proxy::start(&address.to_string()).await.expect("there is a free port");
        Self { folder, cable, serving }
    }

    /// The environment variables that name it.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("FABULA_IMAGES_S3_BUCKET", BUCKET.to_owned()),
            ("FABULA_IMAGES_S3_ENDPOINT", format!("http://{}", self.cable.address())),
            ("FABULA_IMAGES_S3_PREFIX", PREFIX.to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.0.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", KEY.1.to_owned()),
        ]
    }

    /// What it keeps, as the program sees it.
    ///
    /// # Panics
    /// If its settings can't be used.
    #[must_use]
    pub fn objects(&self) -> Objects {
        let config = ObjectsConfig {
            images_s3_bucket: Some(BUCKET.to_owned()),
            images_s3_endpoint: Some(format!("http://{}", self.cable.address())),
            images_s3_region: "us-east-1".to_owned(),
            images_s3_prefix: Some(PREFIX.to_owned()),
            aws_access_key_id: Some(KEY.0.into()),
            aws_secret_access_key: Some(KEY.1.into()),
        };
        let bucket = config.bucket().expect("good settings").expect("a bucket");
        Objects::in_bucket(&bucket).expect("the bucket can be spoken to")
    }

    /// Nobody reaches it from now on; what is in hand breaks off.
    pub fn cut(&self) {
        self.cable.cut();
    }

    /// It can be reached again.
    pub fn restore(&self) {
        self.cable.restore();
    }

    /// How many objects are in the bucket under the prefix.
    ///
    /// # Panics
    /// If its folder can't be read.
    #[must_use]
    pub fn count(&self) -> usize {
        let shelves = std::fs::read_dir(self.folder.path().join(BUCKET).join(PREFIX));
        let Ok(shelves) = shelves else { return 0 };
        let objects = |shelf: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_dir(shelf.expect("it can be read").path()).expect("it can be read").count()
        };
        shelves.map(objects).sum()
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    loop {
        let (socket, _) = listener.accept().await.expect("it listens");
        let service = service.clone();
        tokio::spawn(async move {
            // A connection that breaks off is what tests are about.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
        });
    }
}
