//! Consumes one queue for as long as the process lives, whatever becomes of RabbitMQ meanwhile.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use lapin::{
    Channel, Connection,
    message::Delivery,
    options::{BasicAckOptions, BasicCancelOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions},
    types::FieldTable,
};
use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{
    CLOSE_TIMEOUT, Connector, answered, close,
    message::{self, Message, Move},
    publisher::Publisher,
    topology::Topology,
};
use crate::{
    broker::{BrokerError, Handler, Outcome, Queue, RETRY_DELAYS, job},
    clock::SharedClock,
};

/// The pause after a failure, doubled with each further one up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How often to look whether an acknowledgement under way has lost its channel.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

pub(super) struct Consumer {
    pub(super) connector: Connector,
    pub(super) topology: Topology,
    pub(super) moves: Arc<Publisher>,
    pub(super) clock: SharedClock,
    pub(super) queue: Queue,
    pub(super) prefetch: u16,
    pub(super) handler: Arc<dyn Handler>,
}

/// One stretch of consuming, until something breaks.
struct Session {
    connection: Connection,
    channel: Channel,
    deliveries: lapin::Consumer,
}

impl Consumer {
    pub(super) async fn run(self: Arc<Self>, shutdown: CancellationToken) {
        let mut pauses = Pauses::default();
        let mut away = false;
        while !shutdown.is_cancelled() {
            let opened = tokio::select! {
                opened = self.open() => opened,
                () = shutdown.cancelled() => return,
            };
            let lost = match opened {
                Ok(session) => {
                    if std::mem::take(&mut away) {
                        tracing::info!(queue = self.queue.name, "jobs come from RabbitMQ again");
                    }
                    let began = Instant::now();
                    let lost = self.serve(session, &shutdown).await;
                    if began.elapsed() > LONGEST_PAUSE {
                        pauses = Pauses::default();
                    }
                    lost
                }
                Err(error) => Err(error),
            };
            let Err(error) = lost else { return };
            // Said once, however often it takes to get back.
            if !std::mem::replace(&mut away, true) {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, queue = self.queue.name, "no jobs come from RabbitMQ");
            }
            tokio::select! {
                () = tokio::time::sleep(pauses.next()) => {}
                () = shutdown.cancelled() => {}
            }
        }
    }

    async fn open(&self) -> Result<Session, BrokerError> {
        let connection = self.connector.connect(self.queue.name).await?;
        let channel = answered("opening a channel", connection.create_channel()).await?;
        answered("declaring the queues", self.topology.declare(&channel)).await?;
        answered("limiting what is in hand", channel.basic_qos(self.prefetch, BasicQosOptions::default()))
            .await?;
        let queue = self.topology.queue(self.queue.name).as_str().into();
        let consuming =
            channel.basic_consume(queue, "".into(), BasicConsumeOptions::default(), FieldTable::default());
        let deliveries = answered("consuming", consuming).await?;
        Ok(Session { connection, channel, deliveries })
    }

    /// Consumes until `shutdown` (then `Ok`) or until the connection, the channel or the queue goes away. Returns when
    /// the jobs in hand are finished.
    async fn serve(
        self: &Arc<Self>,
        mut session: Session,
        shutdown: &CancellationToken,
    ) -> Result<(), BrokerError> {
        let mut jobs = JoinSet::new();
        let ended = loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break Ok(()),
                Some(_) = jobs.join_next(), if !jobs.is_empty() => {}
                delivery = session.deliveries.next(), if jobs.len() < usize::from(self.prefetch) => match delivery {
                    Some(Ok(delivery)) => {
                        jobs.spawn(Arc::clone(self).work(delivery, shutdown.clone()).in_current_span());
                    }
                    Some(Err(error)) => break Err(BrokerError::Unreachable(Box::new(error))),
                    // Its queue was deleted, or moved to another node of the cluster.
                    None => break Err(BrokerError::Refused("to go on with its queue".to_owned())),
                },
            }
        };
        if ended.is_ok() {
            let tag = session.deliveries.tag();
            let _ = timeout(CLOSE_TIMEOUT, session.channel.basic_cancel(tag, BasicCancelOptions::default()))
                .await;
        }
        while jobs.join_next().await.is_some() {}
        // What was given out and not begun goes back to the queue.
        close(&session.connection).await;
        ended
    }

    async fn work(self: Arc<Self>, mut delivery: Delivery, shutdown: CancellationToken) {
        let outcome = match message::read(&delivery) {
            Ok(event) => job::run(self.queue.name, &event, self.handler.as_ref()).await,
            Err(reason) => {
                tracing::error!(reason, queue = self.queue.name, "a message can't be read");
                metrics::counter!("fabula_jobs_total", "queue" => self.queue.name, "result" => "fail")
                    .increment(1);
                Outcome::Fail(reason)
            }
        };
        let attempt = message::attempt(&delivery);
        let (queue, why) = match (outcome, RETRY_DELAYS.get(attempt)) {
            (Outcome::Done, _) => return acknowledge(&delivery).await,
            (Outcome::Retry(reason), Some((delay, _))) => {
                (self.topology.retry(self.queue.name, delay), Move::Retry { attempt: attempt + 1, reason })
            }
            (Outcome::Unavailable(reason), _) => {
                let (delay, _) = RETRY_DELAYS[0];
                (self.topology.retry(self.queue.name, delay), Move::Retry { attempt, reason })
            }
            (Outcome::Retry(reason), None) | (Outcome::Fail(reason), _) => {
                (self.topology.dead(self.queue.name), Move::Die { reason, at: self.clock.now() })
            }
        };
        let message = Message::moved(&mut delivery, &queue, why);
        self.hand_on(&delivery, message, &shutdown).await;
    }

    /// Moves a message to another queue. While that can't be done it stays in hand, so that a long alarm neither runs
    /// its job again and again nor uses up its deliveries.
    async fn hand_on(&self, delivery: &Delivery, message: Message, shutdown: &CancellationToken) {
        let mut pauses = Pauses::default();
        loop {
            if self.moves.publish(std::slice::from_ref(&message)).await.is_ok() {
                return acknowledge(delivery).await;
            }
            if delivery.acker.poisoned() {
                // Its connection is gone, and it is back in its queue.
                return;
            }
            if shutdown.is_cancelled() {
                let requeue = BasicNackOptions { requeue: true, ..BasicNackOptions::default() };
                settled(delivery, delivery.nack(requeue)).await;
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(pauses.next()) => {}
                () = shutdown.cancelled() => {}
            }
        }
    }
}

/// If it does not get through, the message comes again.
async fn acknowledge(delivery: &Delivery) {
    let acknowledged = settled(delivery, delivery.ack(BasicAckOptions::default())).await;
    if !acknowledged {
        tracing::debug!("a job is done, but its message will come again");
    }
}

/// Whether RabbitMQ was sent our word on `delivery`. The client's own future may never end if the connection breaks
/// just then, so this looks for itself whether the channel is gone.
async fn settled(delivery: &Delivery, word: impl Future<Output = lapin::Result<bool>>) -> bool {
    let mut look = tokio::time::interval(LOOK_INTERVAL);
    let lost = async {
        while !delivery.acker.poisoned() {
            look.tick().await;
        }
    };
    tokio::select! {
        biased;
        sent = word => matches!(sent, Ok(true)),
        () = lost => false,
    }
}

/// Ever longer pauses, each shortened by chance so that many processes don't come back in step.
struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

impl Pauses {
    fn next(&mut self) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(LONGEST_PAUSE);
        pause.mul_f64(rand::random_range(0.5..=1.0))
    }
}
