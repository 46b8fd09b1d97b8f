//! Hands mails over: to an SMTP server, or to files where none is configured.

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use secrecy::SecretString;

mod file;
mod smtp;

/// How long a mail server may take for each step.
const TIMEOUT: Duration = Duration::from_secs(20);

/// How mails leave.
#[derive(Debug, Clone, clap::Args)]
pub struct MailConfig {
    /// The mail server: `smtp://` (with `?tls=required` for STARTTLS) or `smtps://`, with user and password if it wants
    /// them. Not set: mails are written as files into `mail` in the data directory.
    #[arg(long, env = "SMTP_URL", global = true, hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<SecretString>,

    /// Who mails come from: `Fabula <hello@example.org>`.
    #[arg(long, env = "FABULA_MAIL_FROM", global = true, default_value = "Fabula <fabula@localhost>",
          value_name = "MAILBOX", value_parser = mailbox)]
    pub mail_from: Mailbox,
}

fn mailbox(text: &str) -> Result<Mailbox, &'static str> {
    text.parse().map_err(|_| "a mailbox looks like `Fabula <hello@example.org>`")
}

/// A mail that is ready to go.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Names the mail; sent again, it carries the same `Message-ID`, by which mailboxes drop doubles.
    pub id: String,
    /// The one address that it goes to.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// The whole as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The language of all three.
    pub language: &'static str,
    /// Its date.
    pub date: DateTime<Utc>,
}

/// Why a mail was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It can never go: the address or the mail server's policy.
    #[error("the mail is refused")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server asks to come back later.
    #[error("the mail server does not take the mail now")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server, or the folder, is out of reach.
    #[error("mails can't be handed over")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Hands mails over.
#[async_trait]
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Returns once somebody else answers for the mail.
    ///
    /// # Errors
    /// If nobody took it.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;

    /// Where mails go, in words for an operator.
    fn place(&self) -> String;
}

/// SMTP_URL can't be used.
#[derive(Debug, thiserror::Error)]
#[error("SMTP_URL is not a mail server's URL, which looks like smtps://user:password@host")]
pub struct InvalidSmtpUrl(#[source] lettre::transport::smtp::Error);

/// The configured mailer. `folder` is where mails go without a mail server.
///
/// # Errors
/// If the URL can't be used. Nothing is connected yet.
pub fn open(config: &MailConfig, folder: PathBuf) -> Result<Arc<dyn Mailer>, InvalidSmtpUrl> {
    Ok(match &config.smtp_url {
        Some(url) => Arc::new(smtp::Smtp::new(url, config.mail_from.clone())?),
        None => Arc::new(file::Files::new(folder, config.mail_from.clone())),
    })
}

/// A mailer that lets every mail go nowhere: for communities that are made up.
#[derive(Debug, Clone, Copy)]
pub struct Nowhere;

#[async_trait]
impl Mailer for Nowhere {
    async fn send(&self, _: &Mail) -> Result<(), MailError> {
        Ok(())
    }

    fn place(&self) -> String {
        "nowhere".to_owned()
    }
}

/// The mail as it travels (RFC 5322).
fn message(mail: &Mail, from: &Mailbox) -> Result<Message, MailError> {
    let recipient: Address = mail.recipient.parse().map_err(|error| MailError::Refused(Box::new(error)))?;
    let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(mail.date.into())
        .from(from.clone())
        .to(Mailbox::new(None, recipient))
        .subject(&mail.subject)
        // No machine shall answer it (RFC 3834).
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("Content-Language", mail.language))
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(|error| MailError::Refused(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(recipient: &str) -> Mail {
        Mail {
            id: "mail_01h455vb4pex5vsknk084sn02q".to_owned(),
            recipient: recipient.to_owned(),
            subject: "Grüße".to_owned(),
            text: "Guten Tag".to_owned(),
            html: "<p>Guten Tag</p>".to_owned(),
            language: "de",
            date: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_mail_sent_twice_has_one_message_id() {
        let from = mailbox("Fabula <hello@example.org>").unwrap();
        let text = String::from_utf8(message(&mail("ada@example.org"), &from).unwrap().formatted()).unwrap();
        assert!(text.contains("Message-ID: <mail_01h455vb4pex5vsknk084sn02q@example.org>"), "{text}");
        assert!(text.contains("Auto-Submitted: auto-generated") && text.contains("Content-Language: de"));
    }

    #[test]
    fn an_address_can_add_no_header() {
        let from = mailbox("hello@example.org").unwrap();
        let refused = message(&mail("ada@example.org\r\nBcc: all@example.org"), &from);
        assert!(matches!(refused, Err(MailError::Refused(_))));
    }

    #[tokio::test]
    async fn without_a_server_a_mail_is_a_file_and_sending_again_makes_no_second() {
        let folder =
            std::env::temp_dir().join(crate::ids::uuid_at(DateTime::UNIX_EPOCH).simple().to_string());
        let config = MailConfig { smtp_url: None, mail_from: mailbox("hello@example.org").unwrap() };
        let mailer = open(&config, folder.clone()).unwrap();
        for _ in 0..2 {
            mailer.send(&mail("ada@example.org")).await.unwrap();
        }
        let names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["mail_01h455vb4pex5vsknk084sn02q.eml"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
