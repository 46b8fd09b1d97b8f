use fabula_domain::accounts::Role;

use super::Person;

/// Everyone. The first one keeps order.
pub(crate) const PEOPLE: &[Person] = &[
    Person { handle: "maren_holt", name: "Maren Holt", languages: &["en", "de"], role: Role::Moderator },
    Person { handle: "jonas_weber", name: "Jonas Weber", languages: &["de", "en"], role: Role::Member },
    Person { handle: "lucia_romero", name: "Lucía Romero", languages: &["es", "it"], role: Role::Member },
    Person { handle: "amelie_girard", name: "Amélie Girard", languages: &["fr", "it"], role: Role::Member },
    Person { handle: "paolo_rinaldi", name: "Paolo Rinaldi", languages: &["it", "fr"], role: Role::Member },
    Person {
        handle: "vera_sokolova", name: "Вера Соколова", languages: &["ru", "de"], role: Role::Member
    },
    Person { handle: "haruka_mori", name: "森 遥", languages: &["ja", "en"], role: Role::Member },
    // Somebody whom moderation is for.
    Person { handle: "parcel_deals", name: "Parcel Deals", languages: &["en"], role: Role::Member },
];
