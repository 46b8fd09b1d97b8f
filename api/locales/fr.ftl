# The sentences of en.ftl. A placeable may be left out: clients show messages beside their field.

## Who asks

sign-in-first = Connectez-vous pour le faire.
session-ended = La session est terminée. Reconnectez-vous.
cookie-of-another-site = Le cookie de session n’est accepté que depuis les pages de ce site.
only-moderators = Seuls les modérateurs peuvent le faire.
story-no-longer-seen = Vous ne voyez plus cette histoire.
board-no-longer-seen = Vous ne voyez plus ce tableau.

## How much at once

requests-used-up = Vous avez épuisé vos requêtes pour l’instant.
too-many-attempts = Trop de tentatives. Réessayez plus tard.
too-many-tokens = Trop de jetons qui n’en sont pas. Réessayez plus tard.
many-sign-in = Trop de personnes se connectent en ce moment.
many-streams = Le serveur n’accepte pas plus de flux ouverts, en tout ou depuis votre adresse.
server-reads-much = Le serveur est saturé. Réessayez.
request-too-long = La requête a pris trop de temps.
body-not-in-time = Le contenu de la requête n’est pas arrivé à temps.
file-not-in-time = Le fichier n’est pas arrivé à temps.
ours = Un problème est survenu de notre côté.

## Texts

text-empty = Le texte est vide : il n’y a rien à voir.
text-too-long = Le texte compte { $actual } caractères ; { $most } au plus sont permis.
text-forbidden-character = Le texte contient un caractère interdit, U+{ $codepoint }, à la position { $at }.
text-too-many-marks = Le texte empile plus de { $most } signes sur le caractère à la position { $at }.
language-tag = Ce n’est pas un code de langue comme `en`, `pt-BR` ou `zh-Hant` (BCP 47).
languages-too-many = Il y a { $actual } langues ; { $most } au plus sont permises.
languages-needed = Il faut au moins une langue.

## Accounts

handle-form = Un identifiant compte de 3 à 30 caractères : lettres a–z, chiffres et tirets bas.
handle-taken = Cet identifiant est déjà pris.
email-form = Ce n’est pas une adresse électronique.
email-taken = Cette adresse électronique est déjà utilisée.
password-form = Un mot de passe compte de 8 à 256 caractères.
credentials-wrong = L’adresse électronique ou le mot de passe est incorrect.
password-wrong = Le mot de passe est incorrect.
current-password-wrong = Le mot de passe actuel est incorrect.
mailed-token-used-up = Ce code n’est pas ou plus valable : demandez un nouveau message.
no-such-session = Cette session n’existe pas.
confirm-first = Confirmez d’abord que c’est bien vous.
no-such-account = Ce compte n’existe pas.
token-lifetime = De 1 à { $most } jours sont permis.
token-scopes-needed = Il faut au moins une portée.
no-such-access-token = Ce jeton d’accès n’existe pas.
access-tokens-full = Vous avez { $most } jetons d’accès : révoquez-en un dont vous n’avez pas besoin.
scope-beyond-role = Votre rôle ne permet pas la portée { $scope }.
token-gone = Le jeton n’est pas ou plus valable. Reconnectez-vous.
code-needed = Il faut un code de votre second facteur.
code-wrong = Le code est incorrect.
second-factor-off = Le second facteur est désactivé.
second-factor-on = Le second facteur est déjà activé : désactivez-le d’abord.
sign-in-waits-no-more = La connexion n’attend plus : reconnectez-vous.
nothing-to-confirm-with = Rien ne permet de le confirmer : reconnectez-vous.
other-handle = Ce n’est pas l’identifiant de votre compte.

## Other providers

no-such-provider = Ce fournisseur n’existe pas.
provider-away = Le fournisseur est injoignable en ce moment. Réessayez plus tard.
provider-untrusted = La réponse du fournisseur n’est pas fiable. Reconnectez-vous.
provider-declined = Vous n’avez pas accepté de vous y connecter.
provider-no-address = Le fournisseur ne communique pas votre adresse électronique, dont un compte a besoin.
provider-address-taken = Un compte avec votre adresse électronique existe déjà : connectez-vous-y et liez-y le fournisseur.
sign-in-code-used-up = Le code ne vaut pas, ou plus : reconnectez-vous.
identity-of-another = Cette identité appartient à un autre compte : déliez-la d’abord là-bas.
identities-full = Vous avez { $most } identités liées : déliez-en une dont vous n’avez pas besoin.
no-such-identity = Cette identité n’existe pas.
last-way-in = C’est le seul moyen d’entrer dans votre compte : choisissez d’abord un mot de passe ou liez une autre identité.
sign-in-label = Se connecter.
back-to-where-you-were = Retour là où vous étiez.

## People

no-such-person = Cette personne n’existe pas.
this-is-you = C’est vous.
relations-full = Vous pouvez masquer et bloquer au plus { $most } personnes dans chaque cas.
nothing-to-follow = Il n’y a rien à suivre ici.
follow-yourself = Vous ne pouvez pas vous suivre vous-même.
follow-refused = Vous ne pouvez pas suivre cette personne.
follows-full = Vous pouvez suivre au plus { $most } choses.

## Boards

no-such-board = Ce tableau n’existe pas.
slug-form = Un nom court compte de 3 à 60 lettres a–z et chiffres, séparés par des traits d’union simples.
slug-taken = Ce nom court est déjà pris.
only-owner-changes-board = Seul son propriétaire peut modifier le tableau.
board-lists-full = Un tableau en compte au plus { $most } : révoquez-en d’abord.
private-board-invites = Sur un tableau privé, c’est `INVITE` : personne d’autre ne le trouve.
time-in-the-past = La date n’est pas dans le futur.
link-uses = De 1 à 10 000 sont permis.
link-hours = De 1 à 720 heures sont permises.
link-roles = Seuls membres et contributeurs sont admis ; les modérateurs sont invités nommément.
only-contributors-write = Sur ce tableau, seuls les contributeurs peuvent écrire des histoires.
only-staff-answers-requests = Seuls le propriétaire et les modérateurs du tableau répondent aux demandes.
only-staff-bans = Seuls le propriétaire et les modérateurs du tableau peuvent exclure quelqu’un.
only-staff-changes-roles = Seuls le propriétaire et les modérateurs du tableau peuvent changer les rôles.
only-staff-invites = Seuls le propriétaire et les modérateurs du tableau peuvent inviter.
only-staff-removes = Seuls le propriétaire et les modérateurs du tableau peuvent retirer des membres.
only-owner-archives = Seul son propriétaire peut archiver ou rouvrir le tableau.
only-owner-offers = Seul son propriétaire peut proposer le tableau à quelqu’un.
board-archived = Le tableau est archivé : plus rien ne s’y ajoute.
board-not-offered = Ce tableau ne vous est pas proposé.
invite-link-used-up = Le lien n’est pas ou plus valable.
owner-offers-first = Le propriétaire ne peut pas quitter le tableau : proposez-le d’abord à un autre membre.
no-such-invitation = Cette invitation n’existe pas.
no-such-join-request = Cette demande n’existe pas.
board-by-invitation = On entre dans ce tableau sur invitation.
board-by-request = On entre dans ce tableau sur demande : demandez à le rejoindre.
answered-already = Une réponse a déjà été donnée.
person-belongs = Cette personne fait déjà partie du tableau.
person-does-not-belong = Cette personne ne fait pas partie du tableau.
person-banned = Cette personne est exclue du tableau.
you-are-banned = Vous êtes exclu de ce tableau.
you-belong = Vous faites déjà partie de ce tableau.
roles-up-to-own = Vous pouvez donner des rôles jusqu’au vôtre ; la propriété se propose.
join-without-asking = Vous pouvez rejoindre ce tableau sans demander.
only-below-own-role = Vous ne pouvez le faire qu’envers des personnes d’un rôle inférieur au vôtre.
no-comments-on-board = Vous ne pouvez pas commenter sur ce tableau.
no-edits-on-board = Vous ne pouvez rien modifier sur ce tableau.
invite-refused = Vous ne pouvez pas inviter cette personne.

## Stories

no-such-story = Cette histoire n’existe pas.
only-members-write = Seuls les membres du tableau y écrivent des histoires.
no-such-original = L’histoire à traduire n’existe pas.
translation-exists = Vous avez déjà une traduction dans cette langue.
key-of-deleted-story = L’histoire créée avec cette clé a été supprimée.
only-author-publishes = Seul son auteur peut publier une histoire.
only-author-unpublishes = Seul son auteur peut retirer une histoire.
only-author-edits-story = Seul son auteur peut modifier une histoire.
only-author-deletes-story = Seul son auteur peut supprimer une histoire.
story-edited-since = L’histoire a été modifiée entre-temps.
only-author-links = Seul son auteur peut lier une histoire.
only-authors-unlink = Seuls son auteur et celui de l’original peuvent délier une traduction.
translation-of-itself = Une histoire n’est pas sa propre traduction.
translation-was-unlinked = L’auteur de l’original a délié cette histoire.
only-author-and-moderators-lock = Seuls l’auteur et les modérateurs peuvent fermer ou rouvrir la discussion.
tags-too-many = 10 mots-clés au plus sont permis.
references-too-many = 100 références au plus sont permises.
reference-authors-too-many = Chaque référence admet 20 auteurs au plus.
reference-years = Les années vont de -4000 à 9999.
reference-addresses = Les adresses http et https de 2000 octets au plus sont admises.

## Images

no-such-image = Vous n’avez pas envoyé cette image.
only-author-covers = Seul son auteur peut changer la couverture d’une histoire.
image-type = Envoyez un PNG, un JPEG, un WebP ou un GIF.
image-pixels = L’image a plus de { $most } pixels.
image-broken = L’image est illisible.
images-busy = Trop d’images sont envoyées en ce moment.
images-full = Vos images occupent toute la place dont vous disposez.
images-away = Les images sont inaccessibles en ce moment. Réessayez.
image-file = Le fichier est illisible ou dépasse { $most } octets.

## Discussions

no-such-comment = Ce commentaire n’existe pas.
no-such-parent = Ce commentaire n’existe pas dans cette discussion.
story-not-published = L’histoire n’est pas publiée.
discussion-locked = La discussion est fermée.
reply-refused = Vous ne pouvez pas répondre à cette personne.
only-author-edits-comment = Seul son auteur peut modifier un commentaire.
only-author-deletes-comment = Seul son auteur peut supprimer un commentaire.
comment-not-accepted = Le commentaire n’a pas été accepté et ne peut être modifié.
comment-edited-since = Le commentaire a été modifié entre-temps.
react-to-own = Vous ne pouvez pas réagir à votre propre commentaire.
react-refused = Vous ne pouvez pas réagir à ce commentaire.

## Moderation

no-such-case = Ce dossier n’existe pas.
case-held = Un autre modérateur tient ce dossier.
case-decided = Le dossier est tranché.
case-changed = Le dossier a changé entre-temps.
lease-seconds = De 10 à 3600 secondes sont permises.
reason-needed = Pour refuser ou retirer, il faut un motif : il est dû à l’auteur.
decide-deleted = Son auteur a supprimé le texte : il n’y a plus rien à trancher.
decide-already-seen = Les lecteurs voient déjà ce texte : il n’y a rien à rétablir.
decide-not-seen = Les lecteurs ne voient pas ce texte : il n’y a rien à retirer.
decide-remove-instead = Les lecteurs voient ce texte : REMOVE le retire.

## Repeated requests

idempotency-key-form = De 1 à 100 caractères ASCII imprimables sans espace sont permis.
idempotency-key-reused = La clé a déjà servi avec d’autres données.

## Shelves

shelf-full = Une étagère contient au plus { $most } éléments.
only-owner-changes-shelf = Seul son propriétaire peut modifier une étagère.
shelf-changed-since = L’étagère a changé entre-temps.
key-of-deleted-shelf = L’étagère créée avec cette clé a été supprimée.
no-item-to-put-after = Il n’y a pas sur l’étagère d’autre élément derrière lequel le placer.
no-such-shelf = Cette étagère n’existe pas.
no-such-story-or-board = Cette histoire ou ce tableau n’existe pas.
no-such-item = Cet élément n’est pas sur l’étagère.
shelves-full = Vous pouvez avoir au plus { $most } étagères.
no-shelf-to-put-after = Vous n’avez pas d’autre étagère derrière laquelle la placer.
