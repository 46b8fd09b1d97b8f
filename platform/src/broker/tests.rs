//! What both brokers promise, tried on each.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Broker, BrokerError, Handler, Outcome, Queue, RETRY_DELAYS, Selection,
    local::{LocalBroker, SharedLocalBroker},
    rabbit::RabbitBroker,
};
use crate::{
    clock::{Clock as _, ManualClock},
    events::Envelope,
    ids,
    testing::{self, TestDatabase, eventually},
};

pub(super) const WORDS: Queue = Queue { name: "words", events: &["word.said", "word.unsaid"] };
pub(super) const ECHOES: Queue = Queue { name: "echoes", events: &["word.said"] };
pub(super) const QUEUES: &[Queue] = &[WORDS, ECHOES];

/// Longer than anything takes that these tests wait for, the first retry delay included.
const PATIENCE: Duration = Duration::from_secs(60);

/// A broker and what to do with it in the end.
struct Fixture {
    broker: Arc<dyn Broker>,
    clock: Arc<ManualClock>,
    own: Own,
}

enum Own {
    Local(TestDatabase),
    Rabbit(Arc<RabbitBroker>),
}

impl Fixture {
    async fn local() -> Self {
        let clock = ManualClock::new(start());
        let database = testing::database().await;
        let broker = LocalBroker::new(database.pool().clone(), clock.clone(), QUEUES);
        Self { broker: Arc::new(SharedLocalBroker::from(broker)), clock, own: Own::Local(database) }
    }

    async fn rabbit() -> Self {
        let clock = ManualClock::new(start());
        let broker =
            RabbitBroker::new(&testing::amqp_url(), &testing::namespace(), QUEUES, clock.clone()).unwrap();
        let broker = Arc::new(broker);
        broker.check().await.expect("RabbitMQ for tests can be reached");
        Self { broker: broker.clone(), clock, own: Own::Rabbit(broker) }
    }

    /// Lets a retry delay pass. In RabbitMQ it passes by itself.
    fn pass(&self, delay: Duration) {
        if matches!(self.own, Own::Local(_)) {
            self.clock.advance(TimeDelta::from_std(delay).unwrap());
        }
    }

    fn consume(&self, queue: Queue, prefetch: u16, handler: Arc<dyn Handler>) -> Consuming {
        Consuming::start(&self.broker, queue, prefetch, handler)
    }

    async fn depth(&self, queue: &str) -> u64 {
        let depths = self.broker.depths().await.unwrap();
        depths.into_iter().find(|depth| depth.queue == queue).unwrap().messages
    }

    async fn close(self) {
        match self.own {
            Own::Local(database) => database.close().await,
            Own::Rabbit(broker) => {
                broker.delete_topology().await.unwrap();
                broker.close().await;
            }
        }
    }
}

/// A consumer at work.
pub(super) struct Consuming {
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl Consuming {
    pub(super) fn start(
        broker: &Arc<dyn Broker>,
        queue: Queue,
        prefetch: u16,
        handler: Arc<dyn Handler>,
    ) -> Self {
        let shutdown = CancellationToken::new();
        let (broker, stop) = (Arc::clone(broker), shutdown.clone());
        let task = tokio::spawn(async move { broker.consume(queue, prefetch, handler, stop).await });
        Self { shutdown, task }
    }

    pub(super) async fn stop(self) {
        self.shutdown.cancel();
        tokio::time::timeout(PATIENCE, self.task).await.expect("the consumer ends").unwrap();
    }
}

/// Answers as it is told, then `Done`, and shows what it was given.
pub(super) struct Scripted {
    outcomes: Mutex<VecDeque<Outcome>>,
    seen: mpsc::UnboundedSender<Envelope>,
}

impl Scripted {
    pub(super) fn new(outcomes: impl IntoIterator<Item = Outcome>) -> (Arc<Self>, Seen) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (
            Arc::new(Self { outcomes: Mutex::new(outcomes.into_iter().collect()), seen: sender }),
            Seen(receiver),
        )
    }
}

#[async_trait]
impl Handler for Scripted {
    async fn handle(&self, event: &Envelope) -> Outcome {
        self.seen.send(event.clone()).unwrap();
        self.outcomes.lock().unwrap().pop_front().unwrap_or(Outcome::Done)
    }
}

pub(super) struct Seen(mpsc::UnboundedReceiver<Envelope>);

impl Seen {
    pub(super) async fn next(&mut self) -> Envelope {
        tokio::time::timeout(PATIENCE, self.0.recv()).await.expect("an event arrives").unwrap()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Holds every event until it is let go.
struct Held {
    begun: mpsc::UnboundedSender<Uuid>,
    gate: Semaphore,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Held {
    fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Uuid>) {
        let (begun, receiver) = mpsc::unbounded_channel();
        let held =
            Self { begun, gate: Semaphore::new(0), now: AtomicUsize::new(0), most: AtomicUsize::new(0) };
        (Arc::new(held), receiver)
    }
}

#[async_trait]
impl Handler for Held {
    async fn handle(&self, event: &Envelope) -> Outcome {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        self.begun.send(event.id).unwrap();
        self.gate.acquire().await.unwrap().forget();
        self.now.fetch_sub(1, Ordering::SeqCst);
        Outcome::Done
    }
}

pub(super) fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

pub(super) fn event(routing_key: &str) -> Envelope {
    Envelope {
        specversion: "1.0".to_owned(),
        id: ids::uuid_at(start()),
        kind: format!("fabula.{routing_key}"),
        source: "https://fabula.example".to_owned(),
        subject: "word_00000000000000000000000001".to_owned(),
        time: start(),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        datacontenttype: "application/json".to_owned(),
        data: serde_json::json!({ "word": "schön", "revision": 3 }),
    }
}

async fn an_event_reaches_every_job_that_takes_it(fixture: &Fixture) {
    let (words, mut by_words) = Scripted::new([]);
    let (echoes, mut by_echoes) = Scripted::new([]);
    let (said, unsaid, unknown) = (event("word.said"), event("word.unsaid"), event("board.created"));
    fixture
        .broker
        .publish(&[unknown, unsaid.clone(), said.clone()])
        .await
        .expect("events that no job takes are fine");
    let words = fixture.consume(WORDS, 1, words);
    let echoes = fixture.consume(ECHOES, 1, echoes);
    assert_eq!([by_words.next().await, by_words.next().await], [unsaid, said.clone()], "whole and in order");
    assert_eq!(by_echoes.next().await, said);
    words.stop().await;
    echoes.stop().await;
    assert!(by_words.is_empty() && by_echoes.is_empty());
    for queue in ["words", "words.dead", "echoes", "echoes.dead"] {
        assert_eq!(fixture.depth(queue).await, 0, "{queue}");
    }
}

async fn what_is_published_while_a_consumer_waits_reaches_it(fixture: &Fixture) {
    let (handler, mut seen) = Scripted::new([]);
    let consuming = fixture.consume(WORDS, 4, handler);
    for _ in 0..3 {
        let event = event("word.said");
        fixture.broker.publish(std::slice::from_ref(&event)).await.unwrap();
        assert_eq!(seen.next().await, event);
    }
    consuming.stop().await;
}

async fn a_retry_comes_again_and_a_failure_is_dead_until_it_is_replayed(fixture: &Fixture) {
    let outcomes =
        [Outcome::Retry("not yet".to_owned()), Outcome::Done, Outcome::Fail("never — 決して".to_owned())];
    let (handler, mut seen) = Scripted::new(outcomes);
    let consuming = fixture.consume(WORDS, 1, handler);
    let (fails, follows) = (event("word.unsaid"), event("word.unsaid"));
    fixture.broker.publish(std::slice::from_ref(&fails)).await.unwrap();
    assert_eq!(seen.next().await, fails);
    // A retry holds nobody up.
    fixture.broker.publish(std::slice::from_ref(&follows)).await.unwrap();
    assert_eq!(seen.next().await, follows);
    fixture.pass(RETRY_DELAYS[0].1);
    assert_eq!(seen.next().await, fails);
    let dead = eventually("the dead letter", async || {
        let dead = fixture.broker.dead_letters("words", 10).await.unwrap();
        (!dead.is_empty()).then_some(dead)
    })
    .await;
    assert_eq!(fixture.broker.dead_letters("words", 10).await.unwrap(), dead, "looking takes nothing away");
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].reason, "never — 決して");
    assert_eq!(dead[0].died_at, Some(fixture.clock.now()));
    assert_eq!(dead[0].kind.as_deref(), Some("fabula.word.unsaid"));
    assert!(dead[0].body.contains("schön"));
    assert_eq!(dead[0].id, Some(fails.id));

    assert_eq!(fixture.broker.replay("words", Selection::One(ids::uuid_at(start()))).await.unwrap(), 0);
    assert_eq!(fixture.broker.replay("words", Selection::One(fails.id)).await.unwrap(), 1);
    assert_eq!(seen.next().await, fails);
    consuming.stop().await;
    assert_eq!(fixture.depth("words.dead").await, 0);
    assert_eq!(fixture.depth("words").await, 0);
    assert!(seen.is_empty());
}

async fn dead_letters_are_listed_replayed_and_dropped(fixture: &Fixture) {
    let events: Vec<Envelope> = (0..5).map(|_| event("word.unsaid")).collect();
    let (handler, mut seen) = Scripted::new((0..5).map(|number| Outcome::Fail(number.to_string())));
    let consuming = fixture.consume(WORDS, 1, handler);
    for event in &events {
        fixture.broker.publish(std::slice::from_ref(event)).await.unwrap();
        seen.next().await;
        fixture.clock.advance(TimeDelta::seconds(1));
    }
    consuming.stop().await;
    let ids = async |limit| {
        let dead = fixture.broker.dead_letters("words", limit).await.unwrap();
        dead.into_iter().filter_map(|letter| letter.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(10).await, events.iter().map(|event| event.id).collect::<Vec<_>>(), "the oldest first");
    assert_eq!(ids(2).await.len(), 2);
    assert_eq!(fixture.depth("words.dead").await, 5);
    assert_eq!(fixture.broker.drop_dead("words", Selection::One(events[1].id)).await.unwrap(), 1);
    assert_eq!(fixture.broker.replay("words", Selection::One(events[3].id)).await.unwrap(), 1);
    assert_eq!(ids(10).await, [events[0].id, events[2].id, events[4].id]);
    assert_eq!(fixture.broker.replay("words", Selection::All).await.unwrap(), 3);
    assert_eq!((fixture.depth("words").await, fixture.depth("words.dead").await), (4, 0));
    assert_eq!(
        fixture.broker.drop_dead("words", Selection::All).await.unwrap(),
        0,
        "dropping is for dead ones alone"
    );
    let unknown = fixture.broker.dead_letters("nothing", 1).await.unwrap_err();
    assert!(matches!(unknown, BrokerError::UnknownQueue(name) if name == "nothing"));
}

async fn no_more_than_the_prefetch_is_in_hand_and_a_shutdown_finishes_it(fixture: &Fixture) {
    let events: Vec<Envelope> = (0..6).map(|_| event("word.unsaid")).collect();
    fixture.broker.publish(&events).await.unwrap();
    let (handler, mut begun) = Held::new();
    let consuming = fixture.consume(WORDS, 2, handler.clone());
    let mut handled = vec![begun.recv().await.unwrap(), begun.recv().await.unwrap()];
    handler.gate.add_permits(1);
    handled.push(begun.recv().await.unwrap());
    consuming.shutdown.cancel();
    assert!(!consuming.task.is_finished(), "two are in hand");
    handler.gate.add_permits(6);
    consuming.stop().await;
    while let Ok(id) = begun.try_recv() {
        handled.push(id);
    }
    assert_eq!(handler.most.load(Ordering::SeqCst), 2);
    // What was finished does not come again; what was not begun does.
    let (rest, mut seen) = Scripted::new([]);
    let consuming = fixture.consume(WORDS, 10, rest);
    while handled.len() < events.len() {
        handled.push(seen.next().await.id);
    }
    consuming.stop().await;
    assert!(seen.is_empty());
    handled.sort_unstable();
    assert_eq!(handled, events.iter().map(|event| event.id).collect::<Vec<_>>());
}

async fn a_panic_is_a_reason_to_try_again(fixture: &Fixture) {
    struct Panics(mpsc::UnboundedSender<Uuid>);

    #[async_trait]
    impl Handler for Panics {
        async fn handle(&self, event: &Envelope) -> Outcome {
            self.0.send(event.id).unwrap();
            panic!("on purpose");
        }
    }

    let event = event("word.unsaid");
    fixture.broker.publish(std::slice::from_ref(&event)).await.unwrap();
    let (sender, mut tried) = mpsc::unbounded_channel();
    let consuming = fixture.consume(WORDS, 1, Arc::new(Panics(sender)));
    assert_eq!(tried.recv().await, Some(event.id));
    consuming.stop().await;
    fixture.pass(RETRY_DELAYS[0].1);
    let (handler, mut seen) = Scripted::new([]);
    let consuming = fixture.consume(WORDS, 1, handler);
    assert_eq!(seen.next().await, event);
    consuming.stop().await;
    assert_eq!(fixture.depth("words.dead").await, 0);
}

/// RabbitMQ keeps the same promise in the same words, but its delays pass by themselves: this would take half a minute.
#[tokio::test]
async fn an_outage_is_not_counted_however_long_it_lasts() {
    let fixture = Fixture::local().await;
    let outages = RETRY_DELAYS.len() + 2;
    let outage = || Outcome::Unavailable("the mail server is away".to_owned());
    let (handler, mut seen) = Scripted::new(std::iter::repeat_with(outage).take(outages));
    let consuming = fixture.consume(WORDS, 1, handler);
    let event = event("word.unsaid");
    fixture.broker.publish(std::slice::from_ref(&event)).await.unwrap();
    for _ in 0..=outages {
        let again = async {
            loop {
                // The pause begins when the outcome is written down, which is some time after it was seen.
                fixture.pass(RETRY_DELAYS[0].1);
                if let Ok(again) = tokio::time::timeout(Duration::from_millis(25), seen.next()).await {
                    return again;
                }
            }
        };
        assert_eq!(again.await, event);
    }
    consuming.stop().await;
    assert_eq!(fixture.depth("words").await + fixture.depth("words.dead").await, 0);
    fixture.close().await;
}

macro_rules! promises {
    ($($name:ident),+ $(,)?) => {
        mod in_the_database {
            $(
                #[tokio::test]
                async fn $name() {
                    let fixture = super::Fixture::local().await;
                    super::$name(&fixture).await;
                    fixture.close().await;
                }
            )+
        }

        mod in_rabbitmq {
            $(
                #[tokio::test]
                async fn $name() {
                    let fixture = super::Fixture::rabbit().await;
                    super::$name(&fixture).await;
                    fixture.close().await;
                }
            )+
        }
    };
}

promises!(
    an_event_reaches_every_job_that_takes_it,
    what_is_published_while_a_consumer_waits_reaches_it,
    a_retry_comes_again_and_a_failure_is_dead_until_it_is_replayed,
    dead_letters_are_listed_replayed_and_dropped,
    no_more_than_the_prefetch_is_in_hand_and_a_shutdown_finishes_it,
    a_panic_is_a_reason_to_try_again,
);
