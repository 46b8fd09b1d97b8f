//! Typed ids: a UUIDv7 in the database, a TypeID (`comment_01h455vb4pex5vsknk084sn02q`) everywhere else.

use chrono::{DateTime, Utc};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::{ContextV7, Timestamp, Uuid};

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a {wanted} id")]
pub struct InvalidId {
    /// The prefix that was wanted.
    pub wanted: &'static str,
}

static CONTEXT: std::sync::Mutex<ContextV7> = std::sync::Mutex::new(ContextV7::new());

/// A new UUIDv7 for the time `now`. Ids made by one process within a millisecond sort in the order made.
#[must_use]
pub fn uuid_at(now: DateTime<Utc>) -> Uuid {
    let context = CONTEXT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos()))
}

/// Writes `uuid` as a TypeID with the given prefix.
#[must_use]
pub fn format(prefix: &'static str, uuid: Uuid) -> String {
    // The prefixes are literals from `define_id!`, each covered by a test, so the type is always valid.
    DynamicType::new(prefix)
        .map(|kind| TypeSafeId::from_type_and_uuid(kind, uuid).to_string())
        .unwrap_or_default()
}

/// Reads a TypeID and answers its prefix and UUID.
#[must_use]
pub fn parse(text: &str) -> Option<(String, Uuid)> {
    let id: TypeSafeId<DynamicType> = text.parse().ok()?;
    Some((id.type_prefix().to_owned(), id.uuid()))
}

/// Reads a TypeID that must have the given prefix.
///
/// # Errors
/// If the text is not a TypeID, or one of another kind.
pub fn parse_as(wanted: &'static str, text: &str) -> Result<Uuid, InvalidId> {
    match parse(text) {
        Some((prefix, uuid)) if prefix == wanted => Ok(uuid),
        _ => Err(InvalidId { wanted }),
    }
}

/// Defines a typed id: `define_id!(/// Names a comment. CommentId, "comment");`
#[macro_export]
macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// The prefix of this kind of id.
            pub const PREFIX: &'static str = $prefix;

            /// A new id that sorts by `now`.
            #[must_use]
            pub fn new(now: chrono::DateTime<chrono::Utc>) -> Self {
                Self($crate::ids::uuid_at(now))
            }

            /// The UUID that the database holds.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ids::InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::ids::parse_as($prefix, text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&$crate::ids::format($prefix, self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, formatter)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_example_is_read_and_written() {
        // https://github.com/jetify-com/typeid/blob/main/spec/valid.json
        let uuid = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").unwrap();
        assert_eq!(format("prefix", uuid), "prefix_01h455vb4pex5vsknk084sn02q");
        assert_eq!(parse_as("prefix", "prefix_01h455vb4pex5vsknk084sn02q"), Ok(uuid));
        assert_eq!(
            parse_as("other", "prefix_01h455vb4pex5vsknk084sn02q"),
            Err(InvalidId { wanted: "other" })
        );
        assert!(parse("prefix_81h455vb4pex5vsknk084sn02q").is_none(), "overflow is refused");
    }

    #[test]
    fn ids_of_one_moment_sort_in_the_order_made() {
        let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
        let made: Vec<_> = (0..1_000).map(|_| uuid_at(now)).collect();
        assert!(made.is_sorted());
    }
}
