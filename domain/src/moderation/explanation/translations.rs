use super::Explanation;

impl Explanation {
    pub(super) fn english(&self) -> String {
        match self {
            Self::CheckFailed => "The check failed, so a moderator has to look.".to_owned(),
            Self::Links { count: 0 } => "There are no links.".to_owned(),
            Self::Links { count } => format!("Links to ordinary addresses: {count}."),
            Self::ManyLinks { count, most } => format!("Too many links: {count}, where {most} are accepted."),
            Self::ShortenedLink { host } => format!("A link through {host} hides where it leads."),
            Self::MachineAddress { host } => format!("A link leads to the bare machine address {host}."),
            Self::DisguisedHost { host } => {
                format!("A link leads to {host}, which can be mistaken for another address.")
            }
            Self::Pace { count } => {
                format!("Texts by this author within ten minutes: {count}, an ordinary pace.")
            }
            Self::TooFast { count, minutes, most } => {
                format!("Texts by this author within {minutes} min: {count}, where {most} are accepted.")
            }
            Self::OwnRepeats { count } => format!("The author has written the same before: {count} times."),
            Self::TooShort => "The text is too short to be compared with others.".to_owned(),
            Self::Unlike => "No recent texts repeat it.".to_owned(),
            Self::Alike { count, percent } => {
                format!("Recent texts that are nearly the same: {count}, up to {percent} % alike.")
            }
            Self::Quiet => "Neither capitals nor rows of exclamation marks stand out.".to_owned(),
            Self::NoCapitals => "Capitals are not judged: this script has none.".to_owned(),
            Self::Capitals { percent } => format!("{percent} % of the text is in capitals."),
            Self::Marks { longest } => {
                format!("Rows of exclamation or question marks, the longest of {longest}.")
            }
            Self::NoTerms => "No word of the lists appears.".to_owned(),
            Self::NoList => "There is no word list for this language.".to_owned(),
            Self::BannedTerms { count } => format!("Words that are not accepted here: {count}."),
            Self::SuspectTerms { count } => format!("Words that a moderator should look at: {count}."),
            Self::TermsOfSomeLanguage { count } => {
                format!("The language is not known, but words of some language's list appear: {count}.")
            }
            Self::NothingHidden => "No hidden word was found.".to_owned(),
            Self::HiddenWords { count } => format!("Words that are hidden from the lists: {count}."),
            Self::NoScorer => "The scorer was not trained in this language, so it says nothing.".to_owned(),
            Self::Civil { percent } => format!("Probably not abusive (likelihood of abuse: {percent} %)."),
            Self::Toxic { percent } => format!("Probably abusive (likelihood: {percent} %)."),
            Self::NoSpam { percent } => {
                format!("Probably no advertising (likelihood of advertising: {percent} %).")
            }
            Self::Spam { percent } => format!("Probably advertising or fraud (likelihood: {percent} %)."),
            Self::Unknown => {
                "A newer version of the program found something that this one can't explain.".to_owned()
            }
        }
    }

    pub(super) fn german(&self) -> String {
        match self {
            Self::CheckFailed => {
                "Die Prüfung ist fehlgeschlagen, daher muss jemand aus der Moderation nachsehen.".to_owned()
            }
            Self::Links { count: 0 } => "Es gibt keine Links.".to_owned(),
            Self::Links { count } => format!("Links zu gewöhnlichen Adressen: {count}."),
            Self::ManyLinks { count, most } => format!("Zu viele Links: {count}, erlaubt sind {most}."),
            Self::ShortenedLink { host } => format!("Ein Link über {host} verbirgt sein Ziel."),
            Self::MachineAddress { host } => format!("Ein Link führt zur nackten Rechneradresse {host}."),
            Self::DisguisedHost { host } => {
                format!("Ein Link führt zu {host}; das lässt sich mit einer anderen Adresse verwechseln.")
            }
            Self::Pace { count } => {
                format!("Texte dieser Person in zehn Minuten: {count}, ein gewöhnliches Tempo.")
            }
            Self::TooFast { count, minutes, most } => {
                format!("Texte dieser Person in {minutes} min: {count}, erlaubt sind {most}.")
            }
            Self::OwnRepeats { count } => format!("Dieselbe Person hat das schon geschrieben: {count}-mal."),
            Self::TooShort => "Der Text ist zu kurz, um ihn mit anderen zu vergleichen.".to_owned(),
            Self::Unlike => "Keine Texte aus letzter Zeit wiederholen sich darin.".to_owned(),
            Self::Alike { count, percent } => {
                format!("Fast gleiche Texte aus letzter Zeit: {count}, bis zu {percent} % ähnlich.")
            }
            Self::Quiet => "Weder Großschreibung noch Reihen von Ausrufezeichen fallen auf.".to_owned(),
            Self::NoCapitals => "Großschreibung wird nicht bewertet: Diese Schrift kennt keine.".to_owned(),
            Self::Capitals { percent } => {
                format!("{percent} % des Textes sind in Großbuchstaben geschrieben.")
            }
            Self::Marks { longest } => {
                format!("Reihen von Ausrufe- oder Fragezeichen, die längste mit {longest}.")
            }
            Self::NoTerms => "Kein Wort der Listen kommt vor.".to_owned(),
            Self::NoList => "Für diese Sprache gibt es keine Wortliste.".to_owned(),
            Self::BannedTerms { count } => format!("Wörter, die hier nicht erlaubt sind: {count}."),
            Self::SuspectTerms { count } => {
                format!("Wörter, die jemand aus der Moderation ansehen sollte: {count}.")
            }
            Self::TermsOfSomeLanguage { count } => {
                format!(
                    "Die Sprache ist unbekannt, aber Wörter aus der Liste irgendeiner Sprache kommen vor: {count}."
                )
            }
            Self::NothingHidden => "Es wurde kein verstecktes Wort gefunden.".to_owned(),
            Self::HiddenWords { count } => format!("Wörter, die vor den Listen versteckt sind: {count}."),
            Self::NoScorer => {
                "Die Bewertung ist in dieser Sprache nicht eingeübt und sagt daher nichts.".to_owned()
            }
            Self::Civil { percent } => format!("Wohl nicht beleidigend (Wahrscheinlichkeit: {percent} %)."),
            Self::Toxic { percent } => {
                format!("Wohl beleidigend oder feindselig (Wahrscheinlichkeit: {percent} %).")
            }
            Self::NoSpam { percent } => {
                format!("Wohl keine Werbung (Wahrscheinlichkeit für Werbung: {percent} %).")
            }
            Self::Spam { percent } => format!("Wohl Werbung oder Betrug (Wahrscheinlichkeit: {percent} %)."),
            Self::Unknown => {
                "Eine neuere Version des Programms hat etwas gefunden, das diese nicht erklären kann."
                    .to_owned()
            }
        }
    }

    pub(super) fn spanish(&self) -> String {
        match self {
            Self::CheckFailed => {
                "La comprobación falló, así que debe mirarlo alguien de moderación.".to_owned()
            }
            Self::Links { count: 0 } => "No hay enlaces.".to_owned(),
            Self::Links { count } => format!("Enlaces a direcciones corrientes: {count}."),
            Self::ManyLinks { count, most } => format!("Demasiados enlaces: {count}; se aceptan {most}."),
            Self::ShortenedLink { host } => format!("Un enlace a través de {host} oculta adónde lleva."),
            Self::MachineAddress { host } => format!("Un enlace lleva a la dirección numérica {host}."),
            Self::DisguisedHost { host } => {
                format!("Un enlace lleva a {host}, que se puede confundir con otra dirección.")
            }
            Self::Pace { count } => {
                format!("Textos de esta persona en diez minutos: {count}, un ritmo normal.")
            }
            Self::TooFast { count, minutes, most } => {
                format!("Textos de esta persona en {minutes} min: {count}; se aceptan {most}.")
            }
            Self::OwnRepeats { count } => format!("La misma persona ya lo había escrito: {count} veces."),
            Self::TooShort => "El texto es demasiado corto para compararlo con otros.".to_owned(),
            Self::Unlike => "No repite ningún texto reciente.".to_owned(),
            Self::Alike { count, percent } => {
                format!("Textos recientes casi iguales: {count}, con hasta un {percent} % de parecido.")
            }
            Self::Quiet => "No destacan ni las mayúsculas ni las filas de exclamaciones.".to_owned(),
            Self::NoCapitals => "No se juzgan las mayúsculas: esta escritura no las tiene.".to_owned(),
            Self::Capitals { percent } => format!("El {percent} % del texto está en mayúsculas."),
            Self::Marks { longest } => {
                format!("Filas de signos de exclamación o interrogación; la más larga, de {longest}.")
            }
            Self::NoTerms => "No aparece ninguna palabra de las listas.".to_owned(),
            Self::NoList => "No hay lista de palabras para este idioma.".to_owned(),
            Self::BannedTerms { count } => format!("Palabras que aquí no se aceptan: {count}."),
            Self::SuspectTerms { count } => {
                format!("Palabras que debería mirar alguien de moderación: {count}.")
            }
            Self::TermsOfSomeLanguage { count } => {
                format!("No se conoce el idioma, pero aparecen palabras de la lista de alguno: {count}.")
            }
            Self::NothingHidden => "No se encontró ninguna palabra oculta.".to_owned(),
            Self::HiddenWords { count } => format!("Palabras ocultas a las listas: {count}."),
            Self::NoScorer => "El evaluador no se entrenó en este idioma, así que no dice nada.".to_owned(),
            Self::Civil { percent } => {
                format!("Probablemente no es ofensivo (probabilidad de ofensa: {percent} %).")
            }
            Self::Toxic { percent } => format!("Probablemente es ofensivo (probabilidad: {percent} %)."),
            Self::NoSpam { percent } => {
                format!("Probablemente no es publicidad (probabilidad de publicidad: {percent} %).")
            }
            Self::Spam { percent } => {
                format!("Probablemente es publicidad o fraude (probabilidad: {percent} %).")
            }
            Self::Unknown => {
                "Una versión más nueva del programa encontró algo que esta no sabe explicar.".to_owned()
            }
        }
    }

    pub(super) fn french(&self) -> String {
        match self {
            Self::CheckFailed => "La vérification a échoué : la modération doit regarder.".to_owned(),
            Self::Links { count: 0 } => "Il n’y a pas de liens.".to_owned(),
            Self::Links { count } => format!("Liens vers des adresses ordinaires : {count}."),
            Self::ManyLinks { count, most } => format!("Trop de liens : {count}, alors que {most} sont admis."),
            Self::ShortenedLink { host } => format!("Un lien par {host} cache sa destination."),
            Self::MachineAddress { host } => format!("Un lien mène à l’adresse numérique {host}."),
            Self::DisguisedHost { host } => {
                format!("Un lien mène à {host}, que l’on peut confondre avec une autre adresse.")
            }
            Self::Pace { count } => format!("Textes de cette personne en dix minutes : {count}, un rythme ordinaire."),
            Self::TooFast { count, minutes, most } => {
                format!("Textes de cette personne en {minutes} min : {count}, alors que {most} sont admis.")
            }
            Self::OwnRepeats { count } => format!("La même personne l’a déjà écrit : {count} fois."),
            Self::TooShort => "Le texte est trop court pour être comparé à d’autres.".to_owned(),
            Self::Unlike => "Il ne répète aucun texte récent.".to_owned(),
            Self::Alike { count, percent } => {
                format!("Textes récents presque identiques : {count}, semblables jusqu’à {percent} %.")
            }
            Self::Quiet => "Ni les majuscules ni les suites de points d’exclamation ne frappent.".to_owned(),
            Self::NoCapitals => "Les majuscules ne sont pas jugées : cette écriture n’en a pas.".to_owned(),
            Self::Capitals { percent } => format!("{percent} % du texte est en majuscules."),
            Self::Marks { longest } => {
                format!("Suites de points d’exclamation ou d’interrogation, la plus longue de {longest}.")
            }
            Self::NoTerms => "Aucun mot des listes n’apparaît.".to_owned(),
            Self::NoList => "Il n’y a pas de liste de mots pour cette langue.".to_owned(),
            Self::BannedTerms { count } => format!("Mots qui ne sont pas admis ici : {count}."),
            Self::SuspectTerms { count } => format!("Mots que la modération devrait regarder : {count}."),
            Self::TermsOfSomeLanguage { count } => {
                format!("La langue n’est pas connue, mais des mots de la liste d’une langue apparaissent : {count}.")
            }
            Self::NothingHidden => "Aucun mot caché n’a été trouvé.".to_owned(),
            Self::HiddenWords { count } => format!("Mots cachés aux listes : {count}."),
            Self::NoScorer => "L’évaluation n’a pas été entraînée dans cette langue, elle ne dit donc rien.".to_owned(),
            Self::Civil { percent } => format!("Probablement pas injurieux (probabilité d’injure : {percent} %)."),
            Self::Toxic { percent } => format!("Probablement injurieux (probabilité : {percent} %)."),
            Self::NoSpam { percent } => format!("Probablement pas de publicité (probabilité de publicité : {percent} %)."),
            Self::Spam { percent } => format!("Probablement de la publicité ou une fraude (probabilité : {percent} %)."),
            Self::Unknown => {
                "Une version plus récente du programme a trouvé quelque chose que celle-ci ne sait pas expliquer.".to_owned()
            }
        }
    }

    pub(super) fn italian(&self) -> String {
        match self {
            Self::CheckFailed => "Il controllo non è riuscito: deve guardare la moderazione.".to_owned(),
            Self::Links { count: 0 } => "Non ci sono link.".to_owned(),
            Self::Links { count } => format!("Link a indirizzi comuni: {count}."),
            Self::ManyLinks { count, most } => format!("Troppi link: {count}, se ne accettano {most}."),
            Self::ShortenedLink { host } => format!("Un link tramite {host} nasconde dove porta."),
            Self::MachineAddress { host } => format!("Un link porta all’indirizzo numerico {host}."),
            Self::DisguisedHost { host } => {
                format!("Un link porta a {host}, che si può confondere con un altro indirizzo.")
            }
            Self::Pace { count } => {
                format!("Testi di questa persona in dieci minuti: {count}, un ritmo normale.")
            }
            Self::TooFast { count, minutes, most } => {
                format!("Testi di questa persona in {minutes} min: {count}, se ne accettano {most}.")
            }
            Self::OwnRepeats { count } => format!("La stessa persona l’ha già scritto: {count} volte."),
            Self::TooShort => "Il testo è troppo corto per confrontarlo con altri.".to_owned(),
            Self::Unlike => "Non ripete nessun testo recente.".to_owned(),
            Self::Alike { count, percent } => {
                format!("Testi recenti quasi uguali: {count}, simili fino al {percent} %.")
            }
            Self::Quiet => "Non spiccano né le maiuscole né le file di punti esclamativi.".to_owned(),
            Self::NoCapitals => "Le maiuscole non si giudicano: questa scrittura non ne ha.".to_owned(),
            Self::Capitals { percent } => format!("Il {percent} % del testo è in maiuscole."),
            Self::Marks { longest } => {
                format!("File di punti esclamativi o interrogativi, la più lunga di {longest}.")
            }
            Self::NoTerms => "Non compare nessuna parola delle liste.".to_owned(),
            Self::NoList => "Non c’è una lista di parole per questa lingua.".to_owned(),
            Self::BannedTerms { count } => format!("Parole che qui non si accettano: {count}."),
            Self::SuspectTerms { count } => format!("Parole che la moderazione dovrebbe guardare: {count}."),
            Self::TermsOfSomeLanguage { count } => {
                format!("La lingua non è nota, ma compaiono parole della lista di qualche lingua: {count}.")
            }
            Self::NothingHidden => "Non è stata trovata nessuna parola nascosta.".to_owned(),
            Self::HiddenWords { count } => format!("Parole nascoste alle liste: {count}."),
            Self::NoScorer => {
                "Il valutatore non è stato addestrato in questa lingua, quindi non dice nulla.".to_owned()
            }
            Self::Civil { percent } => {
                format!("Probabilmente non offensivo (probabilità di offesa: {percent} %).")
            }
            Self::Toxic { percent } => format!("Probabilmente offensivo (probabilità: {percent} %)."),
            Self::NoSpam { percent } => {
                format!("Probabilmente non è pubblicità (probabilità di pubblicità: {percent} %).")
            }
            Self::Spam { percent } => {
                format!("Probabilmente è pubblicità o una truffa (probabilità: {percent} %).")
            }
            Self::Unknown => {
                "Una versione più nuova del programma ha trovato qualcosa che questa non sa spiegare."
                    .to_owned()
            }
        }
    }

    pub(super) fn russian(&self) -> String {
        match self {
            Self::CheckFailed => "Проверка не удалась, поэтому текст должен посмотреть модератор.".to_owned(),
            Self::Links { count: 0 } => "Ссылок нет.".to_owned(),
            Self::Links { count } => format!("Ссылок на обычные адреса: {count}."),
            Self::ManyLinks { count, most } => format!("Слишком много ссылок: {count}, допускается {most}."),
            Self::ShortenedLink { host } => format!("Ссылка через {host} скрывает, куда она ведёт."),
            Self::MachineAddress { host } => format!("Ссылка ведёт на числовой адрес {host}."),
            Self::DisguisedHost { host } => {
                format!("Ссылка ведёт на {host}; этот адрес можно принять за другой.")
            }
            Self::Pace { count } => format!("Текстов этого автора за десять минут: {count}, обычный темп."),
            Self::TooFast { count, minutes, most } => {
                format!("Текстов этого автора за {minutes} мин: {count}, допускается {most}.")
            }
            Self::OwnRepeats { count } => format!("Автор уже писал то же самое, раз: {count}."),
            Self::TooShort => "Текст слишком короток, чтобы сравнить его с другими.".to_owned(),
            Self::Unlike => "Недавних текстов он не повторяет.".to_owned(),
            Self::Alike { count, percent } => {
                format!("Почти таких же недавних текстов: {count}, сходство до {percent} %.")
            }
            Self::Quiet => {
                "Ни заглавные буквы, ни ряды восклицательных знаков не бросаются в глаза.".to_owned()
            }
            Self::NoCapitals => "Заглавные буквы не оцениваются: в этом письме их нет.".to_owned(),
            Self::Capitals { percent } => format!("Заглавными буквами написано {percent} % текста."),
            Self::Marks { longest } => {
                format!("Ряды восклицательных или вопросительных знаков, самый длинный из {longest}.")
            }
            Self::NoTerms => "Слов из списков нет.".to_owned(),
            Self::NoList => "Для этого языка нет списка слов.".to_owned(),
            Self::BannedTerms { count } => format!("Слов, которые здесь недопустимы: {count}."),
            Self::SuspectTerms { count } => format!("Слов, на которые должен взглянуть модератор: {count}."),
            Self::TermsOfSomeLanguage { count } => {
                format!("Язык неизвестен, но встречаются слова из списка какого-то языка: {count}.")
            }
            Self::NothingHidden => "Скрытых слов не найдено.".to_owned(),
            Self::HiddenWords { count } => format!("Слов, скрытых от списков: {count}."),
            Self::NoScorer => "Оценка для этого языка не обучена, поэтому ничего не говорит.".to_owned(),
            Self::Civil { percent } => {
                format!("Скорее всего, не оскорбительно (вероятность оскорбления: {percent} %).")
            }
            Self::Toxic { percent } => format!("Скорее всего, оскорбительно (вероятность: {percent} %)."),
            Self::NoSpam { percent } => {
                format!("Скорее всего, не реклама (вероятность рекламы: {percent} %).")
            }
            Self::Spam { percent } => format!("Скорее всего, реклама или обман (вероятность: {percent} %)."),
            Self::Unknown => "Более новая версия программы нашла то, чего эта объяснить не может.".to_owned(),
        }
    }
}
