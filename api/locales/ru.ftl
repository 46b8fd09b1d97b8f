# The sentences of en.ftl. A placeable may be left out: clients show messages beside their field.

## Who asks

sign-in-first = Войдите, чтобы сделать это.
session-ended = Сеанс завершён. Войдите снова.
cookie-of-another-site = Cookie сеанса принимается только со страниц этого сайта.
only-moderators = Это могут делать только модераторы.
story-no-longer-seen = Эта история вам больше не видна.
board-no-longer-seen = Эта доска вам больше не видна.

## How much at once

requests-used-up = Пока что вы исчерпали свои запросы.
too-many-attempts = Слишком много попыток. Попробуйте позже.
too-many-tokens = Слишком много неверных токенов. Попробуйте позже.
many-sign-in = Сейчас входит слишком много людей.
many-streams = Сервер не принимает больше открытых потоков, всего или с вашего адреса.
server-reads-much = Сервер загружен до предела. Попробуйте ещё раз.
request-too-long = Запрос занял слишком много времени.
body-not-in-time = Содержимое запроса не пришло вовремя.
file-not-in-time = Файл не пришёл вовремя.
ours = Что-то пошло не так на нашей стороне.

## Texts

text-empty = Текст пуст: в нём ничего не видно.
text-too-long = Длина текста в символах: { $actual }; допускается не больше { $most }.
text-forbidden-character = В тексте есть запрещённый символ U+{ $codepoint } в позиции { $at }.
text-too-many-marks = В тексте больше { $most } надстрочных знаков на символе в позиции { $at }.
language-tag = Это не код языка вроде `en`, `pt-BR` или `zh-Hant` (BCP 47).
languages-too-many = Указано языков: { $actual }; допускается не больше { $most }.
languages-needed = Нужен хотя бы один язык.

## Accounts

handle-form = Имя пользователя — от 3 до 30 знаков: буквы a–z, цифры и подчёркивания.
handle-taken = Это имя пользователя занято.
email-form = Это не адрес электронной почты.
email-taken = Этот адрес электронной почты занят.
password-form = Пароль — от 8 до 256 символов.
credentials-wrong = Неверный адрес электронной почты или пароль.
password-wrong = Неверный пароль.
current-password-wrong = Неверный текущий пароль.
mailed-token-used-up = Код не действует или больше не действует: запросите новое письмо.
no-such-session = Такого сеанса нет.
confirm-first = Сначала подтвердите, что это вы.
no-such-account = Такой учётной записи нет.
token-lifetime = Допускается от 1 до { $most } дней.
token-scopes-needed = Нужна хотя бы одна область действия.
no-such-access-token = Такого токена доступа нет.
access-tokens-full = У вас { $most } токенов доступа: отзовите ненужный.
scope-beyond-role = Ваша роль не допускает область действия { $scope }.
token-gone = Токен не действует или больше не действует. Войдите снова.
code-needed = Нужен код второго фактора.
code-wrong = Неверный код.
second-factor-off = Второй фактор выключен.
second-factor-on = Второй фактор уже включён: сначала выключите его.
sign-in-waits-no-more = Вход больше не ждёт: войдите снова.
nothing-to-confirm-with = Подтвердить нечем: войдите снова.
other-handle = Это не имя пользователя вашей учётной записи.

## Other providers

no-such-provider = Такого поставщика нет.
provider-away = Поставщик сейчас недоступен. Попробуйте позже.
provider-untrusted = Ответу поставщика нельзя доверять. Войдите снова.
provider-declined = Вы не согласились войти там.
provider-no-address = Поставщик не сообщает ваш адрес электронной почты, а он нужен учётной записи.
provider-address-taken = Учётная запись с вашим адресом уже есть: войдите в неё и свяжите с ней поставщика.
sign-in-code-used-up = Код не действует или больше не действует: войдите снова.
identity-of-another = Эта учётная запись поставщика связана с другой учётной записью: сначала отвяжите её там.
identities-full = У вас { $most } связанных учётных записей поставщиков: отвяжите ненужную.
no-such-identity = Такой связанной учётной записи нет.
last-way-in = Это единственный способ войти в вашу учётную запись: сначала задайте пароль или свяжите другого поставщика.
sign-in-label = Войти.
back-to-where-you-were = Вернуться туда, где вы были.

## People

no-such-person = Такого человека нет.
this-is-you = Это вы.
relations-full = Скрыть и заблокировать можно не более { $most } человек (в каждом списке).
nothing-to-follow = Здесь не на что подписаться.
follow-yourself = Нельзя подписаться на себя.
follow-refused = На этого человека нельзя подписаться.
follows-full = Число подписок — не более { $most }.

## Boards

no-such-board = Такой доски нет.
slug-form = Краткое имя — от 3 до 60 букв a–z и цифр, между ними одиночные дефисы.
slug-taken = Это краткое имя занято.
only-owner-changes-board = Изменить доску может только её владелец.
board-lists-full = На доске их не больше { $most }: сначала отзовите часть.
private-board-invites = На закрытой доске это `INVITE`: больше её никто не найдёт.
time-in-the-past = Этот момент не в будущем.
link-uses = Допускается от 1 до 10 000.
link-hours = Допускается от 1 до 720 часов.
link-roles = Допускаются участники и авторы; модераторов приглашают поимённо.
only-contributors-write = Писать истории на этой доске могут только авторы доски.
only-staff-answers-requests = Отвечать на заявки могут только владелец и модераторы доски.
only-staff-bans = Блокировать людей могут только владелец и модераторы доски.
only-staff-changes-roles = Менять роли могут только владелец и модераторы доски.
only-staff-invites = Приглашать могут только владелец и модераторы доски.
only-staff-removes = Исключать участников могут только владелец и модераторы доски.
only-owner-archives = Отправить доску в архив или вернуть её может только владелец.
only-owner-offers = Предложить доску другому может только её владелец.
board-archived = Доска в архиве: на неё больше ничего не добавляют.
board-not-offered = Эту доску вам не предлагают.
invite-link-used-up = Ссылка не действует или больше не действует.
owner-offers-first = Владелец не может покинуть доску: сначала предложите её другому участнику.
no-such-invitation = Такого приглашения нет.
no-such-join-request = Такой заявки нет.
board-by-invitation = На эту доску принимают по приглашению.
board-by-request = На эту доску принимают по заявке: подайте её.
answered-already = На это уже ответили.
person-belongs = Этот человек уже участник доски.
person-does-not-belong = Этот человек не участник доски.
person-banned = Этот человек заблокирован на доске.
you-are-banned = Вы заблокированы на этой доске.
you-belong = Вы уже участник этой доски.
roles-up-to-own = Можно давать роли не выше своей; владение предлагают отдельно.
join-without-asking = К этой доске можно присоединиться без заявки.
only-below-own-role = Так можно поступать только с людьми ниже вас по роли.
no-comments-on-board = Вы не можете комментировать на этой доске.
no-edits-on-board = Вы не можете ничего править на этой доске.
invite-refused = Этого человека нельзя пригласить.

## Stories

no-such-story = Такой истории нет.
only-members-write = Писать истории на доске могут только её участники.
no-such-original = Истории для перевода нет.
translation-exists = У вас уже есть перевод на этот язык.
key-of-deleted-story = История, созданная с этим ключом, удалена.
only-author-publishes = Опубликовать историю может только её автор.
only-author-unpublishes = Снять историю с публикации может только её автор.
only-author-edits-story = Править историю может только её автор.
only-author-deletes-story = Удалить историю может только её автор.
story-edited-since = История с тех пор изменилась.
only-author-links = Связать историю может только её автор.
only-authors-unlink = Отвязать перевод могут только его автор и автор оригинала.
translation-of-itself = История не может быть переводом самой себя.
translation-was-unlinked = Автор оригинала отвязал эту историю.
only-author-and-moderators-lock = Закрыть или открыть обсуждение могут только автор и модераторы.
tags-too-many = Допускается не больше 10 меток.
references-too-many = Допускается не больше 100 источников.
reference-authors-too-many = У источника может быть не больше 20 авторов.
reference-years = Годы — от -4000 до 9999.
reference-addresses = Допускаются адреса http и https длиной не более 2000 байт.

## Images

no-such-image = Вы не загружали такого изображения.
only-author-covers = Сменить обложку истории может только её автор.
image-type = Отправьте PNG, JPEG, WebP или GIF.
image-pixels = В изображении больше { $most } пикселей.
image-broken = Изображение не читается.
images-busy = Сейчас загружается слишком много изображений.
images-full = Ваши изображения заняли всё отведённое место.
images-away = Изображения сейчас недоступны. Попробуйте ещё раз.
image-file = Файл не читается или больше { $most } байт.

## Discussions

no-such-comment = Такого комментария нет.
no-such-parent = Такого комментария в этом обсуждении нет.
story-not-published = История не опубликована.
discussion-locked = Обсуждение закрыто.
reply-refused = Этому человеку нельзя ответить.
only-author-edits-comment = Править комментарий может только его автор.
only-author-deletes-comment = Удалить комментарий может только его автор.
comment-not-accepted = Комментарий не был принят, править его нельзя.
comment-edited-since = Комментарий с тех пор изменился.
react-to-own = Нельзя реагировать на свой комментарий.
react-refused = На этот комментарий нельзя реагировать.

## Moderation

no-such-case = Такого случая нет.
case-held = Этот случай рассматривает другой модератор.
case-decided = Решение по этому случаю принято.
case-changed = Случай с тех пор изменился.
lease-seconds = Допускается от 10 до 3600 секунд.
reason-needed = Чтобы отклонить или убрать текст, нужна причина: автор имеет на неё право.
decide-deleted = Автор удалил текст: решать больше нечего.
decide-already-seen = Читатели уже видят этот текст: возвращать нечего.
decide-not-seen = Читатели не видят этот текст: убирать нечего.
decide-remove-instead = Читатели видят этот текст: его убирает REMOVE.

## Repeated requests

idempotency-key-form = Допускается от 1 до 100 печатных символов ASCII без пробелов.
idempotency-key-reused = Ключ уже использован с другими данными.

## Shelves

shelf-full = На полке не больше { $most } вещей.
only-owner-changes-shelf = Изменить полку может только её владелец.
shelf-changed-since = Полка с тех пор изменилась.
key-of-deleted-shelf = Полка, созданная с этим ключом, удалена.
no-item-to-put-after = На полке нет другой такой вещи, за которой это поставить.
no-such-shelf = Такой полки нет.
no-such-story-or-board = Такой истории или доски нет.
no-such-item = Этого на полке нет.
shelves-full = Полок может быть не больше { $most }.
no-shelf-to-put-after = У вас нет другой такой полки, за которой поставить эту.
