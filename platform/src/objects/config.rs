use object_store::path::Path;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

/// Where images are kept, if not in a folder.
#[derive(Debug, Clone, clap::Args)]
pub struct ObjectsConfig {
    /// The bucket of an S3-compatible storage that images are kept in. Not set: in `images` in the data directory.
    #[arg(long, env = "FABULA_IMAGES_S3_BUCKET", global = true, value_name = "NAME")]
    pub images_s3_bucket: Option<String>,

    /// The storage's address, if it is not Amazon's: `https://storage.example.org`.
    #[arg(long, env = "FABULA_IMAGES_S3_ENDPOINT", global = true, value_name = "URL")]
    pub images_s3_endpoint: Option<String>,

    /// The region that the bucket is in. What it means is up to the storage.
    #[arg(
        long,
        env = "FABULA_IMAGES_S3_REGION",
        global = true,
        default_value = "us-east-1",
        value_name = "NAME"
    )]
    pub images_s3_region: String,

    /// What the names of objects begin with, so that a bucket can be shared: `fabula/images`.
    #[arg(long, env = "FABULA_IMAGES_S3_PREFIX", global = true, value_name = "PATH")]
    pub images_s3_prefix: Option<String>,

    /// Who asks the storage.
    #[arg(long, env = "AWS_ACCESS_KEY_ID", global = true, hide_env_values = true, value_name = "ID")]
    pub aws_access_key_id: Option<SecretString>,

    /// What requests to the storage are signed with.
    #[arg(long, env = "AWS_SECRET_ACCESS_KEY", global = true, hide_env_values = true, value_name = "KEY")]
    pub aws_secret_access_key: Option<SecretString>,
}

/// Settings of the storage that can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidObjectsConfig {
    /// No storage has a bucket of this name.
    #[error("FABULA_IMAGES_S3_BUCKET takes 3 to 63 of a–z, 0–9, `-` and `.`")]
    Bucket,
    /// The address is none.
    #[error("FABULA_IMAGES_S3_ENDPOINT is not an address, which looks like https://storage.example.org")]
    Endpoint,
    /// There is no region of this name.
    #[error("FABULA_IMAGES_S3_REGION takes 1 to 63 of a–z, A–Z, 0–9 and `-`")]
    Region,
    /// Objects can't be named so.
    #[error("FABULA_IMAGES_S3_PREFIX is not a path, which looks like fabula/images")]
    Prefix,
    /// Nobody may ask a storage without saying who they are.
    #[error("FABULA_IMAGES_S3_BUCKET needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    NoKey,
    /// A storage without a bucket.
    #[error("{0} is set, and FABULA_IMAGES_S3_BUCKET is not")]
    NoBucket(&'static str),
}

/// A bucket, and how to get at it. Shown, it keeps the key to itself.
#[derive(Debug, Clone)]
pub struct Bucket {
    pub(super) name: String,
    /// Amazon's, if there is none.
    pub(super) endpoint: Option<Url>,
    pub(super) region: String,
    pub(super) prefix: Path,
    pub(super) key_id: SecretString,
    pub(super) key: SecretString,
}

impl ObjectsConfig {
    /// An empty variable is one that is not set.
    #[must_use]
    pub fn without_empty(mut self) -> Self {
        for text in [&mut self.images_s3_bucket, &mut self.images_s3_endpoint, &mut self.images_s3_prefix] {
            text.take_if(|text| text.is_empty());
        }
        for secret in [&mut self.aws_access_key_id, &mut self.aws_secret_access_key] {
            secret.take_if(|secret| secret.expose_secret().is_empty());
        }
        self
    }

    /// The bucket that these settings name, if they name one. Nothing is connected.
    ///
    /// # Errors
    /// If a setting can't be used, or one is missing.
    pub fn bucket(&self) -> Result<Option<Bucket>, InvalidObjectsConfig> {
        let Some(name) = &self.images_s3_bucket else {
            let lonely = [
                (self.images_s3_endpoint.is_some(), "FABULA_IMAGES_S3_ENDPOINT"),
                (self.images_s3_prefix.is_some(), "FABULA_IMAGES_S3_PREFIX"),
            ];
            let lonely = lonely.into_iter().find(|(is_set, _)| *is_set);
            return lonely.map_or(Ok(None), |(_, setting)| Err(InvalidObjectsConfig::NoBucket(setting)));
        };
        let name = bucket_name(name)?;
        let endpoint = self.images_s3_endpoint.as_deref().map(endpoint).transpose()?;
        let region = region(&self.images_s3_region)?;
        let prefix = Path::parse(self.images_s3_prefix.as_deref().unwrap_or_default());
        let prefix = prefix.map_err(|_| InvalidObjectsConfig::Prefix)?;
        let (Some(key_id), Some(key)) = (self.aws_access_key_id.clone(), self.aws_secret_access_key.clone())
        else {
            return Err(InvalidObjectsConfig::NoKey);
        };
        Ok(Some(Bucket { name, endpoint, region, prefix, key_id, key }))
    }
}

impl Bucket {
    /// Where it is, in words for an operator.
    #[must_use]
    pub fn place(&self) -> String {
        let host = self.endpoint.as_ref().and_then(Url::host_str).unwrap_or("Amazon S3");
        match self.prefix.as_ref() {
            "" => format!("bucket {} at {host}", self.name),
            prefix => format!("{prefix} in bucket {} at {host}", self.name),
        }
    }
}

/// Reads a bucket's name: what Amazon allows new buckets
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>), and other storages with it.
fn bucket_name(name: &str) -> Result<String, InvalidObjectsConfig> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let is_name = (3..=63).contains(&name.len()) && name.bytes().all(plain);
    if is_name { Ok(name.to_owned()) } else { Err(InvalidObjectsConfig::Bucket) }
}

/// Reads an address. What names a person or a query in it has no place there.
fn endpoint(text: &str) -> Result<Url, InvalidObjectsConfig> {
    let url = Url::parse(text).map_err(|_| InvalidObjectsConfig::Endpoint)?;
    let is_plain = ["http", "https"].contains(&url.scheme())
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if is_plain { Ok(url) } else { Err(InvalidObjectsConfig::Endpoint) }
}

fn region(name: &str) -> Result<String, InvalidObjectsConfig> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_name = (1..=63).contains(&name.len()) && name.bytes().all(plain);
    if is_name { Ok(name.to_owned()) } else { Err(InvalidObjectsConfig::Region) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> ObjectsConfig {
        ObjectsConfig {
            images_s3_bucket: Some("pictures".to_owned()),
            images_s3_endpoint: Some("https://storage.example.org".to_owned()),
            images_s3_region: "eu-central-1".to_owned(),
            images_s3_prefix: Some("fabula/images/".to_owned()),
            aws_access_key_id: Some("somebody".into()),
            aws_secret_access_key: Some("hunter2".into()),
        }
    }

    #[test]
    fn a_bucket_says_where_it_is_and_keeps_its_key_to_itself() {
        let bucket = config().bucket().unwrap().unwrap();
        assert_eq!(bucket.place(), "fabula/images in bucket pictures at storage.example.org");
        let shown = format!("{bucket:?} {:?}", config());
        assert!(!shown.contains("hunter2") && !shown.contains("somebody"), "{shown}");
    }

    #[test]
    fn what_is_empty_is_not_set() {
        let empty = Some(String::new());
        let config = ObjectsConfig {
            images_s3_bucket: empty.clone(),
            images_s3_endpoint: empty.clone(),
            images_s3_prefix: empty,
            ..config()
        };
        assert!(config.without_empty().bucket().unwrap().is_none());
    }

    #[test]
    fn a_setting_that_cannot_be_used_is_named() {
        type Change = fn(&mut ObjectsConfig);
        let refused = |change: Change| {
            let mut config = config();
            change(&mut config);
            config.bucket().unwrap_err().to_string()
        };
        let cases: [(Change, &str); 8] = [
            (|config| config.images_s3_bucket = Some("My Bucket".to_owned()), "FABULA_IMAGES_S3_BUCKET"),
            (|config| config.images_s3_bucket = None, "FABULA_IMAGES_S3_ENDPOINT is set"),
            (|config| config.images_s3_endpoint = Some("storage".to_owned()), "FABULA_IMAGES_S3_ENDPOINT"),
            (
                |config| config.images_s3_endpoint = Some("ftp://storage".to_owned()),
                "FABULA_IMAGES_S3_ENDPOINT",
            ),
            (
                |config| config.images_s3_endpoint = Some("https://ada:hunter2@storage".to_owned()),
                "FABULA_IMAGES_S3_ENDPOINT",
            ),
            (|config| config.images_s3_region = "here & there".to_owned(), "FABULA_IMAGES_S3_REGION"),
            (|config| config.images_s3_prefix = Some("a//b".to_owned()), "FABULA_IMAGES_S3_PREFIX"),
            (|config| config.aws_secret_access_key = None, "AWS_SECRET_ACCESS_KEY"),
        ];
        for (change, named) in cases {
            let line = refused(change);
            assert!(line.contains(named) && !line.contains("hunter2"), "{line}");
        }
    }
}
