# The sentences of en.ftl. A placeable may be left out: clients show messages beside their field.

## Who asks

sign-in-first = Inicia sesión para hacerlo.
session-ended = La sesión ha terminado. Vuelve a iniciarla.
cookie-of-another-site = La cookie de sesión solo se acepta desde las páginas de este sitio.
only-moderators = Solo pueden hacerlo los moderadores.
story-no-longer-seen = Ya no puedes ver esta historia.
board-no-longer-seen = Ya no puedes ver este tablón.

## How much at once

requests-used-up = Has agotado tus peticiones por ahora.
too-many-attempts = Demasiados intentos. Prueba más tarde.
too-many-tokens = Demasiados tokens que no lo son. Prueba más tarde.
many-sign-in = En este momento inician sesión demasiadas personas.
many-streams = El servidor no admite más flujos abiertos, en total o desde tu dirección.
server-reads-much = El servidor no da abasto. Prueba otra vez.
request-too-long = La petición ha tardado demasiado.
body-not-in-time = El contenido de la petición no ha llegado a tiempo.
file-not-in-time = El archivo no ha llegado a tiempo.
ours = Algo ha fallado por nuestra parte.

## Texts

text-empty = El texto está vacío: no se ve nada en él.
text-too-long = El texto tiene { $actual } caracteres; se admiten como máximo { $most }.
text-forbidden-character = El texto tiene un carácter prohibido, U+{ $codepoint }, en la posición { $at }.
text-too-many-marks = El texto apila más de { $most } marcas sobre el carácter de la posición { $at }.
language-tag = No es una etiqueta de idioma como `en`, `pt-BR` o `zh-Hant` (BCP 47).
languages-too-many = Son { $actual } idiomas; se admiten como máximo { $most }.
languages-needed = Hace falta al menos un idioma.

## Accounts

handle-form = Un nombre de usuario tiene de 3 a 30 caracteres: letras a–z, cifras y guiones bajos.
handle-taken = Ese nombre de usuario ya está ocupado.
email-form = No es una dirección de correo.
email-taken = Esa dirección de correo ya está en uso.
password-form = Una contraseña tiene de 8 a 256 caracteres.
credentials-wrong = La dirección de correo o la contraseña no es correcta.
password-wrong = La contraseña no es correcta.
current-password-wrong = La contraseña actual no es correcta.
mailed-token-used-up = El código no sirve, o ya no: pide otro mensaje.
no-such-session = No existe esa sesión.
confirm-first = Confirma antes que eres tú.
no-such-account = No existe esa cuenta.
token-lifetime = Se admiten de 1 a { $most } días.
token-scopes-needed = Hace falta al menos un ámbito.
no-such-access-token = No existe ese token de acceso.
access-tokens-full = Tienes { $most } tokens de acceso: revoca alguno que no necesites.
scope-beyond-role = Tu rol no permite el ámbito { $scope }.
token-gone = El token no sirve, o ya no. Vuelve a iniciar sesión.
code-needed = Hace falta un código de tu segundo factor.
code-wrong = El código no es correcto.
second-factor-off = El segundo factor está desactivado.
second-factor-on = El segundo factor ya está activado: desactívalo antes.
sign-in-waits-no-more = El inicio de sesión ya no espera: vuelve a iniciarlo.
nothing-to-confirm-with = No hay nada con que confirmarlo: vuelve a iniciar sesión.
other-handle = Ese no es el nombre de usuario de tu cuenta.

## Other providers

no-such-provider = No existe ese proveedor.
provider-away = No se puede contactar con el proveedor en este momento. Inténtalo más tarde.
provider-untrusted = No se puede confiar en la respuesta del proveedor. Vuelve a entrar.
provider-declined = No has aceptado entrar allí.
provider-no-address = El proveedor no comunica tu dirección de correo, que la cuenta necesita.
provider-address-taken = Ya existe una cuenta con tu dirección de correo: entra en ella y vincula allí el proveedor.
sign-in-code-used-up = El código no sirve o ya no sirve: vuelve a entrar.
identity-of-another = Esta identidad pertenece a otra cuenta: desvincúlala allí primero.
identities-full = Tienes { $most } identidades vinculadas: desvincula una que no necesites.
no-such-identity = No existe esa identidad.
last-way-in = Es la única forma de entrar en tu cuenta: antes elige una contraseña o vincula otra identidad.
sign-in-label = Entrar.
back-to-where-you-were = Volver adonde estabas.

## People

no-such-person = No existe esa persona.
this-is-you = Eres tú.
relations-full = Puedes silenciar y bloquear como máximo a { $most } personas en cada caso.
nothing-to-follow = Aquí no hay nada que seguir.
follow-yourself = No puedes seguirte a ti mismo.
follow-refused = No puedes seguir a esta persona.
follows-full = Puedes seguir como máximo { $most } cosas.

## Boards

no-such-board = No existe ese tablón.
slug-form = Un nombre corto tiene de 3 a 60 letras a–z y cifras, con guiones sueltos entre medias.
slug-taken = Ese nombre corto ya está ocupado.
only-owner-changes-board = Solo quien es dueño del tablón puede cambiarlo.
board-lists-full = Un tablón tiene como máximo { $most }: revoca antes algunos.
private-board-invites = En un tablón privado es `INVITE`: nadie más lo encuentra.
time-in-the-past = La fecha no está en el futuro.
link-uses = Se admite de 1 a 10 000.
link-hours = Se admiten de 1 a 720 horas.
link-roles = Se admiten miembros y colaboradores; a los moderadores se les invita por su nombre.
only-contributors-write = En este tablón solo los colaboradores pueden escribir historias.
only-staff-answers-requests = Solo el dueño y los moderadores del tablón pueden responder a las solicitudes.
only-staff-bans = Solo el dueño y los moderadores del tablón pueden vetar a alguien.
only-staff-changes-roles = Solo el dueño y los moderadores del tablón pueden cambiar roles.
only-staff-invites = Solo el dueño y los moderadores del tablón pueden invitar.
only-staff-removes = Solo el dueño y los moderadores del tablón pueden quitar miembros.
only-owner-archives = Solo quien es dueño del tablón puede archivarlo o reabrirlo.
only-owner-offers = Solo quien es dueño del tablón puede ofrecérselo a alguien.
board-archived = El tablón está archivado: ya no se le añade nada.
board-not-offered = No se te ofrece este tablón.
invite-link-used-up = El enlace no sirve, o ya no.
owner-offers-first = Quien es dueño no puede dejar el tablón: ofrécelo antes a otro miembro.
no-such-invitation = No existe esa invitación.
no-such-join-request = No existe esa solicitud.
board-by-invitation = En este tablón se entra por invitación.
board-by-request = En este tablón se entra por solicitud: pide entrar.
answered-already = Ya se ha respondido.
person-belongs = Esta persona ya pertenece al tablón.
person-does-not-belong = Esta persona no pertenece al tablón.
person-banned = Esta persona está vetada en el tablón.
you-are-banned = Estás vetado en este tablón.
you-belong = Ya perteneces a este tablón.
roles-up-to-own = Puedes dar roles hasta el tuyo; la propiedad se ofrece.
join-without-asking = Puedes unirte a este tablón sin solicitarlo.
only-below-own-role = Solo puedes hacerlo con personas de un rol inferior al tuyo.
no-comments-on-board = No puedes comentar en este tablón.
no-edits-on-board = No puedes editar en este tablón.
invite-refused = No puedes invitar a esta persona.

## Stories

no-such-story = No existe esa historia.
only-members-write = Solo los miembros del tablón escriben historias en él.
no-such-original = No existe la historia que se quiere traducir.
translation-exists = Ya tienes una traducción a este idioma.
key-of-deleted-story = La historia que se creó con esta clave se ha borrado.
only-author-publishes = Solo su autor puede publicar una historia.
only-author-unpublishes = Solo su autor puede retirar una historia.
only-author-edits-story = Solo su autor puede editar una historia.
only-author-deletes-story = Solo su autor puede borrar una historia.
story-edited-since = La historia se ha editado entretanto.
only-author-links = Solo su autor puede enlazar una historia.
only-authors-unlink = Solo su autor y el del original pueden desenlazar una traducción.
translation-of-itself = Una historia no es traducción de sí misma.
translation-was-unlinked = El autor del original ha desenlazado esta historia.
only-author-and-moderators-lock = Solo el autor y los moderadores pueden cerrar o abrir el debate.
tags-too-many = Se admiten como máximo 10 etiquetas.
references-too-many = Se admiten como máximo 100 referencias.
reference-authors-too-many = Cada referencia admite como máximo 20 autores.
reference-years = Los años van de -4000 a 9999.
reference-addresses = Se admiten direcciones http y https de 2000 bytes como máximo.

## Images

no-such-image = No has subido esa imagen.
only-author-covers = Solo su autor puede cambiar la portada de una historia.
image-type = Envía un PNG, un JPEG, un WebP o un GIF.
image-pixels = La imagen tiene más de { $most } píxeles.
image-broken = No se puede leer la imagen.
images-busy = En este momento se suben demasiadas imágenes.
images-full = Tus imágenes ocupan todo el espacio que tienes.
images-away = En este momento no se puede acceder a las imágenes. Inténtalo de nuevo.
image-file = No se puede leer el archivo, o tiene más de { $most } bytes.

## Discussions

no-such-comment = No existe ese comentario.
no-such-parent = No existe ese comentario en este debate.
story-not-published = La historia no está publicada.
discussion-locked = El debate está cerrado.
reply-refused = No puedes responder a esta persona.
only-author-edits-comment = Solo su autor puede editar un comentario.
only-author-deletes-comment = Solo su autor puede borrar un comentario.
comment-not-accepted = El comentario no se aceptó y no se puede editar.
comment-edited-since = El comentario se ha editado entretanto.
react-to-own = No puedes reaccionar a tu propio comentario.
react-refused = No puedes reaccionar a este comentario.

## Moderation

no-such-case = No existe ese caso.
case-held = Otro moderador tiene el caso.
case-decided = El caso está decidido.
case-changed = El caso ha cambiado entretanto.
lease-seconds = Se admiten de 10 a 3600 segundos.
reason-needed = Para rechazar o retirar hace falta un motivo: se le debe a su autor.
decide-deleted = Su autor ha borrado el texto: no queda nada que decidir.
decide-already-seen = Los lectores ya ven este texto: no hay nada que restituir.
decide-not-seen = Los lectores no ven este texto: no hay nada que retirar.
decide-remove-instead = Los lectores ven este texto: REMOVE lo retira.

## Repeated requests

idempotency-key-form = Se admiten de 1 a 100 caracteres ASCII imprimibles sin espacios.
idempotency-key-reused = La clave ya se usó con otros datos.

## Shelves

shelf-full = Un estante admite como máximo { $most } cosas.
only-owner-changes-shelf = Solo su dueño puede cambiar un estante.
shelf-changed-since = El estante ha cambiado entretanto.
key-of-deleted-shelf = El estante que se creó con esta clave se ha borrado.
no-item-to-put-after = No hay en el estante otra cosa así tras la que ponerlo.
no-such-shelf = No existe ese estante.
no-such-story-or-board = No existe esa historia ni ese tablón.
no-such-item = Eso no está en el estante.
shelves-full = Puedes tener como máximo { $most } estantes.
no-shelf-to-put-after = No tienes otro estante así tras el que ponerlo.
