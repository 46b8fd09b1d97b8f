//! HTTP/1.1 as a load generator speaks it: requests made beforehand, answers read and not looked at. It shares the
//! machine with what it measures, so it must not take a share worth speaking of.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

use crate::failure::Failure;

/// One connection that stays open.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(65_536, stream), line: String::new(), body: Vec::new() })
    }

    /// Sends a request and reads its answer: the status and the body.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<(u16, &[u8]), Failure> {
        self.stream.get_mut().write_all(request).await?;
        let mut status = 0;
        let mut length = None;
        loop {
            self.line.clear();
            if self.stream.read_line(&mut self.line).await? == 0 {
                return Err(Failure::said("the server closed the connection"));
            }
            let line = self.line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse::<usize>().ok();
                }
            } else if status == 0 {
                status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
            }
        }
        let length = length.ok_or_else(|| Failure::said("an answer without Content-Length"))?;
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).await?;
        Ok((status, &self.body))
    }
}

/// A GraphQL request, ready to send.
pub(crate) fn request(address: SocketAddr, token: Option<&str>, body: &serde_json::Value) -> Vec<u8> {
    let body = body.to_string();
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\n{authorization}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Asks once on a connection of its own.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Result<(u16, Vec<u8>), Failure> {
    let mut connection = Connection::open(address).await?;
    let (status, body) =
        connection.send(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    Ok((status, body.to_vec()))
}

/// Asks for random requests over `connections` connections for `seconds`, and answers how many were answered a second.
pub(crate) async fn load(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: u16,
    seconds: u16,
) -> Result<f64, Failure> {
    let began = Instant::now();
    let end = began + Duration::from_secs(seconds.into());
    let requests: std::sync::Arc<[Vec<u8>]> = requests.into();
    let asking = (0..connections).map(|_| {
        let requests = std::sync::Arc::clone(&requests);
        let asking = tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut answered = 0_u32;
            while Instant::now() < end {
                let request = &requests[rand::random_range(0..requests.len())];
                let (status, body) = connection.send(request).await?;
                if status != 200 {
                    let body = String::from_utf8_lossy(body);
                    return Err(Failure::said(format!("status {status} in the middle of a run: {body}")));
                }
                answered += 1;
            }
            Ok(answered)
        });
        async move { asking.await.map_err(|error| Failure::said(error.to_string()))? }
    });
    let answered: u32 = try_join_all(asking).await?.into_iter().sum();
    Ok(f64::from(answered) / began.elapsed().as_secs_f64())
}
