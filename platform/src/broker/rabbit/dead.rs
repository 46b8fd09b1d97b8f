//! What an operator does with dead letters. They are taken out one by one and stay RabbitMQ's until acknowledged:
//! whatever breaks in between, they are back.

use std::time::Duration;

use lapin::{
    Channel,
    message::Delivery,
    options::{BasicAckOptions, BasicGetOptions, BasicNackOptions, QueueDeclareOptions},
    types::FieldTable,
};

use super::{
    RabbitBroker, answered, close_channel,
    message::{self, Message, Move},
};
use crate::broker::{BrokerError, DeadLetter, Selection};

/// How many dead letters are replayed at once, and how many bytes of them.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// How often, and after which pause, to look whether dead letters that were given back are back.
const LOOKS: u32 = 100;
const LOOK_PAUSE: Duration = Duration::from_millis(5);

/// The dead letters that were there at the start, each once.
struct Letters {
    channel: Channel,
    queue: String,
    /// How many of them are not taken yet.
    left: u32,
    /// The delivery tags of those that were taken and not acknowledged, in ascending order.
    held: Vec<u64>,
}

impl Letters {
    async fn next(&mut self) -> Result<Option<Delivery>, BrokerError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let taken = self.channel.basic_get(self.queue.as_str().into(), BasicGetOptions::default());
        let taken = answered("taking a dead letter", taken).await?.map(|message| message.delivery);
        if let Some(delivery) = &taken {
            self.held.push(delivery.delivery_tag);
        }
        Ok(taken)
    }

    async fn acknowledge(&mut self, delivery: &Delivery) -> Result<(), BrokerError> {
        let acknowledged = self.channel.basic_ack(delivery.delivery_tag, BasicAckOptions::default());
        answered("acknowledging a dead letter", acknowledged).await?;
        if let Ok(position) = self.held.binary_search(&delivery.delivery_tag) {
            self.held.remove(position);
        }
        Ok(())
    }

    /// Gives back what was taken and not acknowledged, and returns once it can be taken again.
    async fn give_back(self) -> Result<(), BrokerError> {
        if let Some(&last) = self.held.last() {
            let all = BasicNackOptions { multiple: true, requeue: true };
            answered("giving dead letters back", self.channel.basic_nack(last, all)).await?;
            // RabbitMQ does not say when it has them back. Somebody else may take them at once, so not for ever.
            let expected = self.left.saturating_add(u32::try_from(self.held.len()).unwrap_or(u32::MAX));
            for _ in 0..LOOKS {
                let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
                let counted =
                    self.channel.queue_declare(self.queue.as_str().into(), passive, FieldTable::default());
                if answered("counting dead letters", counted).await?.message_count() >= expected {
                    break;
                }
                tokio::time::sleep(LOOK_PAUSE).await;
            }
        }
        close_channel(&self.channel).await;
        Ok(())
    }
}

impl RabbitBroker {
    async fn letters(&self, job: &str) -> Result<Letters, BrokerError> {
        self.topology.known(job)?;
        let (channel, depths) = self.operator_channel().await?;
        let name = format!("{job}.dead");
        let depth = depths.iter().find(|depth| depth.queue == name).map_or(0, |depth| depth.messages);
        let (queue, left) = (self.topology.dead(job), u32::try_from(depth).unwrap_or(u32::MAX));
        Ok(Letters { channel, queue, left, held: Vec::new() })
    }

    pub(super) async fn list_dead(&self, job: &str, limit: usize) -> Result<Vec<DeadLetter>, BrokerError> {
        let mut letters = self.letters(job).await?;
        let mut listed = Vec::new();
        while listed.len() < limit {
            let Some(delivery) = letters.next().await? else { break };
            listed.push(message::dead_letter(job, &delivery));
        }
        letters.give_back().await?;
        // RabbitMQ 4 puts what was given back behind the rest.
        listed.sort_by_key(|letter| letter.died_at);
        Ok(listed)
    }

    pub(super) async fn replay_dead(&self, job: &str, selection: Selection) -> Result<u64, BrokerError> {
        let mut letters = self.letters(job).await?;
        let queue = self.topology.queue(job);
        let mut replayed = 0;
        loop {
            let (mut taken, mut messages, mut bytes) = (Vec::new(), Vec::new(), 0);
            while taken.len() < BATCH && bytes < BATCH_BYTES {
                let Some(mut delivery) = letters.next().await? else {
                    break;
                };
                if !selected(selection, &delivery) {
                    continue;
                }
                bytes += delivery.data.len();
                messages.push(Message::moved(&mut delivery, &queue, Move::Replay));
                taken.push(delivery);
            }
            if taken.is_empty() {
                break;
            }
            self.moves.publish(&messages).await?;
            for delivery in taken {
                letters.acknowledge(&delivery).await?;
                replayed += 1;
            }
        }
        letters.give_back().await?;
        Ok(replayed)
    }

    pub(super) async fn delete_dead(&self, job: &str, selection: Selection) -> Result<u64, BrokerError> {
        let mut letters = self.letters(job).await?;
        let mut dropped = 0;
        while let Some(delivery) = letters.next().await? {
            if selected(selection, &delivery) {
                letters.acknowledge(&delivery).await?;
                dropped += 1;
            }
        }
        letters.give_back().await?;
        Ok(dropped)
    }
}

fn selected(selection: Selection, delivery: &Delivery) -> bool {
    selection.id().is_none_or(|wanted| message::id(delivery) == Some(wanted))
}
