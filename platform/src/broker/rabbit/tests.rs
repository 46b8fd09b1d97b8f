//! What happens when RabbitMQ, or what is between it and us, does not do its part.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};

use super::RabbitBroker;
use crate::{
    broker::{
        Broker, BrokerError, Outcome, Selection,
        tests::{Consuming, QUEUES, Scripted, WORDS, event, start},
    },
    clock::ManualClock,
    testing::{self, Proxy, eventually, probe},
};

fn broker(url: &SecretString, namespace: &str) -> Arc<RabbitBroker> {
    Arc::new(RabbitBroker::new(url, namespace, QUEUES, ManualClock::new(start())).unwrap())
}

/// The URL of RabbitMQ through a cable that can be cut.
async fn through_a_cable(heartbeat: u16) -> (Proxy, SecretString) {
    let mut url: url::Url = testing::amqp_url().expose_secret().parse().unwrap();
    let target = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5672));
    let cable = Proxy::start(&target).await.unwrap();
    url.set_host(Some(&cable.address().ip().to_string())).unwrap();
    url.set_port(Some(cable.address().port())).unwrap();
    url.set_query(Some(&format!("heartbeat={heartbeat}")));
    (cable, String::from(url).into())
}

async fn finish(namespace: &str) {
    let broker = broker(&testing::amqp_url(), namespace);
    broker.delete_topology().await.unwrap();
    broker.close().await;
}

#[tokio::test]
async fn what_is_not_an_event_is_set_aside() {
    let namespace = testing::namespace();
    let broker = broker(&testing::amqp_url(), &namespace);
    broker.check().await.unwrap();
    let queue = format!("{namespace}.words");
    let url = testing::amqp_url();
    let large = vec![b' '; 10 * 1024 * 1024];
    let bodies: [&[u8]; 4] = [b"not JSON", b"", br#"{"id":"x","type":"fabula.word.said"}"#, &large];
    for body in bodies {
        probe::publish_raw(url.expose_secret(), &queue, body).await.unwrap();
    }
    let good = event("word.said");
    broker.publish(std::slice::from_ref(&good)).await.unwrap();
    let (handler, mut seen) = Scripted::new([]);
    let shared: Arc<dyn Broker> = broker.clone();
    let consuming = Consuming::start(&shared, WORDS, 2, handler);
    assert_eq!(seen.next().await, good);
    let dead = eventually("the dead letters", async || {
        let dead = broker.dead_letters("words", 10).await.unwrap();
        (dead.len() == bodies.len()).then_some(dead)
    })
    .await;
    consuming.stop().await;
    assert!(
        dead.iter()
            .all(|letter| letter.reason.starts_with("not an event") && letter.died_at == Some(start()))
    );
    assert!(dead.iter().all(|letter| letter.id.is_none() && letter.body.len() <= 2048));
    assert!(dead.iter().any(|letter| letter.kind.as_deref() == Some("fabula.word.said")));
    // They can be replayed, whole, and end in the same place.
    assert_eq!(broker.replay("words", Selection::All).await.unwrap(), 4);
    let depths = broker.depths().await.unwrap();
    assert!(depths.iter().any(|depth| depth.queue == "words" && depth.messages == 4));
    finish(&namespace).await;
}

#[tokio::test]
async fn an_event_that_its_queue_does_not_get_is_an_error_and_the_queue_comes_back() {
    let namespace = testing::namespace();
    let url = testing::amqp_url();
    let broker = broker(&url, &namespace);
    let event = event("word.unsaid");
    broker.publish(std::slice::from_ref(&event)).await.unwrap();
    probe::delete(url.expose_secret(), &[format!("{namespace}.words")], &[]).await.unwrap();
    let error = broker.publish(std::slice::from_ref(&event)).await.unwrap_err();
    assert!(matches!(error, BrokerError::Refused(_)), "{error:?}");
    broker.publish(std::slice::from_ref(&event)).await.unwrap();
    let depths = broker.depths().await.unwrap();
    assert!(depths.iter().any(|depth| depth.queue == "words" && depth.messages == 1));
    finish(&namespace).await;
}

#[tokio::test]
async fn a_consumer_survives_the_deletion_of_its_queue() {
    let namespace = testing::namespace();
    let url = testing::amqp_url();
    let broker = broker(&url, &namespace);
    let (handler, mut seen) = Scripted::new([]);
    let shared: Arc<dyn Broker> = broker.clone();
    let consuming = Consuming::start(&shared, WORDS, 2, handler);
    let (before, after) = (event("word.unsaid"), event("word.unsaid"));
    broker.publish(std::slice::from_ref(&before)).await.unwrap();
    assert_eq!(seen.next().await, before);
    probe::delete(url.expose_secret(), &[format!("{namespace}.words")], &[]).await.unwrap();
    eventually("the queue", async || broker.publish(std::slice::from_ref(&after)).await.ok()).await;
    assert_eq!(seen.next().await, after);
    consuming.stop().await;
    finish(&namespace).await;
}

#[tokio::test]
async fn a_cut_cable_loses_nothing() {
    let namespace = testing::namespace();
    let (cable, url) = through_a_cable(10).await;
    let broker = broker(&url, &namespace);
    let events: Vec<_> = (0..300).map(|_| event("word.unsaid")).collect();
    let (handler, mut seen) = Scripted::new([]);
    let shared: Arc<dyn Broker> = broker.clone();
    let consuming = Consuming::start(&shared, WORDS, 8, handler);
    let (publisher, to_publish) = (broker.clone(), events.clone());
    let publishing = tokio::spawn(async move {
        for event in &to_publish {
            eventually("a confirm", async || publisher.publish(std::slice::from_ref(event)).await.ok()).await;
        }
    });
    let mut missing: std::collections::HashSet<_> = events.iter().map(|event| event.id).collect();
    let mut cuts = 0;
    while !missing.is_empty() {
        missing.remove(&seen.next().await.id);
        if cuts < 3 && missing.len() < events.len() - 50 * (cuts + 1) {
            cable.cut();
            cuts += 1;
            assert!(broker.check().await.is_err(), "readiness says that it is gone");
            cable.restore();
        }
    }
    publishing.await.unwrap();
    assert_eq!(cuts, 3);
    consuming.stop().await;
    broker.close().await;
    finish(&namespace).await;
}

#[tokio::test]
async fn a_cable_that_swallows_everything_is_noticed() {
    let namespace = testing::namespace();
    let (cable, url) = through_a_cable(1).await;
    let broker = broker(&url, &namespace);
    let (handler, mut seen) = Scripted::new([]);
    let shared: Arc<dyn Broker> = broker.clone();
    let consuming = Consuming::start(&shared, WORDS, 8, handler);
    let (before, after) = (event("word.unsaid"), event("word.unsaid"));
    broker.publish(std::slice::from_ref(&before)).await.unwrap();
    assert_eq!(seen.next().await, before);
    cable.stall();
    // First to wait in vain for a confirm, until there are no heartbeats.
    eventually("a confirm", async || broker.publish(std::slice::from_ref(&after)).await.ok()).await;
    // The acknowledgement of the first may have been swallowed, too.
    while seen.next().await != after {}
    consuming.stop().await;
    broker.close().await;
    finish(&namespace).await;
}

#[tokio::test]
async fn a_retry_that_can_not_be_handed_on_is_not_lost() {
    let namespace = testing::namespace();
    let (cable, url) = through_a_cable(10).await;
    let broker = broker(&url, &namespace);
    let event = event("word.unsaid");
    broker.publish(std::slice::from_ref(&event)).await.unwrap();
    let (handler, mut seen) = Scripted::new([Outcome::Retry("later".to_owned())]);
    let shared: Arc<dyn Broker> = broker.clone();
    let consuming = Consuming::start(&shared, WORDS, 1, handler);
    assert_eq!(seen.next().await, event);
    cable.cut();
    cable.restore();
    // By the delay queue or, if the cut came before, by the job's own queue.
    assert_eq!(seen.next().await, event);
    consuming.stop().await;
    broker.close().await;
    finish(&namespace).await;
}

#[tokio::test]
async fn many_publishers_at_once_each_get_their_own_answer() {
    let namespace = testing::namespace();
    let broker = broker(&testing::amqp_url(), &namespace);
    let publishing = (0..20).map(|_| {
        let broker = broker.clone();
        tokio::spawn(async move {
            let events: Vec<_> = (0..25).map(|_| event("word.unsaid")).collect();
            broker.publish(&events).await
        })
    });
    for published in futures::future::join_all(publishing).await {
        published.unwrap().unwrap();
    }
    let depths = broker.depths().await.unwrap();
    assert!(depths.iter().any(|depth| depth.queue == "words" && depth.messages == 500));
    finish(&namespace).await;
}

#[tokio::test]
async fn nobody_there_is_said_in_words_and_in_time() {
    let cable = Proxy::start("127.0.0.1:1").await.unwrap();
    let url: SecretString = format!("amqp://guest:secret@{}/%2f", cable.address()).into();
    let broker = broker(&url, "nobody");
    cable.cut();
    let began = tokio::time::Instant::now();
    let error = broker.publish(&[event("word.said")]).await.unwrap_err();
    assert!(matches!(error, BrokerError::Unreachable(_)), "{error:?}");
    let reason = broker.check().await.unwrap_err();
    assert!(reason.starts_with("RabbitMQ can't be reached"), "{reason}");
    assert!(!format!("{broker:?} {error:?} {reason}").contains("secret"));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_url_or_namespace_that_can_not_be_used_is_one_clear_line() {
    let new = |url: &str, namespace: &str| {
        RabbitBroker::new(&url.to_owned().into(), namespace, QUEUES, ManualClock::new(start())).map(|_| ())
    };
    for url in ["", "localhost", "http://localhost", "amqp://user:secret@host:port/", "amqp:secret"] {
        let error = new(url, "fabula").unwrap_err();
        assert!(matches!(error, BrokerError::Url), "{url}");
        assert!(!error.to_string().contains("secret"));
    }
    assert!(new("amqp://localhost/", "fabula").is_ok());
    for namespace in ["", "with space", &"x".repeat(101)] {
        assert!(matches!(new("amqp://localhost/", namespace), Err(BrokerError::Namespace(_))), "{namespace}");
    }
}
