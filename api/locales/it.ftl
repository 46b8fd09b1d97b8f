# The sentences of en.ftl. A placeable may be left out: clients show messages beside their field.

## Who asks

sign-in-first = Accedi per farlo.
session-ended = La sessione è terminata. Accedi di nuovo.
cookie-of-another-site = Il cookie di sessione è accettato solo dalle pagine di questo sito.
only-moderators = Solo i moderatori possono farlo.
story-no-longer-seen = Non puoi più vedere questa storia.
board-no-longer-seen = Non puoi più vedere questa bacheca.

## How much at once

requests-used-up = Per ora hai esaurito le tue richieste.
too-many-attempts = Troppi tentativi. Riprova più tardi.
too-many-tokens = Troppi token non validi. Riprova più tardi.
many-sign-in = In questo momento stanno accedendo troppe persone.
many-streams = Il server non accetta altri flussi aperti, in tutto o dal tuo indirizzo.
server-reads-much = Il server è al limite. Riprova.
request-too-long = La richiesta ha impiegato troppo tempo.
body-not-in-time = Il contenuto della richiesta non è arrivato in tempo.
file-not-in-time = Il file non è arrivato in tempo.
ours = Qualcosa è andato storto da parte nostra.

## Texts

text-empty = Il testo è vuoto: non c’è nulla da vedere.
text-too-long = Il testo ha { $actual } caratteri; ne sono ammessi al massimo { $most }.
text-forbidden-character = Il testo contiene un carattere vietato, U+{ $codepoint }, alla posizione { $at }.
text-too-many-marks = Il testo accumula più di { $most } segni sul carattere alla posizione { $at }.
language-tag = Non è un codice di lingua come `en`, `pt-BR` o `zh-Hant` (BCP 47).
languages-too-many = Sono { $actual } lingue; ne sono ammesse al massimo { $most }.
languages-needed = Serve almeno una lingua.

## Accounts

handle-form = Un nome utente ha da 3 a 30 caratteri: lettere a–z, cifre e trattini bassi.
handle-taken = Il nome utente è già in uso.
email-form = Non è un indirizzo e-mail.
email-taken = L’indirizzo e-mail è già in uso.
password-form = Una password ha da 8 a 256 caratteri.
credentials-wrong = L’indirizzo e-mail o la password è sbagliata.
password-wrong = La password è sbagliata.
current-password-wrong = La password attuale è sbagliata.
mailed-token-used-up = Il codice non è valido, o non lo è più: chiedi un nuovo messaggio.
no-such-session = Questa sessione non esiste.
confirm-first = Prima conferma di essere tu.
no-such-account = Questo account non esiste.
token-lifetime = Sono ammessi da 1 a { $most } giorni.
token-scopes-needed = Serve almeno un ambito.
no-such-access-token = Questo token di accesso non esiste.
access-tokens-full = Hai { $most } token di accesso: revocane uno che non ti serve.
scope-beyond-role = Il tuo ruolo non consente l’ambito { $scope }.
token-gone = Il token non è valido, o non lo è più. Accedi di nuovo.
code-needed = Serve un codice del tuo secondo fattore.
code-wrong = Il codice è sbagliato.
second-factor-off = Il secondo fattore è disattivato.
second-factor-on = Il secondo fattore è già attivo: prima disattivalo.
sign-in-waits-no-more = L’accesso non è più in attesa: accedi di nuovo.
nothing-to-confirm-with = Non c’è nulla con cui confermarlo: accedi di nuovo.
other-handle = Non è il nome utente del tuo account.

## Other providers

no-such-provider = Questo fornitore non esiste.
provider-away = Il fornitore non è raggiungibile in questo momento. Riprova più tardi.
provider-untrusted = La risposta del fornitore non è affidabile. Accedi di nuovo.
provider-declined = Non hai acconsentito ad accedere lì.
provider-no-address = Il fornitore non comunica il tuo indirizzo e-mail, di cui un account ha bisogno.
provider-address-taken = Esiste già un account con il tuo indirizzo e-mail: accedi a quello e collega lì il fornitore.
sign-in-code-used-up = Il codice non vale, o non vale più: accedi di nuovo.
identity-of-another = Questa identità appartiene a un altro account: prima scollegala lì.
identities-full = Hai { $most } identità collegate: scollegane una che non ti serve.
no-such-identity = Questa identità non esiste.
last-way-in = È l’unico modo di accedere al tuo account: prima scegli una password o collega un’altra identità.
sign-in-label = Accedi.
back-to-where-you-were = Torna dov’eri.

## People

no-such-person = Questa persona non esiste.
this-is-you = Sei tu.
relations-full = Puoi silenziare e bloccare al massimo { $most } persone per tipo.
nothing-to-follow = Qui non c’è nulla da seguire.
follow-yourself = Non puoi seguire te stesso.
follow-refused = Non puoi seguire questa persona.
follows-full = Puoi seguire al massimo { $most } cose.

## Boards

no-such-board = Questa bacheca non esiste.
slug-form = Un nome breve ha da 3 a 60 lettere a–z e cifre, con trattini singoli in mezzo.
slug-taken = Il nome breve è già in uso.
only-owner-changes-board = Solo chi possiede la bacheca può modificarla.
board-lists-full = Una bacheca ne ha al massimo { $most }: prima revocane qualcuno.
private-board-invites = In una bacheca privata è `INVITE`: nessun altro la trova.
time-in-the-past = La data non è nel futuro.
link-uses = È ammesso da 1 a 10.000.
link-hours = Sono ammesse da 1 a 720 ore.
link-roles = Sono ammessi membri e collaboratori; i moderatori si invitano per nome.
only-contributors-write = In questa bacheca solo i collaboratori possono scrivere storie.
only-staff-answers-requests = Solo chi possiede la bacheca e i moderatori rispondono alle richieste.
only-staff-bans = Solo chi possiede la bacheca e i moderatori possono bandire qualcuno.
only-staff-changes-roles = Solo chi possiede la bacheca e i moderatori possono cambiare i ruoli.
only-staff-invites = Solo chi possiede la bacheca e i moderatori possono invitare.
only-staff-removes = Solo chi possiede la bacheca e i moderatori possono rimuovere membri.
only-owner-archives = Solo chi possiede la bacheca può archiviarla o riaprirla.
only-owner-offers = Solo chi possiede la bacheca può offrirla a qualcuno.
board-archived = La bacheca è archiviata: non vi si aggiunge più nulla.
board-not-offered = La bacheca non ti è stata offerta.
invite-link-used-up = Il link non è valido, o non lo è più.
owner-offers-first = Chi possiede la bacheca non può lasciarla: offrila prima a un altro membro.
no-such-invitation = Questo invito non esiste.
no-such-join-request = Questa richiesta non esiste.
board-by-invitation = In questa bacheca si entra su invito.
board-by-request = In questa bacheca si entra su richiesta: chiedi di entrare.
answered-already = È già stata data una risposta.
person-belongs = Questa persona fa già parte della bacheca.
person-does-not-belong = Questa persona non fa parte della bacheca.
person-banned = Questa persona è bandita dalla bacheca.
you-are-banned = Sei bandito da questa bacheca.
you-belong = Fai già parte di questa bacheca.
roles-up-to-own = Puoi dare ruoli fino al tuo; la proprietà si offre.
join-without-asking = Puoi unirti a questa bacheca senza chiedere.
only-below-own-role = Puoi farlo solo a persone con un ruolo inferiore al tuo.
no-comments-on-board = Non puoi commentare in questa bacheca.
no-edits-on-board = Non puoi modificare in questa bacheca.
invite-refused = Non puoi invitare questa persona.

## Stories

no-such-story = Questa storia non esiste.
only-members-write = Solo i membri della bacheca vi scrivono storie.
no-such-original = La storia da tradurre non esiste.
translation-exists = Hai già una traduzione in questa lingua.
key-of-deleted-story = La storia creata con questa chiave è stata eliminata.
only-author-publishes = Solo l’autore può pubblicare una storia.
only-author-unpublishes = Solo l’autore può ritirare una storia.
only-author-edits-story = Solo l’autore può modificare una storia.
only-author-deletes-story = Solo l’autore può eliminare una storia.
story-edited-since = Nel frattempo la storia è stata modificata.
only-author-links = Solo l’autore può collegare una storia.
only-authors-unlink = Solo il suo autore e quello dell’originale possono scollegare una traduzione.
translation-of-itself = Una storia non è la traduzione di sé stessa.
translation-was-unlinked = L’autore dell’originale ha scollegato questa storia.
only-author-and-moderators-lock = Solo l’autore e i moderatori possono chiudere o riaprire la discussione.
tags-too-many = Sono ammesse al massimo 10 etichette.
references-too-many = Sono ammessi al massimo 100 riferimenti.
reference-authors-too-many = Ogni riferimento ammette al massimo 20 autori.
reference-years = Gli anni vanno da -4000 a 9999.
reference-addresses = Sono ammessi indirizzi http e https di al massimo 2000 byte.

## Images

no-such-image = Non hai caricato questa immagine.
only-author-covers = Solo l’autore può cambiare la copertina di una storia.
image-type = Invia un PNG, un JPEG, un WebP o un GIF.
image-pixels = L’immagine ha più di { $most } pixel.
image-broken = L’immagine non è leggibile.
images-busy = In questo momento si caricano troppe immagini.
images-full = Le tue immagini occupano tutto lo spazio che hai.
images-away = In questo momento le immagini non sono raggiungibili. Riprova.
image-file = Il file non è leggibile o supera { $most } byte.

## Discussions

no-such-comment = Questo commento non esiste.
no-such-parent = Questo commento non esiste in questa discussione.
story-not-published = La storia non è pubblicata.
discussion-locked = La discussione è chiusa.
reply-refused = Non puoi rispondere a questa persona.
only-author-edits-comment = Solo l’autore può modificare un commento.
only-author-deletes-comment = Solo l’autore può eliminare un commento.
comment-not-accepted = Il commento non è stato accettato e non si può modificare.
comment-edited-since = Nel frattempo il commento è stato modificato.
react-to-own = Non puoi reagire al tuo stesso commento.
react-refused = Non puoi reagire a questo commento.

## Moderation

no-such-case = Questo caso non esiste.
case-held = Il caso è in mano a un altro moderatore.
case-decided = Il caso è stato deciso.
case-changed = Nel frattempo il caso è cambiato.
lease-seconds = Sono ammessi da 10 a 3600 secondi.
reason-needed = Per rifiutare o rimuovere serve un motivo: è dovuto all’autore.
decide-deleted = L’autore ha eliminato il testo: non c’è più nulla da decidere.
decide-already-seen = I lettori vedono già questo testo: non c’è nulla da ripristinare.
decide-not-seen = I lettori non vedono questo testo: non c’è nulla da rimuovere.
decide-remove-instead = I lettori vedono questo testo: REMOVE lo rimuove.

## Repeated requests

idempotency-key-form = Sono ammessi da 1 a 100 caratteri ASCII stampabili senza spazi.
idempotency-key-reused = La chiave è già stata usata con altri dati.

## Shelves

shelf-full = Uno scaffale contiene al massimo { $most } elementi.
only-owner-changes-shelf = Solo chi lo possiede può modificare uno scaffale.
shelf-changed-since = Nel frattempo lo scaffale è cambiato.
key-of-deleted-shelf = Lo scaffale creato con questa chiave è stato eliminato.
no-item-to-put-after = Sullo scaffale non c’è un altro elemento dopo cui metterlo.
no-such-shelf = Questo scaffale non esiste.
no-such-story-or-board = Questa storia o bacheca non esiste.
no-such-item = Questo elemento non è sullo scaffale.
shelves-full = Puoi avere al massimo { $most } scaffali.
no-shelf-to-put-after = Non hai un altro scaffale dopo cui metterlo.
