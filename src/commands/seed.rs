use std::{collections::HashMap, io::IsTerminal as _, sync::Arc, time::Duration};

use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::{self, NewAccount, Password, Passwords},
    boards::{self, NewBoard},
    comments::{self, CommentBody, CommentStatus, NewComment},
    events::KINDS,
    idempotency::IdempotencyKey,
    ids::{BoardId, CommentId, SessionId, StoryId},
    mail::PostOffice,
    page::PageArguments,
    stories::{self, Listing, NewStory},
    viewer::{Credential, Sight},
};
use fabula_platform::{
    clock::Clock as _,
    db::Db,
    mail::Nowhere,
    outbox::{self, relay},
};
use fabula_worker::WorkerConfig;
use futures::future::BoxFuture;
use indicatif::{ProgressBar, ProgressStyle};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    failure::Failure,
    output,
    seed::{BOARDS, CLOSING, Comment, PEOPLE, Person, STORIES, Story, StoryClock},
    wiring::{self, Parts},
};

/// When the community began, before now. Less than the month after which idempotency keys are swept away, so that an
/// interrupted seeding can go on.
const BEGAN_AGO: TimeDelta = TimeDelta::days(21);
/// How long passes between two things that somebody does. Short enough for three weeks, long enough that nobody floods.
const BETWEEN_ACTS: TimeDelta = TimeDelta::minutes(47);
/// How long passes before the next story.
const BETWEEN_STORIES: TimeDelta = TimeDelta::hours(31);
/// How long moderation may go without finishing anything before something must be wrong.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often is looked whether moderation has finished.
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// How to seed.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The password of every account that is made. Not given: a random one, which is printed.
    #[arg(long, env = "FABULA_SEED_PASSWORD", hide_env_values = true)]
    password: Option<SecretString>,
}

/// Makes the community through the use cases that the API has, moderated by the worker that `fabula worker` runs.
pub(crate) async fn run(config: &Config, options: Options) -> Result<(), Failure> {
    let password = options.password.unwrap_or_else(random_password);
    Password::parse(password.expose_secret()).map_err(|invalid| Failure::usage(invalid.to_string()))?;
    let clock = Arc::new(StoryClock::starting(BEGAN_AGO));
    let parts = Parts::open_at(config, Arc::<StoryClock>::clone(&clock)).await?;
    let progress = progress();
    let mut seeding = Seeding {
        db: parts.db.clone(),
        clock,
        progress,
        password,
        viewers: HashMap::new(),
        boards: HashMap::new(),
        comments: Vec::new(),
        registered: 0,
    };
    let result = seeding.run(&parts, config).await;
    seeding.progress.finish_and_clear();
    parts.close().await;
    output::print(&result?)
}

/// A seeding under way.
struct Seeding {
    db: Db,
    clock: Arc<StoryClock>,
    progress: ProgressBar,
    password: SecretString,
    /// Everyone, by handle.
    viewers: HashMap<&'static str, Viewer>,
    /// All boards, by slug.
    boards: HashMap<&'static str, BoardId>,
    /// All comments so far.
    comments: Vec<CommentId>,
    /// How many accounts this run has made.
    registered: usize,
}

/// One level of a discussion: the comments, each with its parent and its place.
type Level = Vec<(&'static Comment, Option<CommentId>, String)>;

impl Seeding {
    /// Seeds unless that was done before, and answers what there is to say.
    async fn run(&mut self, parts: &Parts, config: &Config) -> Result<String, Failure> {
        if self.is_finished().await? {
            return Ok("already seeded: everyone and everything is there\n".to_owned());
        }
        // First of all: whatever happens, who was registered can sign in.
        output::line(&format!("Accounts are made with the password {}", self.password.expose_secret()))?;
        self.moderated_run(parts, config).await
    }

    /// Whether an earlier run came to its end. Refuses handles that belong to somebody else.
    async fn is_finished(&mut self) -> Result<bool, Failure> {
        for person in PEOPLE {
            self.recognise(person).await?;
        }
        let Some(author) = self.viewers.get(CLOSING.author) else {
            return Ok(false);
        };
        let listing = Listing { author: Some(author.id), ..Listing::default() };
        let newest = PageArguments::default().check(listing.list())?;
        let page = stories::list(self.db.pool(), listing, newest, Sight::from(author)).await?;
        Ok(page.items.iter().any(|story| story.title == CLOSING.title))
    }

    /// Finds somebody whom an earlier run registered.
    async fn recognise(&mut self, person: &'static Person) -> Result<(), Failure> {
        let Some(user) = accounts::by_handle(self.db.pool(), person.handle).await? else {
            return Ok(());
        };
        let profile = accounts::profile(self.db.pool(), user.id).await?;
        if profile.is_none_or(|profile| profile.email != person.email()) {
            return Err(Failure::new(format!(
                "the handle {} belongs to somebody else here; nothing was seeded",
                person.handle
            )));
        }
        let now = self.clock.now();
        let credential = Credential::Session { id: SessionId::new(now) };
        let viewer = Viewer { id: user.id, role: user.role, credential };
        self.viewers.insert(person.handle, viewer);
        Ok(())
    }

    /// Runs with a relay and a worker beside it, and stops both.
    async fn moderated_run(&mut self, parts: &Parts, config: &Config) -> Result<String, Failure> {
        let stop = CancellationToken::new();
        let mut machinery = JoinSet::new();
        let (db, broker) = (parts.db.clone(), parts.broker.clone());
        machinery.spawn(relay::run(db, broker, wiring::event_source(config), KINDS, stop.clone()));
        let worker = WorkerConfig { only: Vec::new(), ..config.worker.clone() };
        // Nobody reads what these people would be sent.
        let office = PostOffice { mailer: Arc::new(Nowhere), site: None };
        machinery.spawn(fabula_worker::run(
            parts.db.clone(),
            parts.broker.clone(),
            office,
            wiring::objects(config)?,
            worker,
            stop.clone(),
        ));
        let result = match self.write().await {
            Ok(()) => self.drain(parts).await,
            Err(failure) => Err(failure),
        };
        stop.cancel();
        machinery.join_all().await;
        result?;
        self.report().await
    }

    async fn write(&mut self) -> Result<(), Failure> {
        let passwords = Passwords::default();
        for person in PEOPLE {
            self.progress.set_message(person.name);
            self.register(person, &passwords).await?;
            self.acted();
        }
        for board in BOARDS {
            self.progress.set_message(board.title);
            self.open(board).await?;
            self.acted();
        }
        for story in STORIES.iter().chain([&CLOSING]) {
            self.progress.set_message(story.title);
            self.clock.advance(BETWEEN_STORIES);
            let id = self.tell(story).await?;
            self.acted();
            let top = story.discussion.iter().enumerate();
            let mut level: Level =
                top.map(|(place, comment)| (comment, None, format!("{}-{}", story.key, place + 1))).collect();
            while !level.is_empty() {
                level = self.discuss(id, level).await?;
            }
        }
        Ok(())
    }

    /// Something was done, and time passes.
    fn acted(&self) {
        self.progress.inc(1);
        self.clock.advance(BETWEEN_ACTS);
    }

    fn viewer(&self, handle: &str) -> Result<Viewer, Failure> {
        self.viewers.get(handle).copied().ok_or_else(|| Failure::new(format!("nobody is called {handle}")))
    }

    async fn register(&mut self, person: &'static Person, passwords: &Passwords) -> Result<(), Failure> {
        if self.viewers.contains_key(person.handle) {
            return Ok(());
        }
        let new = NewAccount::parse(
            person.handle,
            Some(person.name),
            &person.email(),
            self.password.expose_secret(),
            &owned(person.languages),
        )?;
        // Nobody uses the session that registering opens.
        let (user, session) = accounts::register(&self.db, passwords, new, TimeDelta::zero()).await?;
        self.registered += 1;
        if person.role != user.role {
            accounts::grant(&self.db, person.handle, person.role).await?;
        }
        let credential = Credential::Session { id: session.id };
        let viewer = Viewer { id: user.id, role: person.role, credential };
        self.viewers.insert(person.handle, viewer);
        Ok(())
    }

    async fn open(&mut self, board: &'static crate::seed::Board) -> Result<(), Failure> {
        let new = NewBoard::parse(
            board.slug,
            board.title,
            board.description,
            &owned(board.languages),
            None,
            Some(board.mode),
        )?;
        let key = key(board.slug, &[board.slug, board.title, board.description])?;
        let opened = boards::create(&self.db, &self.viewer(board.owner)?, new, Some(&key)).await?;
        for member in board.members {
            boards::join(&self.db, &self.viewer(member)?, opened.id).await?;
        }
        self.boards.insert(board.slug, opened.id);
        Ok(())
    }

    async fn tell(&self, story: &'static Story) -> Result<StoryId, Failure> {
        let board = *self.boards.get(story.board).ok_or_else(|| Failure::new("a story has no board"))?;
        let new =
            NewStory::parse(board, story.title, story.body, Some(story.language), &owned(story.tags), true)?;
        let key = key(story.key, &[story.title, story.body])?;
        Ok(stories::create(&self.db, &self.viewer(story.author)?, new, Some(&key)).await?.id)
    }

    /// Writes one level of a discussion, waits for its verdicts and answers the next level.
    async fn discuss(&mut self, story: StoryId, level: Level) -> Result<Level, Failure> {
        let mut next = Level::new();
        let mut written = Vec::with_capacity(level.len());
        for (comment, parent, place) in level {
            let new = NewComment { story, parent, body: CommentBody::parse(comment.text)? };
            let key = key(&place, &[comment.text])?;
            let id = comments::create(&self.db, &self.viewer(comment.by)?, new, Some(&key)).await?.id;
            self.acted();
            written.push(id);
            let replies = comment.replies.iter().enumerate();
            next.extend(replies.map(|(index, reply)| (reply, Some(id), format!("{place}-{}", index + 1))));
        }
        self.comments.extend(&written);
        let db = &self.db;
        until(|| {
            let ids = &written;
            Box::pin(async move {
                Ok(statuses(db, ids).await?.iter().all(|status| *status != CommentStatus::Pending))
            })
        })
        .await?;
        Ok(next)
    }

    /// Waits until nothing waits any more: what is seen at once is judged later.
    async fn drain(&self, parts: &Parts) -> Result<(), Failure> {
        self.progress.set_message("waiting for moderation");
        until(|| {
            Box::pin(async move {
                let backlog = outbox::backlog(parts.db.pool()).await?;
                let depths = parts.broker.depths().await?;
                let waiting =
                    depths.iter().any(|depth| !depth.queue.ends_with(".dead") && depth.messages > 0);
                Ok(backlog.pending == 0 && !waiting)
            })
        })
        .await
    }

    async fn report(&self) -> Result<String, Failure> {
        let statuses = statuses(&self.db, &self.comments).await?;
        let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
        let mut report = format!(
            "Seeded {} people, {} boards, {} stories and {} comments: {} published, {} held for a moderator, {} \
             rejected.\n\nSign in as\n",
            PEOPLE.len(),
            BOARDS.len(),
            STORIES.len() + 1,
            self.comments.len(),
            count(CommentStatus::Published),
            count(CommentStatus::Held),
            count(CommentStatus::Rejected),
        );
        for person in PEOPLE {
            let languages = person.languages.join(", ");
            report.push_str(&format!("  {:<28}{} ({languages})", person.email(), person.name));
            report.push_str(if person.role == accounts::Role::Moderator { ", moderator\n" } else { "\n" });
        }
        report.push_str(&format!("with the password {}\n", self.password.expose_secret()));
        if self.registered < PEOPLE.len() {
            report.push_str("Accounts that were there before keep theirs.\n");
        }
        Ok(report)
    }
}

/// Where comments stand, as a moderator sees them.
async fn statuses(db: &Db, ids: &[CommentId]) -> Result<Vec<CommentStatus>, Failure> {
    let sight = Sight { user: None, moderator: true };
    let comments = comments::by_ids(db.pool(), ids, sight).await?;
    Ok(comments.iter().map(|comment| comment.status).collect())
}

/// Looks until `done` is true.
async fn until<'a>(done: impl Fn() -> BoxFuture<'a, Result<bool, Failure>>) -> Result<(), Failure> {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        look.tick().await;
        if done().await? {
            return Ok(());
        }
        if tokio::time::Instant::now() > deadline {
            return Err(Failure::new("moderation does not finish: see `fabula doctor`"));
        }
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn key(place: &str, request: &[&str]) -> Result<IdempotencyKey, Failure> {
    Ok(IdempotencyKey::parse(&format!("seed-{place}"), request)?)
}

fn progress() -> ProgressBar {
    let discussions = STORIES.iter().flat_map(|story| story.discussion);
    let acts =
        PEOPLE.len() + BOARDS.len() + STORIES.len() + 1 + discussions.map(Comment::count).sum::<usize>();
    let bar =
        if std::io::stderr().is_terminal() { ProgressBar::new(acts as u64) } else { ProgressBar::hidden() };
    let style = ProgressStyle::with_template("[{bar:30}] {pos:>3}/{len} {msg}")
        .map(|style| style.progress_chars("=> "));
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Four groups of four characters that can't be mistaken for one another: 80 bits.
fn random_password() -> SecretString {
    const CHARACTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 16] = rand::random();
    let groups: Vec<String> = bytes
        .chunks(4)
        .map(|group| group.iter().map(|byte| char::from(CHARACTERS[usize::from(byte % 32)])).collect())
        .collect();
    groups.join("-").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_community_fits_between_its_beginning_and_now() {
        let acts = i32::try_from(progress().length().unwrap_or(0)).unwrap();
        let stories = i32::try_from(STORIES.len() + 1).unwrap();
        assert!(BETWEEN_ACTS * acts + BETWEEN_STORIES * stories < BEGAN_AGO);
    }

    #[test]
    fn a_random_password_is_acceptable_and_never_the_same() {
        let (one, two) = (random_password(), random_password());
        assert!(Password::parse(one.expose_secret()).is_ok());
        assert_ne!(one.expose_secret(), two.expose_secret());
    }
}
