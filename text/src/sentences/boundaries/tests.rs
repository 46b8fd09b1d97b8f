use super::*;

#[track_caller]
fn check(language: &str, wanted: &[&str], space: &str) {
    let text = wanted.join(space);
    let found = sentences(&text, language.parse().ok());
    let found: Vec<&str> = found.into_iter().map(|range| &text[range]).collect();
    assert_eq!(found, wanted);
}

#[test]
fn abbreviations_initials_and_ordinals_end_no_sentence() {
    check("en", &["Dr. Smith met J. R. R. Tolkien at 3 p.m. on Fleet St. near the bank.", "He left."], " ");
    check("en", &["They moved to the U.S.", "Then they came back.", "Inc. Magazine wrote about it."], " ");
    check(
        "de",
        &[
            "Am 3. Oktober kam Prof. Weber, d. h. der Ältere, z. B. Friedrich II. König von Preußen.",
            "Danach ging er.",
        ],
        " ",
    );
    check(
        "de",
        &["Im 18. Jahrhundert gab es ca. 20 Häuser usw. in der Stadt.", "Es war 1990.", "Das Haus steht."],
        " ",
    );
    check("fr", &["M. Macron a rencontré Mme. Merkel.", "Il a dit non."], " ");
    check("ru", &["В 1990 г. Москва выросла, т.е. стала больше.", "Потом всё изменилось."], " ");
    check("pl", &["Urodził się 3. maja w Krakowie przy ul. Długiej.", "Potem wyjechał."], " ");
    check("en", &["It cost 3.14 dollars.", "Nobody paid 1,000.50."], " ");
}

#[test]
fn quotation_marks_stay_with_their_sentence() {
    check("fr", &["« Je viens. »", "Il est parti."], " ");
    check("fr", &["« Quoi ? » demande-t-il.", "Rien !"], " ");
    check("fr", &["\"Il est là. \"", "Elle part."], " ");
    check("de", &["»Was?« fragte er.", "»Nichts.«", "Er ging."], " ");
    check("en", &["\"Who?\" she asked.", "(He came.)", "She left!"], " ");
    check("en", &["Yahoo! is old.", "So what?"], " ");
}

#[test]
fn glued_sentences_are_taken_apart_and_addresses_are_not() {
    check("fr", &["La réforme entre en vigueur.", "Recours accru au numérique."], "");
    check("fr", &["Ils ont appelé l'ordre.", "L'opération a duré."], "");
    check("en", &["See https://example.com/some.Thing here or booking.Com for more."], " ");
}

#[test]
fn scripts_have_their_own_full_stops() {
    check("zh", &["他说：“我来。”", "然后走了！", "真的吗？"], "");
    check("ja", &["これはペンです。", "それは本です。"], "");
    check("hi", &["यह एक घर है।", "वह बड़ा है।"], " ");
    check("my", &["သူသည် အိမ်သို့ သွားသည်။", "သူမ စာဖတ်သည်။"], " ");
    check("am", &["ይህ ቤት ነው።", "ትልቅ ነው።"], " ");
    check("hy", &["Սա տուն է։", "Այն մեծ է։"], " ");
    check("ur", &["یہ ایک گھر ہے۔", "وہ بڑا ہے۔"], " ");
    check("bo", &["འགྲོ་བ་མིའི་རིགས་རྒྱུད་ཡོངས་ལ་སྐྱེས་ཙམ་ཉིད་ནས།", "རང་དབང་ཡོད།"], " ");
    check("th", &["มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ", "ต่างในตนมีเหตุผลและมโนธรรม"], " ");
}

#[test]
fn nothing_is_lost_and_nothing_takes_long() {
    for text in
        ["", " ", "...", "a", "\"", "abcd.Efgh'".repeat(20_000).as_str(), "A. ".repeat(50_000).as_str()]
    {
        let found = sentences(text, None);
        let kept: usize = found
            .iter()
            .map(|range| text[range.clone()].chars().filter(|sign| sign.is_alphanumeric()).count())
            .sum();
        assert_eq!(kept, text.chars().filter(|sign| sign.is_alphanumeric()).count());
    }
}
