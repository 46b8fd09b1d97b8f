//! Sets scenes, as people do it.

use std::time::{SystemTime, UNIX_EPOCH};

use fabula_journeys::Person;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use totp_rs::Totp;

use super::Troupe;
use crate::{
    people::Who,
    scene::{Place, Scene, Thing},
};

/// An image that is uploaded.
const PIXEL: &[u8] = include_bytes!("../../pixel.png");

impl Troupe {
    /// Does something that must work, and answers its payload.
    pub(super) async fn act(&self, person: &Person, mutation: &str, shown: &str, input: Value) -> Value {
        let kind = self.schema.input(mutation).unwrap();
        let document = format!(
            "mutation Act($input: {kind}!) {{ {mutation}(input: $input) {{ {shown} errors {{ __typename message }} }} }}"
        );
        let answer = person.client.ask(&document, json!({ "input": input })).await;
        let payload = &answer.data()[mutation];
        assert_eq!(payload["errors"], json!([]), "{mutation} for {:?}: {input}", self.who);
        payload.clone()
    }

    /// The owner of boards: the person in question, if that is their part.
    fn owner(&self) -> &Person {
        self.actor.as_ref().filter(|_| self.who == Who::Owner).unwrap_or(&self.host)
    }

    /// Opens a board of this kind with a story on it, and gives the person their place there.
    pub(super) async fn set_scene(&mut self, place: Place) -> Scene {
        self.serial += 1;
        let mut scene = Scene::default();
        scene.put(Thing::Serial, format!("{}-{}", self.who.handle(), self.serial));
        scene.put(Thing::OtherBoard, &self.other_board);
        scene.put(Thing::OtherStory, &self.other_story);
        scene.put(Thing::Author, &self.author.id);
        scene.put(Thing::AuthorHandle, &self.author.handle);
        scene.put(Thing::Guest, &self.guest.id);
        scene.put(Thing::GuestHandle, &self.guest.handle);
        // Where nobody is signed in, the guest is whom things are tried on.
        let me = self.actor.as_ref().unwrap_or(&self.guest);
        scene.put(Thing::Me, &me.id);
        scene.put(Thing::MyHandle, &me.handle);
        if place != Place::Nowhere {
            self.open_board(&mut scene, place).await;
        }
        scene
    }

    async fn open_board(&self, scene: &mut Scene, place: Place) {
        let owner = self.owner();
        let slug = format!("scene-{}", scene[Thing::Serial]);
        let mode = if place == Place::Held { "MANUAL" } else { "POST" };
        let board = owner
            .open_board(&slug, json!({ "languages": [self.who.language()], "moderationMode": mode }))
            .await;
        scene.put(Thing::Slug, slug);
        scene.put(Thing::Language, self.who.language());
        self.act(&self.author, "joinBoard", "board { id }", json!({ "boardId": board })).await;
        let word = format!("z{}q{}", self.who.handle(), self.serial);
        let titled = json!({ "title": format!("The {word} river"), "tags": [word], "language": "en" });
        let story = self.author.write_story(&board, titled).await;
        scene.put(Thing::Word, word);
        scene.put(Thing::Story, &story);
        if let Some(actor) = &self.actor {
            self.take_place(actor, scene, place, &board, &story).await;
        }
        let change = match place {
            _ if place.is_private() => json!({ "boardId": board, "visibility": "PRIVATE" }),
            Place::ByRequest => json!({ "boardId": board, "joinPolicy": "REQUEST" }),
            _ => Value::Null,
        };
        if !change.is_null() {
            self.act(owner, "updateBoard", "board { id }", change).await;
        }
        scene.put(Thing::Board, board);
    }

    /// Makes the person what they are to the board. Do they have something of their own there, they write it first.
    async fn take_place(&self, actor: &Person, scene: &mut Scene, place: Place, board: &str, story: &str) {
        let on_board = json!({ "boardId": board });
        let joins = self.who != Who::Owner && (place.has_own() || self.who.board_role().is_some());
        if joins {
            self.act(actor, "joinBoard", "board { id }", on_board.clone()).await;
        }
        if place.has_own() {
            scene.put(Thing::OwnStory, actor.write_story(board, json!({ "language": "en" })).await);
            scene.put(Thing::OwnDraft, actor.write_story(board, json!({ "publish": false })).await);
            scene.put(Thing::OwnComment, actor.comment(story, &self.text()).await);
        }
        match self.who {
            Who::Contributor | Who::BoardModerator => {
                let input = json!({ "boardId": board, "userId": actor.id, "role": self.who.board_role() });
                self.act(self.owner(), "changeBoardRole", "board { id }", input).await;
            }
            Who::Banned => {
                let input = json!({ "boardId": board, "userId": actor.id, "reason": "Noise." });
                self.act(self.owner(), "banFromBoard", "board { id }", input).await;
            }
            Who::Stranger | Who::Moderator | Who::Admin if joins => {
                self.act(actor, "leaveBoard", "board { id }", on_board).await;
            }
            _ => {}
        }
    }

    /// Puts something more into a scene.
    pub(super) async fn build(&self, scene: &mut Scene, place: Place, thing: Thing) {
        let id = match thing {
            Thing::Draft => self.author.write_story(&scene[Thing::Board], json!({ "publish": false })).await,
            Thing::Comment => self.author.comment(&scene[Thing::Story], &self.text()).await,
            Thing::DeletedComment => self.deleted_comment(scene).await,
            Thing::Translation => {
                let original = self.author_on_the_other_board().await;
                let more = json!({ "translationOf": original, "language": "de" });
                scene.put(Thing::Original, original);
                self.author.write_story(&scene[Thing::Board], more).await
            }
            Thing::Lock => {
                let story = self.author.write_story(&scene[Thing::Board], json!({})).await;
                self.act(&self.author, "lockDiscussion", "story { id }", json!({ "storyId": story })).await;
                story
            }
            Thing::Unpublished => {
                let story = self.author.write_story(&scene[Thing::Board], json!({})).await;
                self.act(&self.author, "unpublishStory", "story { id }", json!({ "storyId": story })).await;
                story
            }
            Thing::Untranslated => self.author_on_the_other_board().await,
            Thing::Identity => identity_of(&self.author).await,
            Thing::Image => upload(&self.author).await,
            Thing::Shelf => self.shelf(&self.author, "PUBLIC", [&scene[Thing::Story]]).await,
            Thing::PrivateShelf => self.shelf(&self.author, "PRIVATE", [&scene[Thing::Story]]).await,
            _ => match &self.actor {
                Some(actor) if thing.is_own() => self.build_own(actor, scene, thing).await,
                _ => self.build_on_board(scene, place, thing).await,
            },
        };
        scene.put(thing, id);
    }

    /// What the board's owner does, or the guest.
    async fn build_on_board(&self, scene: &mut Scene, place: Place, thing: Thing) -> String {
        let board = scene[Thing::Board].clone();
        let owner = self.owner();
        match thing {
            Thing::Request => {
                assert_eq!(place, Place::ByRequest);
                self.request(&self.guest, &board).await
            }
            Thing::Invitation => self.invite(&self.guest, &board).await,
            Thing::Link | Thing::Token => {
                let made = self
                    .act(owner, "createBoardInviteLink", "token link { id }", json!({ "boardId": board }))
                    .await;
                let (token, link) = (id_of(&made["token"]), id_of(&made["link"]["id"]));
                scene.put(Thing::Token, &token);
                scene.put(Thing::Link, &link);
                if thing == Thing::Token { token } else { link }
            }
            Thing::Offer => {
                let input = json!({ "boardId": board, "userId": self.author.id });
                self.act(owner, "offerBoardOwnership", "board { id }", input).await;
                board
            }
            Thing::Ban => {
                let input = json!({ "boardId": board, "userId": self.outcast.id, "reason": "Noise." });
                self.act(owner, "banFromBoard", "board { id }", input).await;
                self.outcast.id.clone()
            }
            _ => panic!("{thing:?} can't be made for {:?}", self.who),
        }
    }

    /// What the person in question does, or what is done to them.
    async fn build_own(&self, actor: &Person, scene: &Scene, thing: Thing) -> String {
        let others = [scene[Thing::OtherBoard].as_str(), &scene[Thing::OtherStory]];
        match thing {
            Thing::OwnRequest => self.request(actor, &scene[Thing::Board]).await,
            Thing::OwnInvitation => self.invite(actor, &scene[Thing::Board]).await,
            Thing::OwnOffer => {
                let input = json!({ "boardId": scene[Thing::Board], "userId": actor.id });
                self.act(self.owner(), "offerBoardOwnership", "board { id }", input).await;
                scene[Thing::Board].clone()
            }
            Thing::OwnShelf => self.shelf(actor, "PUBLIC", others).await,
            Thing::OwnPrivateShelf => self.shelf(actor, "PRIVATE", others).await,
            Thing::OwnShelfWithBoard => self.shelf(actor, "PUBLIC", [&scene[Thing::Board]]).await,
            Thing::OwnImage => upload(actor).await,
            Thing::OwnIdentity => identity_of(actor).await,
            Thing::Session => {
                let client = self.sign_in_again().await;
                let query = "{ viewer { sessions { nodes { id isCurrent } } } }";
                let answer = client.ask(query, Value::Null).await;
                let sessions = answer.data()["viewer"]["sessions"]["nodes"].as_array().unwrap().clone();
                id_of(&sessions.iter().find(|session| session["isCurrent"] == true).unwrap()["id"])
            }
            Thing::AccessToken => {
                let input = json!({ "name": "A program", "scopes": ["READ"] });
                let made = self.act(actor, "createAccessToken", "accessToken { id }", input).await;
                id_of(&made["accessToken"]["id"])
            }
            Thing::Code => {
                let begin = "mutation { beginSecondFactor { uri errors { __typename } } }";
                let begun = actor.client.ask(begin, Value::Null).await;
                let app = Totp::from_url(begun.payload()["uri"].as_str().unwrap()).unwrap();
                app.generate(now()).to_string()
            }
            _ => panic!("{thing:?} can't be made"),
        }
    }

    async fn deleted_comment(&self, scene: &Scene) -> String {
        let story = &scene[Thing::Story];
        let comment = self.author.comment(story, &self.text()).await;
        let reply = json!({ "storyId": story, "parentId": comment, "body": "A word about that from me." });
        self.act(&self.author, "createComment", "comment { id }", reply).await;
        self.act(&self.author, "deleteComment", "comment { id }", json!({ "commentId": comment })).await;
        comment
    }

    /// Another story of the author's, on the public board.
    async fn author_on_the_other_board(&self) -> String {
        self.act(&self.author, "joinBoard", "board { id }", json!({ "boardId": self.other_board })).await;
        self.author.write_story(&self.other_board, json!({ "language": "en" })).await
    }

    async fn request(&self, person: &Person, board: &str) -> String {
        let asked =
            self.act(person, "requestToJoinBoard", "request { id }", json!({ "boardId": board })).await;
        id_of(&asked["request"]["id"])
    }

    async fn invite(&self, person: &Person, board: &str) -> String {
        let input = json!({ "boardId": board, "handle": person.handle });
        let invited = self.act(self.owner(), "inviteToBoard", "invitation { id }", input).await;
        id_of(&invited["invitation"]["id"])
    }

    async fn shelf<const COUNT: usize>(
        &self,
        person: &Person,
        visibility: &str,
        items: [&str; COUNT],
    ) -> String {
        let input = json!({ "title": "To be read", "visibility": visibility });
        let made = self.act(person, "createShelf", "shelf { id }", input).await;
        let shelf = id_of(&made["shelf"]["id"]);
        for item in items {
            let input = json!({ "shelfId": shelf, "itemId": item });
            self.act(person, "addToShelf", "shelf { id }", input).await;
        }
        shelf
    }
}

#[expect(clippy::disallowed_methods, reason = "apps have clocks of their own")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn id_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn identity_of(person: &Person) -> String {
    let answer = person.client.ask("{ viewer { identities { id } } }", Value::Null).await;
    id_of(&answer.data()["viewer"]["identities"][0]["id"])
}

async fn upload(person: &Person) -> String {
    let client = &person.client;
    let request = client.http().post(client.url("/images")).header(CONTENT_TYPE, "image/png");
    let answer = request.bearer_auth(client.token().unwrap()).body(PIXEL).send().await.unwrap();
    let image: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    id_of(&image["id"])
}
