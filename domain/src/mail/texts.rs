//! What mails say, in each language that the interface has.

use super::MailKind;

/// The words of one language. `{name}` and `{hours}` are filled in.
pub(super) struct Texts {
    pub(super) language: &'static str,
    pub(super) greeting: &'static str,
    /// Before the plain token.
    pub(super) code: &'static str,
    pub(super) lifetime: &'static str,
    verify_email: About,
    reset_password: About,
    change_email: About,
    password_changed: About,
    email_changed: About,
    access_token_created: About,
    second_factor_on: About,
    second_factor_off: About,
    recovery_codes_replaced: About,
    identity_linked: About,
    identity_unlinked: About,
}

/// The words of one kind of mail.
pub(super) struct About {
    pub(super) subject: &'static str,
    pub(super) body: &'static str,
    /// What the link does; empty where there is none.
    pub(super) action: &'static str,
    /// For whoever did not ask for it.
    pub(super) otherwise: &'static str,
}

impl Texts {
    pub(super) const fn about(&self, kind: MailKind) -> &About {
        match kind {
            MailKind::VerifyEmail => &self.verify_email,
            MailKind::ResetPassword => &self.reset_password,
            MailKind::ChangeEmail => &self.change_email,
            MailKind::PasswordChanged => &self.password_changed,
            MailKind::EmailChanged => &self.email_changed,
            MailKind::AccessTokenCreated => &self.access_token_created,
            MailKind::SecondFactorOn => &self.second_factor_on,
            MailKind::SecondFactorOff => &self.second_factor_off,
            MailKind::RecoveryCodesReplaced => &self.recovery_codes_replaced,
            MailKind::IdentityLinked => &self.identity_linked,
            MailKind::IdentityUnlinked => &self.identity_unlinked,
        }
    }
}

/// The texts in the first of these languages that there are any in; English if there are in none.
pub(super) fn in_one_of(languages: &[String]) -> &'static Texts {
    let spoken = languages.iter().find_map(|tag| {
        let primary = tag.split('-').next().unwrap_or_default();
        TEXTS.iter().find(|texts| texts.language == primary)
    });
    spoken.unwrap_or(&TEXTS[0])
}

static TEXTS: [Texts; 6] = [
    Texts {
        language: "en",
        greeting: "Hello {name},",
        code: "Or paste this code where you are asked for it:",
        lifetime: "It works once, within {hours} hours.",
        verify_email: About {
            subject: "Confirm your e-mail address",
            body: "An account on Fabula was opened with this address. Please confirm that it is yours.",
            action: "Confirm the address",
            otherwise: "If you did not open an account, you need not do anything.",
        },
        reset_password: About {
            subject: "Set a new password",
            body: "Somebody asked for a new password for your account on Fabula.",
            action: "Set a new password",
            otherwise: "If that was not you, you need not do anything: your password stays as it is.",
        },
        change_email: About {
            subject: "Confirm your new e-mail address",
            body: "This address is to become that of your account on Fabula. Please confirm that it is yours.",
            action: "Confirm the new address",
            otherwise: "If you did not ask for this, you need not do anything.",
        },
        password_changed: About {
            subject: "Your password was changed",
            body: "The password of your account on Fabula has just been changed, and your other sessions have ended.",
            action: "",
            otherwise: "If that was not you, set a new password at once and write to those who run the site.",
        },
        email_changed: About {
            subject: "Your e-mail address was changed",
            body: "Your account on Fabula has another e-mail address now. This is the last mail to the old one.",
            action: "",
            otherwise: "If that was not you, write at once to those who run the site.",
        },
        access_token_created: About {
            subject: "A new access token was created",
            body: "A new access token now acts for your account on Fabula. You find it among the access tokens in your settings.",
            action: "",
            otherwise: "If that was not you, revoke it and set a new password at once.",
        },
        second_factor_on: About {
            subject: "Signing in takes a second factor now",
            body: "Signing in to your account on Fabula asks for a code from your app from now on. Keep the recovery codes where you find them without the app.",
            action: "",
            otherwise: "If that was not you, set a new password at once and write to those who run the site.",
        },
        second_factor_off: About {
            subject: "Signing in takes no second factor any more",
            body: "The second factor of your account on Fabula was turned off: signing in asks for no code any more.",
            action: "",
            otherwise: "If that was not you, set a new password at once and write to those who run the site.",
        },
        recovery_codes_replaced: About {
            subject: "Your recovery codes were replaced",
            body: "Your account on Fabula has new recovery codes. Those before work no longer.",
            action: "",
            otherwise: "If that was not you, set a new password at once and write to those who run the site.",
        },
        identity_linked: About {
            subject: "A new way into your account was added",
            body: "Your account on Fabula can now be signed in to through another provider. You find it among the linked identities in your settings.",
            action: "",
            otherwise: "If that was not you, unlink it, set a new password at once and write to those who run the site.",
        },
        identity_unlinked: About {
            subject: "A way into your account was removed",
            body: "Your account on Fabula can no longer be signed in to through one of its providers: the identity was unlinked.",
            action: "",
            otherwise: "If that was not you, set a new password at once and write to those who run the site.",
        },
    },
    Texts {
        language: "de",
        greeting: "Guten Tag {name},",
        code: "Oder fügen Sie diesen Code dort ein, wo Sie danach gefragt werden:",
        lifetime: "Er gilt einmal und {hours} Stunden lang.",
        verify_email: About {
            subject: "Bestätigen Sie Ihre E-Mail-Adresse",
            body: "mit dieser Adresse wurde ein Konto bei Fabula eröffnet. Bitte bestätigen Sie, dass es Ihre ist.",
            action: "Adresse bestätigen",
            otherwise: "Wenn Sie kein Konto eröffnet haben, müssen Sie nichts tun.",
        },
        reset_password: About {
            subject: "Neues Passwort setzen",
            body: "jemand hat für Ihr Konto bei Fabula ein neues Passwort angefordert.",
            action: "Neues Passwort setzen",
            otherwise: "Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.",
        },
        change_email: About {
            subject: "Bestätigen Sie Ihre neue E-Mail-Adresse",
            body: "diese Adresse soll die Ihres Kontos bei Fabula werden. Bitte bestätigen Sie, dass es Ihre ist.",
            action: "Neue Adresse bestätigen",
            otherwise: "Wenn Sie das nicht angefordert haben, müssen Sie nichts tun.",
        },
        password_changed: About {
            subject: "Ihr Passwort wurde geändert",
            body: "das Passwort Ihres Kontos bei Fabula wurde soeben geändert; Ihre anderen Sitzungen sind beendet.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort und schreiben Sie den Betreibern \
                        der Seite.",
        },
        email_changed: About {
            subject: "Ihre E-Mail-Adresse wurde geändert",
            body: "Ihr Konto bei Fabula hat jetzt eine andere E-Mail-Adresse. Dies ist die letzte Nachricht an die alte.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, schreiben Sie sofort den Betreibern der Seite.",
        },
        access_token_created: About {
            subject: "Ein neuer Zugangsschlüssel wurde erstellt",
            body: "für Ihr Konto bei Fabula gibt es jetzt einen neuen Zugangsschlüssel. Sie finden ihn in Ihren Einstellungen.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, widerrufen Sie ihn und setzen Sie sofort ein neues Passwort.",
        },
        second_factor_on: About {
            subject: "Zur Anmeldung gehört jetzt ein zweiter Faktor",
            body: "bei der Anmeldung bei Fabula wird ab jetzt auch ein Code aus Ihrer App verlangt. Bewahren Sie die Wiederherstellungscodes so auf, dass Sie sie ohne die App finden.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort und schreiben Sie den Betreibern der Seite.",
        },
        second_factor_off: About {
            subject: "Zur Anmeldung gehört kein zweiter Faktor mehr",
            body: "der zweite Faktor Ihres Kontos bei Fabula wurde ausgeschaltet: Bei der Anmeldung wird kein Code mehr verlangt.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort und schreiben Sie den Betreibern der Seite.",
        },
        recovery_codes_replaced: About {
            subject: "Ihre Wiederherstellungscodes wurden ersetzt",
            body: "Ihr Konto bei Fabula hat neue Wiederherstellungscodes. Die früheren gelten nicht mehr.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort und schreiben Sie den Betreibern der Seite.",
        },
        identity_linked: About {
            subject: "Ihr Konto hat einen neuen Zugang",
            body: "bei Ihrem Konto bei Fabula können Sie sich jetzt auch über einen anderen Anbieter anmelden. Sie finden ihn unter den verknüpften Identitäten in Ihren Einstellungen.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, lösen Sie die Verknüpfung, setzen Sie sofort ein neues Passwort und schreiben Sie den Betreibern der Seite.",
        },
        identity_unlinked: About {
            subject: "Ihr Konto hat einen Zugang weniger",
            body: "bei Ihrem Konto bei Fabula können Sie sich über einen Anbieter nicht mehr anmelden: Die Verknüpfung wurde gelöst.",
            action: "",
            otherwise: "Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort und schreiben Sie den Betreibern der Seite.",
        },
    },
    Texts {
        language: "es",
        greeting: "Hola, {name}:",
        code: "O pega este código donde se te pida:",
        lifetime: "Sirve una sola vez, durante {hours} horas.",
        verify_email: About {
            subject: "Confirma tu dirección de correo",
            body: "Se ha abierto una cuenta en Fabula con esta dirección. Confirma que es tuya.",
            action: "Confirmar la dirección",
            otherwise: "Si no has abierto ninguna cuenta, no tienes que hacer nada.",
        },
        reset_password: About {
            subject: "Elige una contraseña nueva",
            body: "Alguien ha pedido una contraseña nueva para tu cuenta en Fabula.",
            action: "Elegir una contraseña nueva",
            otherwise: "Si no has sido tú, no tienes que hacer nada: tu contraseña sigue siendo la misma.",
        },
        change_email: About {
            subject: "Confirma tu nueva dirección de correo",
            body: "Esta dirección va a ser la de tu cuenta en Fabula. Confirma que es tuya.",
            action: "Confirmar la nueva dirección",
            otherwise: "Si no lo has pedido, no tienes que hacer nada.",
        },
        password_changed: About {
            subject: "Tu contraseña ha cambiado",
            body: "La contraseña de tu cuenta en Fabula acaba de cambiar y tus demás sesiones se han cerrado.",
            action: "",
            otherwise: "Si no has sido tú, elige enseguida una contraseña nueva y escribe a quienes llevan el sitio.",
        },
        email_changed: About {
            subject: "Tu dirección de correo ha cambiado",
            body: "Tu cuenta en Fabula tiene ahora otra dirección de correo. Este es el último mensaje a la antigua.",
            action: "",
            otherwise: "Si no has sido tú, escribe enseguida a quienes llevan el sitio.",
        },
        access_token_created: About {
            subject: "Se ha creado una nueva clave de acceso",
            body: "Tu cuenta en Fabula tiene una nueva clave de acceso. La encontrarás en tus ajustes.",
            action: "",
            otherwise: "Si no has sido tú, revócala y elige enseguida una contraseña nueva.",
        },
        second_factor_on: About {
            subject: "Ahora hace falta un segundo factor para entrar",
            body: "A partir de ahora, para entrar en tu cuenta de Fabula se te pedirá también un código de tu aplicación. Guarda los códigos de recuperación donde los encuentres sin ella.",
            action: "",
            otherwise: "Si no has sido tú, elige enseguida una contraseña nueva y escribe a quienes llevan el sitio.",
        },
        second_factor_off: About {
            subject: "Ya no hace falta un segundo factor para entrar",
            body: "Se ha desactivado el segundo factor de tu cuenta en Fabula: ya no se pide ningún código para entrar.",
            action: "",
            otherwise: "Si no has sido tú, elige enseguida una contraseña nueva y escribe a quienes llevan el sitio.",
        },
        recovery_codes_replaced: About {
            subject: "Tus códigos de recuperación han cambiado",
            body: "Tu cuenta en Fabula tiene nuevos códigos de recuperación. Los anteriores ya no sirven.",
            action: "",
            otherwise: "Si no has sido tú, elige enseguida una contraseña nueva y escribe a quienes llevan el sitio.",
        },
        identity_linked: About {
            subject: "Tu cuenta tiene una nueva forma de entrar",
            body: "Ahora también puedes entrar en tu cuenta de Fabula a través de otro proveedor. Lo encontrarás entre las identidades vinculadas en tus ajustes.",
            action: "",
            otherwise: "Si no has sido tú, desvincúlalo, elige enseguida una contraseña nueva y escribe a quienes llevan el sitio.",
        },
        identity_unlinked: About {
            subject: "Tu cuenta tiene una forma menos de entrar",
            body: "Ya no se puede entrar en tu cuenta de Fabula a través de uno de sus proveedores: se ha desvinculado la identidad.",
            action: "",
            otherwise: "Si no has sido tú, elige enseguida una contraseña nueva y escribe a quienes llevan el sitio.",
        },
    },
    Texts {
        language: "fr",
        greeting: "Bonjour {name},",
        code: "Ou collez ce code là où il vous est demandé :",
        lifetime: "Il sert une seule fois, pendant {hours} heures.",
        verify_email: About {
            subject: "Confirmez votre adresse électronique",
            body: "Un compte Fabula a été ouvert avec cette adresse. Veuillez confirmer qu’elle est à vous.",
            action: "Confirmer l’adresse",
            otherwise: "Si vous n’avez pas ouvert de compte, vous n’avez rien à faire.",
        },
        reset_password: About {
            subject: "Choisissez un nouveau mot de passe",
            body: "Quelqu’un a demandé un nouveau mot de passe pour votre compte Fabula.",
            action: "Choisir un nouveau mot de passe",
            otherwise: "Si ce n’était pas vous, vous n’avez rien à faire : votre mot de passe reste le même.",
        },
        change_email: About {
            subject: "Confirmez votre nouvelle adresse électronique",
            body: "Cette adresse doit devenir celle de votre compte Fabula. Veuillez confirmer qu’elle est à vous.",
            action: "Confirmer la nouvelle adresse",
            otherwise: "Si vous n’avez rien demandé, vous n’avez rien à faire.",
        },
        password_changed: About {
            subject: "Votre mot de passe a été modifié",
            body: "Le mot de passe de votre compte Fabula vient d’être modifié et vos autres sessions sont fermées.",
            action: "",
            otherwise: "Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et écrivez aux responsables \
                        du site.",
        },
        email_changed: About {
            subject: "Votre adresse électronique a été modifiée",
            body: "Votre compte Fabula a maintenant une autre adresse. Ce message est le dernier envoyé à l’ancienne.",
            action: "",
            otherwise: "Si ce n’était pas vous, écrivez aussitôt aux responsables du site.",
        },
        access_token_created: About {
            subject: "Un nouveau jeton d’accès a été créé",
            body: "Un nouveau jeton d’accès agit désormais pour votre compte Fabula. Vous le trouverez dans vos réglages.",
            action: "",
            otherwise: "Si ce n’était pas vous, révoquez-le et choisissez aussitôt un nouveau mot de passe.",
        },
        second_factor_on: About {
            subject: "La connexion demande désormais un second facteur",
            body: "Pour vous connecter à votre compte Fabula, un code de votre application vous sera désormais demandé. Gardez les codes de secours là où vous les trouverez sans elle.",
            action: "",
            otherwise: "Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et écrivez aux responsables du site.",
        },
        second_factor_off: About {
            subject: "La connexion ne demande plus de second facteur",
            body: "Le second facteur de votre compte Fabula a été désactivé : aucun code n’est plus demandé à la connexion.",
            action: "",
            otherwise: "Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et écrivez aux responsables du site.",
        },
        recovery_codes_replaced: About {
            subject: "Vos codes de secours ont été remplacés",
            body: "Votre compte Fabula a de nouveaux codes de secours. Les précédents ne valent plus.",
            action: "",
            otherwise: "Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et écrivez aux responsables du site.",
        },
        identity_linked: About {
            subject: "Votre compte a un nouveau moyen de connexion",
            body: "Vous pouvez désormais vous connecter à votre compte Fabula par un autre fournisseur. Vous le trouverez parmi les identités liées dans vos réglages.",
            action: "",
            otherwise: "Si ce n’était pas vous, déliez-le, choisissez aussitôt un nouveau mot de passe et écrivez aux responsables du site.",
        },
        identity_unlinked: About {
            subject: "Votre compte a un moyen de connexion de moins",
            body: "Il n’est plus possible de se connecter à votre compte Fabula par l’un de ses fournisseurs : l’identité a été déliée.",
            action: "",
            otherwise: "Si ce n’était pas vous, choisissez aussitôt un nouveau mot de passe et écrivez aux responsables du site.",
        },
    },
    Texts {
        language: "it",
        greeting: "Ciao {name},",
        code: "Oppure incolla questo codice dove ti viene chiesto:",
        lifetime: "Vale una sola volta, per {hours} ore.",
        verify_email: About {
            subject: "Conferma il tuo indirizzo e-mail",
            body: "con questo indirizzo è stato aperto un account su Fabula. Conferma che è il tuo.",
            action: "Conferma l’indirizzo",
            otherwise: "Se non hai aperto un account, non devi fare nulla.",
        },
        reset_password: About {
            subject: "Scegli una nuova password",
            body: "qualcuno ha chiesto una nuova password per il tuo account su Fabula.",
            action: "Scegli una nuova password",
            otherwise: "Se non sei stato tu, non devi fare nulla: la tua password resta com’è.",
        },
        change_email: About {
            subject: "Conferma il tuo nuovo indirizzo e-mail",
            body: "questo indirizzo diventerà quello del tuo account su Fabula. Conferma che è il tuo.",
            action: "Conferma il nuovo indirizzo",
            otherwise: "Se non l’hai chiesto tu, non devi fare nulla.",
        },
        password_changed: About {
            subject: "La tua password è stata cambiata",
            body: "la password del tuo account su Fabula è appena stata cambiata e le altre sessioni sono terminate.",
            action: "",
            otherwise: "Se non sei stato tu, scegli subito una nuova password e scrivi a chi gestisce il sito.",
        },
        email_changed: About {
            subject: "Il tuo indirizzo e-mail è stato cambiato",
            body: "il tuo account su Fabula ha ora un altro indirizzo. Questo è l’ultimo messaggio a quello vecchio.",
            action: "",
            otherwise: "Se non sei stato tu, scrivi subito a chi gestisce il sito.",
        },
        access_token_created: About {
            subject: "È stato creato un nuovo token di accesso",
            body: "per il tuo account su Fabula c’è un nuovo token di accesso. Lo trovi nelle impostazioni.",
            action: "",
            otherwise: "Se non sei stato tu, revocalo e scegli subito una nuova password.",
        },
        second_factor_on: About {
            subject: "Per accedere ora serve un secondo fattore",
            body: "d’ora in poi, per accedere al tuo account su Fabula ti sarà chiesto anche un codice della tua app. Conserva i codici di recupero dove li trovi senza l’app.",
            action: "",
            otherwise: "Se non sei stato tu, scegli subito una nuova password e scrivi a chi gestisce il sito.",
        },
        second_factor_off: About {
            subject: "Per accedere non serve più un secondo fattore",
            body: "il secondo fattore del tuo account su Fabula è stato disattivato: per accedere non è più chiesto alcun codice.",
            action: "",
            otherwise: "Se non sei stato tu, scegli subito una nuova password e scrivi a chi gestisce il sito.",
        },
        recovery_codes_replaced: About {
            subject: "I tuoi codici di recupero sono stati sostituiti",
            body: "il tuo account su Fabula ha nuovi codici di recupero. Quelli di prima non valgono più.",
            action: "",
            otherwise: "Se non sei stato tu, scegli subito una nuova password e scrivi a chi gestisce il sito.",
        },
        identity_linked: About {
            subject: "Il tuo account ha un nuovo modo di accedere",
            body: "ora puoi accedere al tuo account su Fabula anche tramite un altro fornitore. Lo trovi tra le identità collegate nelle tue impostazioni.",
            action: "",
            otherwise: "Se non sei stato tu, scollegalo, scegli subito una nuova password e scrivi a chi gestisce il sito.",
        },
        identity_unlinked: About {
            subject: "Il tuo account ha un modo di accedere in meno",
            body: "non si può più accedere al tuo account su Fabula tramite uno dei suoi fornitori: l’identità è stata scollegata.",
            action: "",
            otherwise: "Se non sei stato tu, scegli subito una nuova password e scrivi a chi gestisce il sito.",
        },
    },
    Texts {
        language: "ru",
        greeting: "Здравствуйте, {name}!",
        code: "Или вставьте этот код там, где его спросят:",
        lifetime: "Он действует один раз. Срок действия в часах: {hours}.",
        verify_email: About {
            subject: "Подтвердите адрес электронной почты",
            body: "С этим адресом была создана учётная запись в Fabula. Подтвердите, что он ваш.",
            action: "Подтвердить адрес",
            otherwise: "Если вы не создавали учётную запись, ничего делать не нужно.",
        },
        reset_password: About {
            subject: "Задайте новый пароль",
            body: "Кто-то запросил новый пароль для вашей учётной записи в Fabula.",
            action: "Задать новый пароль",
            otherwise: "Если это были не вы, ничего делать не нужно: пароль останется прежним.",
        },
        change_email: About {
            subject: "Подтвердите новый адрес электронной почты",
            body: "Этот адрес станет адресом вашей учётной записи в Fabula. Подтвердите, что он ваш.",
            action: "Подтвердить новый адрес",
            otherwise: "Если вы об этом не просили, ничего делать не нужно.",
        },
        password_changed: About {
            subject: "Ваш пароль изменён",
            body: "Пароль вашей учётной записи в Fabula только что изменён, остальные сеансы завершены.",
            action: "",
            otherwise: "Если это были не вы, сразу задайте новый пароль и напишите тем, кто ведёт сайт.",
        },
        email_changed: About {
            subject: "Ваш адрес электронной почты изменён",
            body: "У вашей учётной записи в Fabula теперь другой адрес. Это последнее письмо на старый.",
            action: "",
            otherwise: "Если это были не вы, сразу напишите тем, кто ведёт сайт.",
        },
        access_token_created: About {
            subject: "Создан новый токен доступа",
            body: "Для вашей учётной записи в Fabula создан новый токен доступа. Вы найдёте его в настройках.",
            action: "",
            otherwise: "Если это были не вы, отзовите его и сразу задайте новый пароль.",
        },
        second_factor_on: About {
            subject: "Теперь для входа нужен второй фактор",
            body: "Теперь при входе в вашу учётную запись в Fabula будет запрашиваться код из вашего приложения. Храните коды восстановления там, где найдёте их и без приложения.",
            action: "",
            otherwise: "Если это были не вы, сразу задайте новый пароль и напишите тем, кто ведёт сайт.",
        },
        second_factor_off: About {
            subject: "Для входа больше не нужен второй фактор",
            body: "Второй фактор вашей учётной записи в Fabula отключён: при входе код больше не запрашивается.",
            action: "",
            otherwise: "Если это были не вы, сразу задайте новый пароль и напишите тем, кто ведёт сайт.",
        },
        recovery_codes_replaced: About {
            subject: "Ваши коды восстановления заменены",
            body: "У вашей учётной записи в Fabula новые коды восстановления. Прежние больше не действуют.",
            action: "",
            otherwise: "Если это были не вы, сразу задайте новый пароль и напишите тем, кто ведёт сайт.",
        },
        identity_linked: About {
            subject: "У вашей учётной записи появился новый способ входа",
            body: "Теперь в вашу учётную запись в Fabula можно войти и через другого поставщика. Вы найдёте его среди связанных учётных записей в настройках.",
            action: "",
            otherwise: "Если это были не вы, отвяжите его, сразу задайте новый пароль и напишите тем, кто ведёт сайт.",
        },
        identity_unlinked: About {
            subject: "У вашей учётной записи стало на один способ входа меньше",
            body: "В вашу учётную запись в Fabula больше нельзя войти через одного из поставщиков: он отвязан.",
            action: "",
            otherwise: "Если это были не вы, сразу задайте новый пароль и напишите тем, кто ведёт сайт.",
        },
    },
];
