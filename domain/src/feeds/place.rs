use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Channel;
use crate::page::PageError;

/// A place in a list of stories: behind the one that was published then, and has this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub(super) published_at: DateTime<Utc>,
    pub(super) id: Uuid,
}

impl Place {
    /// Reads a cursor that this channel's list gave out.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(cursor: &str, channel: Channel<'_>) -> Result<Self, PageError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| PageError::Cursor)?;
        let (list, place) = bytes.split_at_checked(4).ok_or(PageError::Cursor)?;
        let (time, id) = place.split_at_checked(8).ok_or(PageError::Cursor)?;
        let time: [u8; 8] = time.try_into().map_err(|_| PageError::Cursor)?;
        let id = Uuid::from_slice(id).map_err(|_| PageError::Cursor)?;
        // A time in reach of the calendar: the database takes no other.
        let published_at = DateTime::from_timestamp_micros(i64::from_be_bytes(time))
            .filter(|time| (0..=253_402_300_799).contains(&time.timestamp()));
        match published_at {
            Some(published_at) if list == channel.list().name() => Ok(Self { published_at, id }),
            _ => Err(PageError::Cursor),
        }
    }

    /// The cursor of this place.
    pub(super) fn write(self, channel: Channel<'_>) -> String {
        let mut bytes = [0_u8; 28];
        bytes[..4].copy_from_slice(&channel.list().name());
        bytes[4..12].copy_from_slice(&self.published_at.timestamp_micros().to_be_bytes());
        bytes[12..].copy_from_slice(self.id.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_into_no_other_list() {
        let published_at = DateTime::from_timestamp_micros(1_772_000_000_123_456).unwrap();
        let place = Place { published_at, id: Uuid::from_u128(7) };
        let written = place.write(Channel::Language("en"));
        assert_eq!(Place::read(&written, Channel::Language("en")), Ok(place));
        assert_eq!(Place::read(&written, Channel::Language("de")), Err(PageError::Cursor));
        let far = Place { published_at: DateTime::<Utc>::MAX_UTC, ..place }.write(Channel::Language("en"));
        for wrong in ["", "x", "!!!!", &written[1..], &far] {
            assert_eq!(Place::read(wrong, Channel::Language("en")), Err(PageError::Cursor), "{wrong}");
        }
    }
}
