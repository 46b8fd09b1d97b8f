use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{IpAddr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
};

use mailin::{Action, Handler, Response, SessionBuilder, response};

use crate::wait::eventually;

/// An SMTP server that keeps what it gets.
#[derive(Debug, Clone)]
pub struct MailServer {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<ReceivedMail>>>,
}

/// A mail as the server got it.
#[derive(Debug, Clone, Default)]
pub struct ReceivedMail {
    /// Its one recipient.
    pub recipient: String,
    /// Headers and body, as they came.
    pub text: String,
}

impl ReceivedMail {
    /// The token in a mail in English.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn token(&self) -> String {
        let mut lines = self.text.lines().skip_while(|line| !line.starts_with("Or paste this code"));
        lines.nth(1).unwrap_or_else(|| panic!("no token: {}", self.text)).trim().to_owned()
    }
}

impl MailServer {
    /// Starts one on a free port. It lives as long as the test's process.
    ///
    /// # Panics
    /// If there is no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let server = Self { address, mails: Arc::default() };
        let mails = Arc::clone(&server.mails);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let desk = Desk { mail: ReceivedMail::default(), mails: Arc::clone(&mails) };
                std::thread::spawn(move || serve(&stream, desk));
            }
        });
        server
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The mails to somebody, oldest first.
    #[must_use]
    pub fn mails_to(&self, recipient: &str) -> Vec<ReceivedMail> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().filter(|mail| mail.recipient == recipient).cloned().collect()
    }

    /// Waits for a mail to somebody with these words in it.
    pub async fn mail(&self, recipient: &str, words: &str) -> ReceivedMail {
        eventually(&format!("a mail to {recipient} says {words:?}"), async || {
            self.mails_to(recipient).into_iter().rfind(|mail| mail.text.contains(words))
        })
        .await
    }
}

/// One connection's mail under way.
struct Desk {
    mail: ReceivedMail,
    mails: Arc<Mutex<Vec<ReceivedMail>>>,
}

impl Handler for Desk {
    fn rcpt(&mut self, to: &str) -> Response {
        self.mail.recipient = to.to_owned();
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.mail.text.push_str(&String::from_utf8_lossy(line));
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = std::mem::take(&mut self.mail);
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        response::OK
    }
}

/// Speaks SMTP until the client leaves.
fn serve(stream: &TcpStream, desk: Desk) -> Option<()> {
    let remote: IpAddr = stream.peer_addr().ok()?.ip();
    let mut session = SessionBuilder::new("mail.test").build(remote, desk);
    let mut writer = stream;
    let mut reader = BufReader::new(stream);
    session.greeting().write_to(&mut writer).ok()?;
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).ok()? > 0 {
        let answer = session.process(&line);
        line.clear();
        if !matches!(answer.action, Action::NoReply) {
            answer.write_to(&mut writer).ok()?;
            writer.flush().ok()?;
        }
        if matches!(answer.action, Action::Close) {
            break;
        }
    }
    Some(())
}
