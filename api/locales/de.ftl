# The sentences of en.ftl. A placeable may be left out: clients show messages beside their field.

## Who asks

sign-in-first = Melden Sie sich dafür an.
session-ended = Die Sitzung ist beendet. Melden Sie sich wieder an.
cookie-of-another-site = Das Sitzungscookie gilt nur auf den eigenen Seiten dieser Website.
only-moderators = Das dürfen nur Moderatoren.
story-no-longer-seen = Sie sehen diese Geschichte nicht mehr.
board-no-longer-seen = Sie sehen dieses Board nicht mehr.

## How much at once

requests-used-up = Sie haben Ihre Anfragen fürs Erste aufgebraucht.
too-many-attempts = Zu viele Versuche. Versuchen Sie es später noch einmal.
too-many-tokens = Zu viele falsche Tokens. Versuchen Sie es später noch einmal.
many-sign-in = Im Moment melden sich zu viele Menschen an.
many-streams = Mehr offene Ströme nimmt der Server nicht an, insgesamt oder von Ihrer Adresse.
server-reads-much = Der Server ist voll beschäftigt. Versuchen Sie es noch einmal.
request-too-long = Die Anfrage hat zu lange gedauert.
body-not-in-time = Der Inhalt der Anfrage kam nicht rechtzeitig an.
file-not-in-time = Die Datei kam nicht rechtzeitig an.
ours = Bei uns ist etwas schiefgegangen.

## Texts

text-empty = Der Text ist leer: Es ist nichts darin zu sehen.
text-too-long = Der Text hat { $actual } Zeichen; höchstens { $most } sind erlaubt.
text-forbidden-character = Der Text enthält an Stelle { $at } ein verbotenes Zeichen, U+{ $codepoint }.
text-too-many-marks = Der Text häuft auf das Zeichen an Stelle { $at } mehr als { $most } Zusatzzeichen.
language-tag = Das ist kein Sprachkürzel wie `en`, `pt-BR` oder `zh-Hant` (BCP 47).
languages-too-many = Das sind { $actual } Sprachen; höchstens { $most } sind erlaubt.
languages-needed = Mindestens eine Sprache ist nötig.

## Accounts

handle-form = Ein Benutzername hat 3 bis 30 Zeichen: Buchstaben a–z, Ziffern und Unterstriche.
handle-taken = Der Benutzername ist vergeben.
email-form = Das ist keine E-Mail-Adresse.
email-taken = Die E-Mail-Adresse ist vergeben.
password-form = Ein Passwort hat 8 bis 256 Zeichen.
credentials-wrong = Die E-Mail-Adresse oder das Passwort ist falsch.
password-wrong = Das Passwort ist falsch.
current-password-wrong = Das bisherige Passwort ist falsch.
mailed-token-used-up = Der Code gilt nicht oder nicht mehr: Fordern Sie eine neue E-Mail an.
no-such-session = Diese Sitzung gibt es nicht.
confirm-first = Bestätigen Sie zuerst, dass Sie es sind.
no-such-account = Dieses Konto gibt es nicht.
token-lifetime = Erlaubt sind 1 bis { $most } Tage.
token-scopes-needed = Mindestens ein Geltungsbereich ist nötig.
no-such-access-token = Dieses Zugriffstoken gibt es nicht.
access-tokens-full = Sie haben { $most } Zugriffstokens: Widerrufen Sie eines, das Sie nicht brauchen.
scope-beyond-role = Ihre Rolle erlaubt den Geltungsbereich { $scope } nicht.
token-gone = Das Token gilt nicht oder nicht mehr. Melden Sie sich wieder an.
code-needed = Ein Code Ihres zweiten Faktors ist nötig.
code-wrong = Der Code ist falsch.
second-factor-off = Der zweite Faktor ist ausgeschaltet.
second-factor-on = Der zweite Faktor ist schon eingeschaltet: Schalten Sie ihn zuerst aus.
sign-in-waits-no-more = Die Anmeldung wartet nicht mehr: Melden Sie sich noch einmal an.
nothing-to-confirm-with = Es gibt nichts, womit Sie es bestätigen könnten: Melden Sie sich noch einmal an.
other-handle = Das ist nicht der Benutzername Ihres Kontos.

## Other providers

no-such-provider = Es gibt keinen solchen Anbieter.
provider-away = Der Anbieter ist im Moment nicht erreichbar. Versuchen Sie es später noch einmal.
provider-untrusted = Der Antwort des Anbieters ist nicht zu trauen. Melden Sie sich erneut an.
provider-declined = Sie haben der Anmeldung dort nicht zugestimmt.
provider-no-address = Der Anbieter nennt Ihre E-Mail-Adresse nicht, die ein Konto braucht.
provider-address-taken = Ein Konto mit Ihrer E-Mail-Adresse gibt es schon: Melden Sie sich dort an und verknüpfen Sie den Anbieter.
sign-in-code-used-up = Der Code gilt nicht oder nicht mehr: Melden Sie sich erneut an.
identity-of-another = Diese Identität gehört zu einem anderen Konto: Lösen Sie zuerst dort die Verknüpfung.
identities-full = Sie haben { $most } verknüpfte Identitäten: Lösen Sie eine, die Sie nicht brauchen.
no-such-identity = Es gibt keine solche Identität.
last-way-in = Das ist der einzige Zugang zu Ihrem Konto: Setzen Sie zuerst ein Passwort oder verknüpfen Sie eine andere Identität.
sign-in-label = Anmelden.
back-to-where-you-were = Zurück dorthin, wo Sie waren.

## People

no-such-person = Diese Person gibt es nicht.
this-is-you = Das sind Sie selbst.
relations-full = Sie können jeweils höchstens { $most } Personen stummschalten und blockieren.
nothing-to-follow = Hier gibt es nichts, dem man folgen könnte.
follow-yourself = Sie können sich nicht selbst folgen.
follow-refused = Sie können dieser Person nicht folgen.
follows-full = Sie können höchstens { $most } Dingen folgen.

## Boards

no-such-board = Dieses Board gibt es nicht.
slug-form = Ein Kurzname hat 3 bis 60 Buchstaben a–z und Ziffern, mit einzelnen Bindestrichen dazwischen.
slug-taken = Der Kurzname ist vergeben.
only-owner-changes-board = Nur wem das Board gehört, kann es ändern.
board-lists-full = Ein Board hat davon höchstens { $most }: Widerrufen Sie zuerst einige.
private-board-invites = Auf einem privaten Board gilt `INVITE`: Sonst findet es niemand.
time-in-the-past = Der Zeitpunkt liegt nicht in der Zukunft.
link-uses = Erlaubt sind 1 bis 10 000.
link-hours = Erlaubt sind 1 bis 720 Stunden.
link-roles = Erlaubt sind Mitglieder und Mitwirkende; Moderatoren werden mit Namen eingeladen.
only-contributors-write = Auf diesem Board können nur Mitwirkende Geschichten schreiben.
only-staff-answers-requests = Beitrittsanfragen beantworten nur Eigentümer und Moderatoren des Boards.
only-staff-bans = Sperren können nur Eigentümer und Moderatoren des Boards.
only-staff-changes-roles = Rollen ändern können nur Eigentümer und Moderatoren des Boards.
only-staff-invites = Einladen können nur Eigentümer und Moderatoren des Boards.
only-staff-removes = Mitglieder entfernen können nur Eigentümer und Moderatoren des Boards.
only-owner-archives = Archivieren und wieder öffnen kann das Board nur, wem es gehört.
only-owner-offers = Das Board jemandem anbieten kann nur, wem es gehört.
board-archived = Das Board ist archiviert: Es kommt nichts mehr hinzu.
board-not-offered = Das Board wird Ihnen nicht angeboten.
invite-link-used-up = Der Link gilt nicht oder nicht mehr.
owner-offers-first = Wem das Board gehört, kann es nicht verlassen: Bieten Sie es zuerst einem anderen Mitglied an.
no-such-invitation = Diese Einladung gibt es nicht.
no-such-join-request = Diese Beitrittsanfrage gibt es nicht.
board-by-invitation = Dieses Board nimmt auf Einladung auf.
board-by-request = Dieses Board nimmt auf Anfrage auf: Bitten Sie um Aufnahme.
answered-already = Das ist schon beantwortet.
person-belongs = Diese Person gehört schon zum Board.
person-does-not-belong = Diese Person gehört nicht zum Board.
person-banned = Diese Person ist auf dem Board gesperrt.
you-are-banned = Sie sind auf diesem Board gesperrt.
you-belong = Sie gehören schon zu diesem Board.
roles-up-to-own = Sie können Rollen bis zur eigenen vergeben; das Eigentum wird angeboten.
join-without-asking = Diesem Board können Sie ohne Anfrage beitreten.
only-below-own-role = Das können Sie nur mit Personen unter Ihrer eigenen Rolle tun.
no-comments-on-board = Auf diesem Board können Sie nicht kommentieren.
no-edits-on-board = Auf diesem Board können Sie nichts bearbeiten.
invite-refused = Sie können diese Person nicht einladen.

## Stories

no-such-story = Diese Geschichte gibt es nicht.
only-members-write = Nur Mitglieder des Boards schreiben dort Geschichten.
no-such-original = Die zu übersetzende Geschichte gibt es nicht.
translation-exists = Sie haben schon eine Übersetzung in diese Sprache.
key-of-deleted-story = Die Geschichte, die mit diesem Schlüssel angelegt wurde, ist gelöscht.
only-author-publishes = Nur wer sie geschrieben hat, kann eine Geschichte veröffentlichen.
only-author-unpublishes = Nur wer sie geschrieben hat, kann eine Geschichte zurückziehen.
only-author-edits-story = Nur wer sie geschrieben hat, kann eine Geschichte bearbeiten.
only-author-deletes-story = Nur wer sie geschrieben hat, kann eine Geschichte löschen.
story-edited-since = Die Geschichte wurde inzwischen bearbeitet.
only-author-links = Nur wer sie geschrieben hat, kann eine Geschichte verknüpfen.
only-authors-unlink = Nur wer sie oder das Original geschrieben hat, kann eine Übersetzung lösen.
translation-of-itself = Eine Geschichte ist keine Übersetzung ihrer selbst.
translation-was-unlinked = Wer das Original geschrieben hat, hat diese Geschichte davon gelöst.
only-author-and-moderators-lock = Nur Verfasser und Moderatoren können die Diskussion schließen oder öffnen.
tags-too-many = Höchstens 10 Schlagwörter sind erlaubt.
references-too-many = Höchstens 100 Quellen sind erlaubt.
reference-authors-too-many = Je Quelle sind höchstens 20 Namen erlaubt.
reference-years = Jahre gehen von -4000 bis 9999.
reference-addresses = Erlaubt sind http- und https-Adressen von höchstens 2000 Bytes.

## Images

no-such-image = Ein solches Bild haben Sie nicht hochgeladen.
only-author-covers = Nur wer sie geschrieben hat, kann das Titelbild einer Geschichte ändern.
image-type = Senden Sie ein PNG, JPEG, WebP oder GIF.
image-pixels = Das Bild hat mehr als { $most } Pixel.
image-broken = Das Bild lässt sich nicht lesen.
images-busy = Im Moment werden zu viele Bilder hochgeladen.
images-full = Ihre Bilder belegen allen Platz, den Sie haben.
images-away = Bilder sind im Moment nicht erreichbar. Versuchen Sie es noch einmal.
image-file = Die Datei lässt sich nicht lesen oder hat mehr als { $most } Bytes.

## Discussions

no-such-comment = Diesen Kommentar gibt es nicht.
no-such-parent = Diesen Kommentar gibt es in dieser Diskussion nicht.
story-not-published = Die Geschichte ist nicht veröffentlicht.
discussion-locked = Die Diskussion ist geschlossen.
reply-refused = Sie können dieser Person nicht antworten.
only-author-edits-comment = Nur wer ihn geschrieben hat, kann einen Kommentar bearbeiten.
only-author-deletes-comment = Nur wer ihn geschrieben hat, kann einen Kommentar löschen.
comment-not-accepted = Der Kommentar wurde nicht angenommen und kann nicht bearbeitet werden.
comment-edited-since = Der Kommentar wurde inzwischen bearbeitet.
react-to-own = Auf den eigenen Kommentar können Sie nicht reagieren.
react-refused = Auf diesen Kommentar können Sie nicht reagieren.

## Moderation

no-such-case = Diesen Fall gibt es nicht.
case-held = Den Fall bearbeitet gerade jemand anderes.
case-decided = Der Fall ist entschieden.
case-changed = Der Fall hat sich inzwischen geändert.
lease-seconds = Erlaubt sind 10 bis 3600 Sekunden.
reason-needed = Wer ablehnt oder entfernt, nennt einen Grund: Der steht dem Verfasser zu.
decide-deleted = Der Text wurde von seinem Verfasser gelöscht: Zu entscheiden ist nichts mehr.
decide-already-seen = Dieser Text ist schon zu sehen: Es gibt nichts wiederherzustellen.
decide-not-seen = Dieser Text ist nicht zu sehen: Es gibt nichts zu entfernen.
decide-remove-instead = Dieser Text ist schon zu sehen: REMOVE entfernt ihn.

## Repeated requests

idempotency-key-form = Erlaubt sind 1 bis 100 druckbare ASCII-Zeichen ohne Leerzeichen.
idempotency-key-reused = Der Schlüssel wurde schon mit einer anderen Eingabe verwendet.

## Shelves

shelf-full = Ein Regal fasst höchstens { $most } Dinge.
only-owner-changes-shelf = Ein Regal kann nur ändern, wem es gehört.
shelf-changed-since = Das Regal wurde inzwischen geändert.
key-of-deleted-shelf = Das Regal, das mit diesem Schlüssel angelegt wurde, ist gelöscht.
no-item-to-put-after = Auf dem Regal steht nichts anderes dieser Art, hinter das es gestellt werden könnte.
no-such-shelf = Dieses Regal gibt es nicht.
no-such-story-or-board = Diese Geschichte oder dieses Board gibt es nicht.
no-such-item = Das steht nicht auf dem Regal.
shelves-full = Sie können höchstens { $most } Regale haben.
no-shelf-to-put-after = Sie haben kein anderes Regal dieser Art, hinter das es gestellt werden könnte.
