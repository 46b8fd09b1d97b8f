use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, message::Mailbox, transport::smtp::Error,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::{InvalidSmtpUrl, Mail, MailError, Mailer, TIMEOUT, message};

/// Hands mails to an SMTP server, over connections that are kept for a while.
#[derive(Debug)]
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub(super) fn new(url: &SecretString, from: Mailbox) -> Result<Self, InvalidSmtpUrl> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret());
        let transport = builder.map_err(InvalidSmtpUrl)?.timeout(Some(TIMEOUT)).build();
        Ok(Self { transport, from })
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message(mail, &self.from)?;
        self.transport.send(message).await.map(|_| ()).map_err(classify)
    }

    fn place(&self) -> String {
        "the server at SMTP_URL".to_owned()
    }
}

/// What is wrong between us and the server, not with the mail: authentication that is wanted or failed (RFC 4954).
const OURS: [u16; 4] = [530, 534, 535, 538];

/// What a failure means for the mail: RFC 5321 has 5yz for what never goes and 4yz for what may go later. What the client
/// itself refuses is an address that this server can't be given.
fn classify(error: Error) -> MailError {
    if error.status().is_some_and(|code| OURS.contains(&u16::from(code))) {
        MailError::Unreachable(Box::new(error))
    } else if error.is_permanent() || error.is_client() {
        MailError::Refused(Box::new(error))
    } else if error.is_transient() {
        MailError::Later(Box::new(error))
    } else {
        MailError::Unreachable(Box::new(error))
    }
}
