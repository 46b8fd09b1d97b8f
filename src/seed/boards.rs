use fabula_domain::boards::ModerationMode;

use super::Board;

/// Where people meet.
pub(crate) const BOARDS: &[Board] = &[
    Board {
        slug: "harbours-and-shores",
        owner: "maren_holt",
        title: "Harbours and shores",
        description: "What came in by sea, who unloaded it, and what became of the quays.\n\n\
                      Any language; say *when* and *where* if you know.",
        languages: &["en", "de", "ja"],
        mode: ModerationMode::Pre,
        members: &["jonas_weber", "haruka_mori", "vera_sokolova", "parcel_deals"],
    },
    Board {
        slug: "lost-trades",
        owner: "amelie_girard",
        title: "Métiers disparus · Lost trades",
        description: "Les métiers que plus personne n'exerce, racontés par celles et ceux qui s'en souviennent.\n\n\
                      Trades that nobody follows any more, told by those who remember.",
        languages: &["fr", "es", "en", "it"],
        mode: ModerationMode::Post,
        members: &["lucia_romero", "maren_holt", "paolo_rinaldi", "jonas_weber"],
    },
    Board {
        slug: "kitchen-tables",
        owner: "paolo_rinaldi",
        title: "A tavola · Kitchen tables",
        description: "Piatti di famiglia, con la storia che c'è dietro. Le dosi sono facoltative.",
        languages: &["it", "de", "fr", "es"],
        mode: ModerationMode::Pre,
        members: &["jonas_weber", "amelie_girard", "lucia_romero"],
    },
    Board {
        slug: "long-roads",
        owner: "vera_sokolova",
        title: "Долгие дороги · Long roads",
        description: "Караваны, тракты, поезда: как люди и вещи добирались до нас.",
        languages: &["ru", "en", "ja"],
        mode: ModerationMode::Pre,
        members: &["haruka_mori", "maren_holt"],
    },
];
