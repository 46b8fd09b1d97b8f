use std::path::PathBuf;

use async_trait::async_trait;
use lettre::message::Mailbox;

use super::{Mail, MailError, Mailer, message};

/// Writes each mail into a file of its own.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    from: Mailbox,
}

impl Files {
    pub(super) fn new(folder: PathBuf, from: Mailbox) -> Self {
        Self { folder, from }
    }
}

#[async_trait]
impl Mailer for Files {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let bytes = message(mail, &self.from)?.formatted();
        let unreachable = |error| MailError::Unreachable(Box::new(error));
        tokio::fs::create_dir_all(&self.folder).await.map_err(unreachable)?;
        let path = self.folder.join(format!("{}.eml", mail.id));
        // Under another name first: whoever watches the folder never reads half a mail.
        let half = path.with_extension("half");
        tokio::fs::write(&half, bytes).await.map_err(unreachable)?;
        tokio::fs::rename(&half, &path).await.map_err(unreachable)?;
        tracing::info!(path = %path.display(), "SMTP_URL is not set: a mail was written to a file");
        Ok(())
    }

    fn place(&self) -> String {
        format!("files in {}", self.folder.display())
    }
}
