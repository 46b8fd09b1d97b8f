//! What is kept of images, for whom, and for how long.

use std::{io::Cursor, path::Path};

use bytes::Bytes;
use chrono::TimeDelta;
use fabula_domain::{
    Viewer,
    accounts::{self, ProfileChanges},
    boards::{BoardVisibility, ModerationMode},
    images::{
        self, Allowed, Cover, SetAvatarError, SetCoverError, UploadError, Uploaded, Workshop, object_name,
    },
    stories::{self, NewStory, StoryChanges},
};
use fabula_platform::objects::Objects;
use tempfile::TempDir;

use crate::stage::Stage;

const ALLOWED: Allowed = Allowed { pixels: 1_000_000, bytes: 10_000_000 };

struct Gallery {
    stage: Stage,
    folder: TempDir,
    objects: Objects,
    workshop: Workshop,
}

impl Gallery {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::in_folder(Some(folder.path().to_owned()));
        Self { stage: Stage::open().await, folder, objects, workshop: Workshop::default() }
    }

    async fn try_upload(&self, who: &Viewer, shade: u8, allowed: Allowed) -> Result<Uploaded, UploadError> {
        images::upload(&self.stage.db, &self.objects, &self.workshop, who, picture(shade), allowed).await
    }

    async fn upload(&self, who: &Viewer, shade: u8) -> Uploaded {
        self.try_upload(who, shade, ALLOWED).await.unwrap()
    }

    /// Whether all renditions of an image are kept.
    async fn has(&self, uploaded: &Uploaded) -> bool {
        let path = uploaded.image.path();
        let full = self.objects.get(&object_name(&path["/images/".len()..])).await.unwrap();
        let narrow = uploaded.image.path_at(1);
        let narrow = self.objects.get(&object_name(&narrow["/images/".len()..])).await.unwrap();
        assert_eq!(full.is_some(), narrow.is_some());
        full.is_some()
    }

    async fn sweep_after(&self, time: TimeDelta) -> u64 {
        self.stage.clock.advance(time);
        images::sweep(&self.stage.db, &self.objects).await.unwrap()
    }
}

/// A PNG of one shade, wide enough to have narrower renditions.
fn picture(shade: u8) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    let image = image::GrayImage::from_pixel(200, 100, image::Luma([shade]));
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner().into()
}

fn files_in(folder: &Path) -> usize {
    let folders = std::fs::read_dir(folder).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn the_same_image_is_kept_once_and_uploads_belong_to_people() {
    let gallery = Gallery::open().await;
    let (ada, bob) = (gallery.stage.person("ada").await, gallery.stage.person("bob").await);
    let (first, again) = tokio::join!(gallery.upload(&ada, 7), gallery.upload(&ada, 7));
    let theirs = gallery.upload(&bob, 7).await;
    assert_eq!(first.id, again.id);
    assert_ne!(first.id, theirs.id);
    assert_eq!(first.image, theirs.image);
    assert_eq!(files_in(gallery.folder.path()), 2, "the full size and a narrower one");
    assert!(gallery.has(&first).await);
    gallery.stage.close().await;
}

#[tokio::test]
async fn nobody_uses_an_upload_of_somebody_else() {
    let gallery = Gallery::open().await;
    let db = &gallery.stage.db;
    let (ada, bob) = (gallery.stage.person("ada").await, gallery.stage.person("bob").await);
    let image = gallery.upload(&ada, 7).await;
    let board = gallery.stage.board(&ada, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    let story = gallery.stage.story(&ada, board.id, true).await;
    let cover = || Some(Cover::parse(image.id, Some("A grey sky")).unwrap());

    let refused = images::set_avatar(db, &bob, Some(image.id)).await;
    assert!(matches!(refused, Err(SetAvatarError::ImageNotFound)));
    let refused = images::set_cover(db, &bob, story.id, cover()).await;
    assert!(matches!(refused, Err(SetCoverError::NotTheAuthor)));
    let theirs = gallery.upload(&bob, 9).await;
    let refused = images::set_cover(db, &ada, story.id, Some(Cover::parse(theirs.id, None).unwrap())).await;
    assert!(matches!(refused, Err(SetCoverError::ImageNotFound)));
    assert!(images::avatars(db.pool(), &[ada.id, bob.id]).await.unwrap().is_empty());

    images::set_avatar(db, &ada, Some(image.id)).await.unwrap();
    images::set_cover(db, &ada, story.id, cover()).await.unwrap();
    assert_eq!(images::avatars(db.pool(), &[ada.id, bob.id]).await.unwrap(), [(ada.id, image.image.clone())]);
    let covers = images::covers(db.pool(), &[story.id]).await.unwrap();
    assert_eq!(covers[0].1.alt_text.as_deref(), Some("A grey sky"));
    gallery.stage.close().await;
}

#[tokio::test]
async fn a_cover_of_a_draft_is_given_by_its_author_alone() {
    let gallery = Gallery::open().await;
    let (ada, bob) = (gallery.stage.person("ada").await, gallery.stage.person("bob").await);
    let board = gallery.stage.board(&ada, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    let draft = gallery.stage.story(&ada, board.id, false).await;
    let refused = images::set_cover(&gallery.stage.db, &bob, draft.id, None).await;
    assert!(matches!(refused, Err(SetCoverError::StoryNotFound)));
    gallery.stage.close().await;
}

#[tokio::test]
async fn unused_images_are_swept_away_after_a_day_and_used_ones_never() {
    let gallery = Gallery::open().await;
    let db = &gallery.stage.db;
    let ada = gallery.stage.person("ada").await;
    let [avatar, next, cover, unused] = [
        gallery.upload(&ada, 1).await,
        gallery.upload(&ada, 2).await,
        gallery.upload(&ada, 3).await,
        gallery.upload(&ada, 4).await,
    ];
    images::set_avatar(db, &ada, Some(avatar.id)).await.unwrap();
    let board = gallery.stage.board(&ada, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    let story = gallery.stage.story(&ada, board.id, true).await;
    images::set_cover(db, &ada, story.id, Some(Cover::parse(cover.id, None).unwrap())).await.unwrap();

    assert_eq!(gallery.sweep_after(TimeDelta::hours(23)).await, 0, "it may still be used");
    gallery.upload(&ada, 2).await;
    assert_eq!(gallery.sweep_after(TimeDelta::hours(2)).await, 1);
    assert!(!gallery.has(&unused).await);
    assert!(gallery.has(&next).await, "who sends it again has another day");
    images::set_avatar(db, &ada, Some(next.id)).await.unwrap();
    assert_eq!(gallery.sweep_after(TimeDelta::days(9)).await, 1, "the old avatar");
    assert!(!gallery.has(&avatar).await);
    assert!(gallery.has(&next).await && gallery.has(&cover).await);

    images::set_avatar(db, &ada, None).await.unwrap();
    images::set_cover(db, &ada, story.id, None).await.unwrap();
    assert_eq!(gallery.sweep_after(TimeDelta::zero()).await, 2);
    assert_eq!(files_in(gallery.folder.path()), 0);
    assert_eq!(gallery.stage.count("select count(*) from image_files").await, 0);
    gallery.stage.close().await;
}

#[tokio::test]
async fn what_a_text_shows_is_kept_whatever_its_next_revision_shows() {
    let gallery = Gallery::open().await;
    let db = &gallery.stage.db;
    let (ada, bob) = (gallery.stage.person("ada").await, gallery.stage.person("bob").await);
    let board = gallery.stage.board(&ada, "tales", BoardVisibility::Public, ModerationMode::Post).await;
    let [shown, added, commented, quoted] = [
        gallery.upload(&ada, 1).await,
        gallery.upload(&ada, 2).await,
        gallery.upload(&ada, 3).await,
        gallery.upload(&bob, 4).await,
    ];
    let shows = |image: &Uploaded| format!("Look: ![A sky]({})", image.image.path_at(1));
    let new = NewStory::parse(
        board.id,
        "The sky",
        &format!("{}\n\n{}", shows(&shown), shows(&quoted)),
        Some("en"),
        &[],
        true,
    );
    let story = stories::create(db, &ada, new.unwrap(), None).await.unwrap();
    assert!(story.body_html.contains(&shown.image.path_at(1)), "{}", story.body_html);
    let changes = StoryChanges::parse(None, Some(&shows(&added)), None, None).unwrap();
    stories::update(db, &ada, story.id, 1, changes).await.unwrap();
    gallery.stage.submit(&ada, story.id, None, &shows(&commented)).await;

    let told = gallery.upload(&ada, 5).await;
    let profile = ProfileChanges::parse(None, Some(Some(&shows(&told))), None).unwrap();
    accounts::update_profile(db, &ada, profile).await.unwrap();

    assert_eq!(gallery.sweep_after(TimeDelta::days(3)).await, 1, "the one that its owner uses nowhere");
    assert!(!gallery.has(&quoted).await);
    assert!(gallery.has(&shown).await && gallery.has(&added).await && gallery.has(&commented).await);
    assert!(gallery.has(&told).await);
    gallery.stage.close().await;
}

#[tokio::test]
async fn a_file_is_kept_as_long_as_one_of_its_uploaders_uses_it() {
    let gallery = Gallery::open().await;
    let (ada, bob) = (gallery.stage.person("ada").await, gallery.stage.person("bob").await);
    let image = gallery.upload(&ada, 7).await;
    let theirs = gallery.upload(&bob, 7).await;
    images::set_avatar(&gallery.stage.db, &bob, Some(theirs.id)).await.unwrap();
    assert_eq!(gallery.sweep_after(TimeDelta::days(2)).await, 0);
    assert!(gallery.has(&image).await);
    let refused = images::set_avatar(&gallery.stage.db, &ada, Some(image.id)).await;
    assert!(matches!(refused, Err(SetAvatarError::ImageNotFound)), "her upload is gone");
    gallery.stage.close().await;
}

#[tokio::test]
async fn nobody_keeps_more_than_their_quota() {
    let gallery = Gallery::open().await;
    let (ada, bob) = (gallery.stage.person("ada").await, gallery.stage.person("bob").await);
    let image = gallery.upload(&ada, 7).await;
    let used = gallery.stage.count("select byte_count from image_files").await;
    let full = Allowed { bytes: used, ..ALLOWED };
    assert!(matches!(gallery.try_upload(&ada, 8, full).await, Err(UploadError::QuotaUsedUp)));
    assert_eq!(gallery.try_upload(&ada, 7, full).await.unwrap().id, image.id, "the same takes no more room");
    assert!(gallery.try_upload(&bob, 8, full).await.is_ok());
    gallery.stage.close().await;
}
