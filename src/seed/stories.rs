use super::{Comment, Story};

/// What people tell, in the order in which they told it.
pub(crate) const STORIES: &[Story] = &[
    Story {
        key: "herring-girls",
        board: "harbours-and-shores",
        author: "maren_holt",
        language: "en",
        title: "The herring girls of the east coast",
        tags: &["fishing", "women", "scotland"],
        body: include_str!("stories/herring_girls.md"),
        discussion: &[
            Comment::answered(
                "haruka_mori",
                "My grandfather worked at a herring station in Hokkaido, and the women there wrapped their fingers in \
                 the same way. I had never heard that anybody else did. What was the cotton called again, *clooties*?",
                &[Comment::answered(
                    "maren_holt",
                    "Clooties, yes, from *clout*, a piece of cloth. They were tied with the teeth because the other \
                     hand was already bandaged. Do you know what the women in Hokkaido called theirs?",
                    &[Comment::new(
                        "haruka_mori",
                        "I asked my mother. She says they only called it *nuno*, cloth. The names stayed with the songs.",
                    )],
                )],
            ),
            Comment::answered(
                "jonas_weber",
                "In Emden gab es sie auch, die Heringsfrauen; mein Onkel hat noch Fässer gezeichnet. Kamen die \
                 schottischen Frauen eigentlich bis an die deutsche Küste?",
                &[Comment::new(
                    "maren_holt",
                    "Some did, before the first war: there are letters from girls who were hired to teach the curing in \
                     Altona. I will look for the reference and add it to the story.",
                )],
            ),
            Comment::new(
                "parcel_deals",
                "Best prices on kitchen knives, free shipping this week only!! http://parcel-deals.example/knives \
                 http://parcel-deals.example/today http://parcel-deals.example/win http://parcel-deals.example/free",
            ),
        ],
    },
    Story {
        key: "canuts",
        board: "lost-trades",
        author: "amelie_girard",
        language: "fr",
        title: "Les hauts plafonds de la Croix-Rousse",
        tags: &["lyon", "soie", "canuts"],
        body: include_str!("stories/canuts.md"),
        discussion: &[
            Comment::answered(
                "paolo_rinaldi",
                "A Como, dove si tesseva la seta per gli stessi mercanti, le case degli operai hanno finestre alte allo \
                 stesso modo. Mio zio diceva che si riconosce una città della seta guardando in su.",
                &[Comment::new(
                    "amelie_girard",
                    "C'est exactement cela : ici aussi, on reconnaît un immeuble de canuts à ses fenêtres, avant même \
                     d'avoir vu la porte. Merci pour Côme, je ne le savais pas.",
                )],
            ),
            Comment::new(
                "lucia_romero",
                "Me ha gustado mucho lo de los ganchos en el techo. En los talleres de los tejedores de Granada también \
                 quedan, y nadie sabe ya para qué eran.",
            ),
        ],
    },
    Story {
        key: "speicherstadt",
        board: "harbours-and-shores",
        author: "jonas_weber",
        language: "de",
        title: "Die Stadt, die der Speicherstadt weichen musste",
        tags: &["hamburg", "hafen"],
        body: include_str!("stories/speicherstadt.md"),
        discussion: &[
            Comment::answered(
                "vera_sokolova",
                "Meine Großmutter kam 1922 über Hamburg und hat immer vom Geruch nach Kaffee erzählt, schon auf der \
                 Brücke. Dass dort vorher Menschen gewohnt haben, hat ihr sicher niemand gesagt.",
                &[Comment::new(
                    "jonas_weber",
                    "Davon wurde auch bei uns erst spät gesprochen. Am Sandtorkai hängt inzwischen eine kleine Tafel; \
                     wer sie lesen will, muss allerdings einem Lastwagen ausweichen.",
                )],
            ),
            Comment::new(
                "maren_holt",
                "How was the notice given? In Whitby they simply painted a white cross on the doors of the houses that \
                 had to go for the railway.",
            ),
            Comment::new(
                "jonas_weber",
                "WARUM STEHT DAVON NICHTS IN DEN SCHULBÜCHERN??? ZWANZIGTAUSEND MENSCHEN UND KEIN EINZIGES WORT \
                 DARÜBER!!! DAS IST DOCH NICHT ZU FASSEN!!!",
            ),
        ],
    },
    Story {
        key: "tea-road",
        board: "long-roads",
        author: "vera_sokolova",
        language: "ru",
        title: "Чай, который помнил дорогу",
        tags: &["чай", "кяхта", "сибирь"],
        body: include_str!("stories/tea_road.md"),
        discussion: &[
            Comment::answered(
                "haruka_mori",
                "The same tea came to us by sea, and there nobody speaks of smoke. But my grandmother roasted old leaves \
                 in a dry pan until the whole house smelled of them. Perhaps every road leaves something in the tea.",
                &[Comment::answered(
                    "vera_sokolova",
                    "Как красиво сказано. У нас старый чай тоже не выбрасывали, а подсушивали на печи и пили вечером, \
                     когда гостей уже не ждали.",
                    &[Comment::new(
                        "haruka_mori",
                        "ほうじ茶ですね。遠い国の台所で、同じことをしていたなんて。",
                    )],
                )],
            ),
            Comment::new(
                "maren_holt",
                "Do you know whether the hides that the chests were sewn into had any use afterwards? It seems a lot of \
                 leather to throw away in Moscow.",
            ),
            Comment::new(
                "jonas_weber",
                "Eine Frage an alle, die hier mitlesen: Gibt es von Kjachta Fotografien aus der Zeit vor 1900? Die \
                 Straße mit den Säulen würde ich sehr gern einmal sehen.",
            ),
        ],
    },
    Story {
        key: "sereno",
        board: "lost-trades",
        author: "lucia_romero",
        language: "es",
        title: "El hombre de las llaves",
        tags: &["madrid", "serenos"],
        body: include_str!("stories/sereno.md"),
        discussion: &[
            Comment::answered(
                "paolo_rinaldi",
                "Da noi il portiere c'è ancora in qualche palazzo, ma di notte non c'è più nessuno. Mi è piaciuta \
                 soprattutto la pentola di brodo: in due righe si capisce tutto il mestiere.",
                &[Comment::new(
                    "lucia_romero",
                    "Esa historia la contaba mi abuela cada Navidad, y cada año la olla era más grande.",
                )],
            ),
            Comment::answered(
                "amelie_girard",
                "Existe-t-il encore des serenos quelque part ? J'ai cru lire que Gijón les avait rétablis.",
                &[Comment::new(
                    "lucia_romero",
                    "Sí, en Gijón volvieron a principios de este siglo: acompañan a la gente hasta casa y avisan si ven \
                     una farola rota. Llaves ya no llevan.",
                )],
            ),
            Comment::new(
                "parcel_deals",
                "Best prices on padlocks and keys, free shipping this week only!! http://parcel-deals.example/keys \
                 http://parcel-deals.example/today http://parcel-deals.example/win http://parcel-deals.example/free",
            ),
        ],
    },
    Story {
        key: "kitamaebune",
        board: "harbours-and-shores",
        author: "haruka_mori",
        language: "ja",
        title: "昆布を運んだ船",
        tags: &["北前船", "富山", "昆布"],
        body: include_str!("stories/kitamaebune.md"),
        discussion: &[
            Comment::answered(
                "maren_holt",
                "I read this with a dictionary, and it was worth it. A town that wraps everything in a seaweed that does \
                 not grow there: that is the best description of a trade route that I know.",
                &[Comment::new(
                    "haruka_mori",
                    "ありがとうございます。祖母に話したら、「うちはただ好きだっただけだよ」と笑っていました。",
                )],
            ),
            Comment::new(
                "vera_sokolova",
                "Переводила со словарём. Удивительно: наш чай шёл по суше, ваша комбу по морю, а бабушки рассказывают \
                 одно и то же.",
            ),
            Comment::new(
                "amelie_girard",
                "Je me suis fait traduire ce texte à voix haute par une amie. Elle s'est arrêtée au mot *kombu* et elle a \
                 téléphoné à sa mère.",
            ),
        ],
    },
    Story {
        key: "mondine",
        board: "kitchen-tables",
        author: "paolo_rinaldi",
        language: "it",
        title: "Un piatto in più, il primo giugno",
        tags: &["mondine", "vercelli", "riso"],
        body: include_str!("stories/mondine.md"),
        discussion: &[
            Comment::answered(
                "amelie_girard",
                "Ma grand-mère chantait la chanson des huit heures sans comprendre les paroles ; elle l'avait apprise de \
                 ses voisines piémontaises. Je sais enfin ce qu'elle chantait.",
                &[Comment::answered(
                    "paolo_rinaldi",
                    "Se vuoi ti scrivo le strofe come le cantava mia bisnonna: non sono quelle dei libri, e l'ultima non \
                     si può cantare davanti ai bambini.",
                    &[Comment::new("amelie_girard", "Avec grand plaisir, surtout la dernière.")],
                )],
            ),
            Comment::new(
                "jonas_weber",
                "Das Gericht habe ich am Wochenende nachgekocht, mit Borlotti-Bohnen statt der richtigen. Hat jemand \
                 einen Rat, womit man die Salami im Fett ersetzen kann?",
            ),
            Comment::new(
                "lucia_romero",
                "En la Albufera escardaban también mujeres, y cantaban. ¿Se ha conservado alguna grabación de las \
                 mondine de verdad, no de los coros de después?",
            ),
        ],
    },
    Story {
        key: "whitby-jet",
        board: "lost-trades",
        author: "maren_holt",
        language: "en",
        title: "Black stone, black dress",
        tags: &["whitby", "jet", "mourning"],
        body: include_str!("stories/whitby_jet.md"),
        discussion: &[
            Comment::answered(
                "lucia_romero",
                "En Santiago de Compostela los azabacheros hacían conchas y manos de azabache para los peregrinos. \
                 Cuando leí lo del azabache español malo me dolió un poco, pero tienes razón.",
                &[Comment::new(
                    "maren_holt",
                    "I should have said that the fine carving in Santiago is centuries older than ours. It was the cheap \
                     soft stuff, sold in bulk, that did the harm. I will put that right in the text.",
                )],
            ),
            Comment::new(
                "jonas_weber",
                "There is dirt under the fingernails: what an ending. Is the brooch in a museum now, or do you still \
                 wear it?",
            ),
            Comment::new(
                "parcel_deals",
                "Nobody wants to hear about your dead grandmother's ugly brooch. Take it to a pawn shop and fuck off.",
            ),
        ],
    },
    Story {
        key: "backtag",
        board: "kitchen-tables",
        author: "jonas_weber",
        language: "de",
        title: "Backtag",
        tags: &["brot", "dorf", "backhaus"],
        body: include_str!("stories/backtag.md"),
        discussion: &[
            Comment::answered(
                "paolo_rinaldi",
                "Il lievito che non si segna mai tra i debiti: da noi si diceva lo stesso del sale. Chi aveva il numero \
                 sei poteva almeno scambiare il turno?",
                &[Comment::new(
                    "jonas_weber",
                    "Tauschen war erlaubt, aber teuer: Wer von der Sechs weg wollte, heizte beim nächsten Mal den kalten \
                     Ofen an. Meine Großmutter nannte das den ehrlichsten Markt der Welt.",
                )],
            ),
            Comment::answered(
                "amelie_girard",
                "Chez nous, dans le Bugey, le four banal sert encore une fois l'an. On y cuit la galette au sucre, et \
                 c'est toujours la doyenne qui décide du moment.",
                &[Comment::new(
                    "jonas_weber",
                    "Es scheint überall dieselbe Frau zu sein. Ich wüsste gern, bei wem sie es gelernt hat.",
                )],
            ),
        ],
    },
];

/// The last thing that is written: where it is, the seeding was finished.
pub(crate) const CLOSING: Story = Story {
    key: "gathered",
    board: "harbours-and-shores",
    author: "maren_holt",
    language: "en",
    title: "What we have gathered so far",
    tags: &["welcome"],
    body: include_str!("stories/gathered.md"),
    discussion: &[],
};
