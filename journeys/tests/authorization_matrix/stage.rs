use std::{collections::HashMap, sync::Arc};

use fabula_journeys::{Answer, Client, Person, Plan, Socket, Stand, distinct_text, eventually};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::{
    cells::{self, Cell, Outcome},
    people::Who,
    rows::{Probe, Row},
    scene::{Place, Scene, Thing},
    schema::Schema,
};

mod build;

/// How many held comments there are for those who decide on them, and for others.
const HELD: [usize; 2] = [4, 1];

/// Gives everybody an identity at another site, as nobody can without a browser.
const IDENTITIES: &str = "insert into identities (id, user_id, issuer, subject, created_at)
    select gen_random_uuid(), id, 'https://id.example.org', handle, now() from users";

/// The server, and a troupe for each kind of people.
pub(crate) struct Stage {
    stand: Stand,
    troupes: Vec<Troupe>,
}

/// One person of a kind, those whom they have to do with, and the scenes that are set for them.
pub(crate) struct Troupe {
    who: Who,
    schema: Arc<Schema>,
    /// The first node, as nobody.
    node: Client,
    /// The person in question; nobody, if they are anonymous.
    actor: Option<Person>,
    host: Person,
    author: Person,
    guest: Person,
    outcast: Person,
    other_board: String,
    other_story: String,
    serial: u64,
    set: HashMap<Place, Scene>,
    held: Vec<Scene>,
}

impl Stage {
    /// Starts the server, brings people together, and has some comments held. Afterwards no worker runs: nothing is judged
    /// while the table is played.
    pub(crate) async fn open() -> Self {
        // What second factors are sealed with.
        let settings = vec![("FABULA_SECRET_KEY", format!("{}=", "A".repeat(43)))];
        let mut stand = Stand::build(Plan { apis: 1, workers: 1, settings, ..Plan::default() }).await;
        let schema = Arc::new(Schema::read());
        let node = stand.client();
        let troupes = Who::ALL.map(|who| Troupe::gather(who, node.clone(), Arc::clone(&schema)));
        let mut troupes = join_all(troupes).await;
        for troupe in &troupes {
            if let (Some(role), Some(actor)) = (troupe.who.instance_role(), &troupe.actor) {
                stand.grant(&[actor], role).await;
            }
        }
        stand.execute(IDENTITIES).await;
        let moderator = node.register("mina").await;
        stand.grant(&[&moderator], "moderator").await;
        join_all(troupes.iter_mut().map(|troupe| troupe.have_comments_held(&moderator))).await;
        for worker in &mut stand.workers {
            worker.terminate().await;
        }
        Self { stand, troupes }
    }

    /// Asks for every cell, all kinds of people side by side, and tells what was not as the table says.
    pub(crate) async fn play(&mut self, rows: &[Row]) -> Vec<String> {
        let played = join_all(self.troupes.iter_mut().map(|troupe| troupe.play(rows))).await;
        played.into_iter().flatten().collect()
    }

    /// Lets the worker do what was left to it, and ends.
    pub(crate) async fn close(&mut self) {
        for worker in &mut self.stand.workers {
            worker.resume().await;
        }
        self.stand.finish().await;
    }
}

impl Troupe {
    async fn gather(who: Who, node: Client, schema: Arc<Schema>) -> Self {
        let named = async |part: &str| node.register(&format!("{}_{part}", who.handle())).await;
        let (host, author) = (named("host").await, named("author").await);
        let (guest, outcast) = (named("guest").await, named("outcast").await);
        let actor = if who == Who::Anonymous { None } else { Some(named("self").await) };
        let other_board = host.open_board(&format!("other-{}", who.handle()), json!({})).await;
        let other_story = host.write_story(&other_board, json!({})).await;
        let (set, held) = (HashMap::new(), Vec::new());
        Self {
            who,
            schema,
            node,
            actor,
            host,
            author,
            guest,
            outcast,
            other_board,
            other_story,
            serial: 0,
            set,
            held,
        }
    }

    /// Has comments held, and one of them decided on.
    async fn have_comments_held(&mut self, moderator: &Person) {
        let decides = self.who.instance_role().is_some();
        for _ in 0..HELD[usize::from(!decides)] {
            let scene = self.have_comment_held(moderator).await;
            self.held.push(scene);
        }
        let mut scene = self.have_comment_held(moderator).await;
        let revision: i64 = scene[Thing::CaseRevision].parse().unwrap();
        let input =
            json!({ "caseId": scene[Thing::Case], "expectedRevision": revision, "outcome": "APPROVE" });
        let decided = self.act(moderator, "decideCase", "case { decisions { id } }", input).await;
        scene.put(Thing::Decision, decided["case"]["decisions"][0]["id"].as_str().unwrap());
        self.set.insert(Place::Decided, scene);
    }

    async fn have_comment_held(&mut self, moderator: &Person) -> Scene {
        let mut scene = self.set_scene(Place::Held).await;
        let comment = self.author.comment(&scene[Thing::Story], &self.text()).await;
        let queue = "query Queue($board: ID!) { moderation { queue(filter: { boardId: $board }) {
            nodes { id revision subject { ... on Comment { id } } } } } }";
        let case = eventually("the comment is held", async || {
            let answer = moderator.client.ask(queue, json!({ "board": scene[Thing::Board] })).await;
            let case = answer.data()["moderation"]["queue"]["nodes"].get(0).cloned()?;
            (case["subject"]["id"] == comment.as_str()).then_some(case)
        })
        .await;
        scene.put(Thing::HeldComment, comment);
        scene.put(Thing::Case, case["id"].as_str().unwrap());
        scene.put(Thing::CaseRevision, case["revision"].to_string());
        scene
    }

    /// A text that nobody else writes.
    fn text(&self) -> String {
        let column = Who::ALL.iter().position(|who| *who == self.who).unwrap_or_default();
        distinct_text(self.serial * 100 + u64::try_from(column).unwrap())
    }

    /// Plays the person's column.
    async fn play(&mut self, rows: &[Row]) -> Vec<String> {
        let column = Who::ALL.iter().position(|who| *who == self.who).unwrap();
        let mut surprises = Vec::new();
        for row in rows {
            let wanted = row.cells()[column];
            if wanted == Cell::Meaningless {
                continue;
            }
            let mut scene = match self.set.remove(&row.place) {
                Some(scene) => scene,
                None if row.place == Place::Held => self.held.pop().expect("a held comment is left"),
                None => self.set_scene(row.place).await,
            };
            for thing in row.needs {
                if !scene.has(*thing) {
                    self.build(&mut scene, row.place, *thing).await;
                }
            }
            let outcome = self.ask(row, &scene).await;
            // What something was done to is not used again.
            if !(row.changes() && outcome == Ok(Cell::Yes)) {
                self.set.insert(row.place, scene);
            }
            if outcome != Ok(wanted) {
                let happened = outcome.map_or_else(|said| said, |cell| format!("{cell:?}"));
                surprises.push(format!("{row} as {}: {wanted:?} in the table, {happened}", self.who.title()));
            }
        }
        surprises
    }

    async fn ask(&self, row: &Row, scene: &Scene) -> Outcome {
        match row.probe {
            Probe::Mutation { input, proof } => {
                let client = if row.field == "signOut" { &self.sign_in_again().await } else { self.client() };
                let answer = match self.schema.input(row.field) {
                    Some(kind) => {
                        let document = format!(
                            "mutation Act($input: {kind}!) {{ {}(input: $input) {{ errors {{ __typename }} }} }}",
                            row.field
                        );
                        client.ask(&document, json!({ "input": input(scene) })).await
                    }
                    None => {
                        let document =
                            format!("mutation Act {{ {} {{ errors {{ __typename }} }} }}", row.field);
                        client.ask(&document, Value::Null).await
                    }
                };
                cells::done(&answer, proof)
            }
            Probe::Query { document, variables, at, wanted } => {
                let answer = self.client().ask(document, variables(scene)).await;
                cells::shown(&answer, at, wanted.map(|thing| scene[thing].as_str()))
            }
            Probe::Field { on, selection, at, wanted } => {
                let kind = on.kind();
                let document =
                    format!("query See($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection} }} }} }}");
                let answer = self.client().ask(&document, json!({ "id": scene[on] })).await;
                cells::shown(&answer, &format!("/node{at}"), wanted.map(|thing| scene[thing].as_str()))
            }
            Probe::Events { on } => self.follow(&scene[on]).await,
        }
    }

    /// Follows a discussion until something is heard. The author comments again and again, since nothing tells when the
    /// subscription has begun.
    async fn follow(&self, story: &str) -> Outcome {
        let mut socket = Socket::connect(self.client()).await;
        socket.follow(story, None).await;
        let talk = async {
            for number in 0..200 {
                let _ = self.author.try_comment(story, &distinct_text(number)).await;
            }
        };
        let heard = tokio::select! {
            message = socket.next() => message.unwrap_or_default(),
            () = talk => return Err("nothing was heard".to_owned()),
        };
        let code = heard["payload"]["errors"][0]["extensions"]["code"].as_str();
        let code = code.or_else(|| heard["payload"][0]["extensions"]["code"].as_str());
        if heard["payload"][0]["message"] == "There is no such story." {
            return Ok(Cell::Hidden);
        }
        match (heard["type"].as_str(), code) {
            (_, Some(code)) => {
                let answer = Answer { status: 200, body: heard.clone() };
                cells::refused(code, &answer)
            }
            (Some("next"), None) if heard["payload"]["data"]["commentEvents"].is_object() => Ok(Cell::Yes),
            _ => Err(heard.to_string()),
        }
    }

    /// The person's client.
    fn client(&self) -> &Client {
        self.actor.as_ref().map_or(&self.node, |actor| &actor.client)
    }

    async fn sign_in_again(&self) -> Client {
        let Some(actor) = &self.actor else { return self.node.clone() };
        let answer = actor.sign_in().await;
        actor.client.with_token(answer.payload()["token"].as_str())
    }
}
