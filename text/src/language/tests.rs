//! The detector as a whole.

use proptest::prelude::*;

use super::{Detection, Language, detect, detect_with_confidence};

fn tag(text: &str) -> Language {
    text.parse().unwrap()
}

fn detected(text: &str, priors: &[&str]) -> Option<String> {
    let priors: Vec<Language> = priors.iter().map(|prior| tag(prior)).collect();
    detect(text, &priors).map(|language| language.to_string())
}

#[track_caller]
fn assert_detected(text: &str, priors: &[&str], expected: Option<&str>) {
    assert_eq!(detected(text, priors).as_deref(), expected, "{text} {priors:?}");
}

const SENTENCES: [(&str, &str); 43] = [
    ("en", "The old tea house stood at the corner of the market square for three centuries."),
    ("de", "Das alte Teehaus stand drei Jahrhunderte lang an der Ecke des Marktplatzes."),
    ("fr", "La vieille maison de thé se dressait depuis trois siècles au coin de la place."),
    ("es", "La antigua casa de té estuvo tres siglos en la esquina de la plaza del mercado."),
    ("pt", "A antiga casa de chá ficou três séculos na esquina da praça do mercado."),
    ("it", "La vecchia casa da tè è rimasta per tre secoli all'angolo della piazza del mercato."),
    ("ca", "L'antiga casa de te va estar tres segles a la cantonada de la plaça del mercat."),
    ("ro", "Vechea ceainărie a stat trei secole în colțul pieței."),
    ("nl", "Het oude theehuis stond drie eeuwen lang op de hoek van het marktplein."),
    ("da", "Det gamle tehus stod på hjørnet af torvet i tre hundrede år."),
    ("nb", "Det gamle tehuset sto på hjørnet av torget i tre hundre år."),
    ("sv", "Det gamla tehuset stod på hörnet av torget i tre århundraden."),
    ("fi", "Vanha teehuone seisoi kolme vuosisataa torin kulmassa."),
    ("et", "Vana teemaja seisis kolm sajandit turuplatsi nurgal."),
    ("lv", "Vecā tējnīca trīs gadsimtus stāvēja tirgus laukuma stūrī."),
    ("lt", "Senoji arbatinė tris šimtmečius stovėjo turgaus aikštės kampe."),
    ("pl", "Stara herbaciarnia stała trzy wieki na rogu rynku."),
    ("cs", "Stará čajovna stála tři století na rohu tržiště."),
    ("sk", "Stará čajovňa stála tri storočia na rohu trhoviska."),
    ("sl", "Stara čajnica je tri stoletja stala na vogalu tržnice."),
    ("hr", "Stara čajana stajala je tri stoljeća na uglu tržnice."),
    ("hu", "A régi teaház három évszázadon át állt a piactér sarkán."),
    ("sq", "Shtëpia e vjetër e çajit qëndroi tre shekuj në cep të sheshit të tregut."),
    ("tr", "Eski çay evi üç yüzyıl boyunca pazar meydanının köşesinde durdu."),
    ("vi", "Ngôi nhà trà cổ đã đứng ở góc quảng trường chợ suốt ba thế kỷ."),
    ("ru", "Старая чайная стояла на углу рыночной площади триста лет подряд."),
    ("uk", "Стара чайна стояла на розі ринкової площі триста років поспіль."),
    ("be", "Старая чайная стаяла на рагу рынкавай плошчы трыста гадоў запар."),
    ("bg", "Старата чайна стоеше на ъгъла на пазарния площад в продължение на триста години."),
    ("sr", "Стара чајџиница стајала је на углу трга три века."),
    ("el", "Το παλιό τεϊοποτείο στεκόταν τρεις αιώνες στη γωνία της αγοράς."),
    ("ar", "وقف بيت الشاي القديم في زاوية ساحة السوق لمدة ثلاثة قرون."),
    ("fa", "چایخانه قدیمی سه قرن در گوشه میدان بازار ایستاده بود."),
    ("ur", "پرانا چائے خانہ تین صدیوں تک بازار کے چوک کے کونے پر کھڑا رہا۔"),
    ("he", "בית התה הישן עמד שלוש מאות שנה בפינת כיכר השוק."),
    ("hi", "पुराना चायघर तीन सदियों तक बाज़ार के चौक के कोने पर खड़ा रहा।"),
    ("mr", "जुने चहाघर तीन शतके बाजार चौकाच्या कोपऱ्यावर उभे होते."),
    ("th", "ร้านน้ำชาเก่าแก่ตั้งอยู่ที่มุมจัตุรัสตลาดเป็นเวลาสามศตวรรษ"),
    ("zh", "那座古老的茶馆在集市广场的拐角处矗立了三百年。"),
    ("ja", "古い茶屋は三百年のあいだ市場の角に立っていました。"),
    ("ko", "오래된 찻집은 삼백 년 동안 시장 광장 모퉁이에 서 있었다."),
    ("ka", "ძველი ჩაის სახლი სამი საუკუნე იდგა ბაზრის მოედნის კუთხეში."),
    ("hy", "Հին թեյարանը երեք դար կանգնած էր շուկայի հրապարակի անկյունում։"),
];

#[test]
fn ordinary_sentences_are_recognised() {
    for (language, text) in SENTENCES {
        assert_detected(text, &[], Some(language));
    }
}

#[test]
fn capitals_and_composition_make_no_difference() {
    use unicode_normalization::UnicodeNormalization as _;
    for (language, text) in SENTENCES {
        assert_detected(&text.to_uppercase(), &[], Some(language));
        // Outside of alphabets, what a letter and its mark make is not put together again.
        if !matches!(language, "hi" | "mr" | "ko" | "ja" | "ar" | "ur" | "fa") {
            assert_detected(&text.nfd().collect::<String>(), &[], Some(language));
        }
    }
}

#[test]
fn what_can_not_be_told_is_not_guessed() {
    for text in [
        "",
        " \n\t",
        "👍👍",
        "1234 5678",
        "ok",
        "lol",
        "Thanks!",
        "Barcelona",
        "hahaha hihihi",
        "π ≈ 3.14159",
        "https://example.org/a/long/path/in/english",
        "@ana @juan #history #culture",
        "`let x = 1;`",
        "```\nthis is a comment in a block of code\n```",
        "asdf qwer zxcv poiu lkjh",
        "asdkjh qwlekj zmxncb qpwoeir alskdj fhgjdk",
        "aaaaaaaaaaaaaaaaaaaaaaa",
        "x86_64 utf8 b2b 4ever",
        "Nyumba ya zamani ya chai ilisimama kwenye kona ya soko kwa karne tatu.",
    ] {
        assert_detected(text, &[], None);
    }
}

#[test]
fn mixed_texts_are_not_told() {
    for (one, first) in &SENTENCES {
        for (other, second) in &SENTENCES {
            let close = ["da", "nb", "sv", "cs", "sk", "hr", "sl", "ca", "es", "pt", "hi", "mr", "zh", "ja"];
            if one != other && !(close.contains(one) && close.contains(other)) {
                assert_detected(&format!("{first} {second}"), &[], None);
            }
        }
    }
}

#[test]
fn a_few_foreign_words_make_no_mixed_text() {
    for (text, language) in [
        ("He said “c'est la vie” and left the building without another word to anybody there.", "en"),
        ("Я вчера купил новый iPhone и теперь читаю на нём ваши истории каждый вечер.", "ru"),
        ("昨日、新しいMacBook Proを買いました。とても速いです。", "ja"),
        (
            "# Der Hafen\n\n```rust\nfn main() { println!(\"hello world, how are you\"); }\n```\n\nDas ist nur Text.",
            "de",
        ),
    ] {
        assert_detected(text, &[], Some(language));
    }
}

#[test]
fn an_expected_language_is_believed_sooner() {
    // Spanish and Portuguese alike.
    assert_detected("Que bonito lugar", &[], None);
    assert_detected("Que bonito lugar", &["pt-BR"], Some("pt-BR"));
    assert_detected("Que bonito lugar", &["de", "es"], Some("es"));
    assert_detected("Sehr gut!", &[], None);
    assert_detected("Sehr gut!", &["de"], Some("de"));
    // But not against the evidence.
    assert_detected("Very good!", &["de"], None);
    assert_detected("Ich weiß nicht, was soll es bedeuten", &["en", "fr"], Some("de"));
}

#[test]
fn a_languages_relatives_are_told_where_they_are_expected() {
    assert_detected("Stara čajdžinica stajala je na uglu trga tri stoljeća.", &["bs"], Some("bs"));
    assert_detected("Det gamle tehuset sto på hjørnet av torget.", &["no"], Some("no"));
    assert_detected("Старата чајџилница стоеше на аголот", &["mk"], Some("mk"));
    assert_detected("Saya tidak tahu apa yang terjadi.", &["id"], Some("id"));
    assert_detected("Saya tidak tahu apa yang terjadi.", &["ms"], Some("ms"));
    // Indonesian or Malay: nobody can tell.
    assert_detected("Saya tidak tahu apa yang terjadi.", &[], None);
    // These are Malay and Portuguese for certain, whoever is expected.
    assert_detected("Saya tidak boleh datang ke pejabat kerana saya sakit.", &["id"], Some("ms"));
    assert_detected("Eu não sei onde está a minha chave, você tem uma?", &["gl"], Some("pt"));
}

#[test]
fn letters_and_words_tell_languages_that_the_table_lacks() {
    for (text, language) in [
        ("Saya tidak bisa datang ke kantor karena mobil saya rusak.", "id"),
        ("Toe ek klein was, het ons baie in die tuin gespeel en hulle het ook gekom.", "af"),
        ("Cando eu era pequeno, xogabamos moito no xardín e tamén nunha casa vella.", "gl"),
        ("मेरो नाम राम हो र म नेपालमा बस्छु। यो घर धेरै राम्रो छ।", "ne"),
        ("Старата чајџилница беше многу убава куќа, ќе дојдам утре.", "mk"),
        ("Ескі шайхана базар алаңының бұрышында үш ғасыр тұрды.", "kk"),
        ("La malnova tehejmo staris ĉe la angulo de la placo dum tri jarcentoj ŝajne.", "eo"),
    ] {
        assert_detected(text, &[], Some(language));
    }
    // Tatar: letters say that it is none of the known languages.
    assert_detected("Иске чәй йорты базар мәйданы почмагында өч гасыр торган.", &[], None);
}

#[test]
fn what_is_long_takes_no_longer_than_it_must() {
    let (_, sentence) = SENTENCES[0];
    assert_detected(&sentence.repeat(5_000), &[], Some("en"));
    for hostile in ["`", "<a", "](", "[a](", "``` \n", "&a", "~~~\n", "a`", "    \n", "\u{301}"] {
        let text = hostile.repeat(400_000 / hostile.len());
        let start = std::time::Instant::now();
        let _ = detect(&text, &[]);
        assert!(start.elapsed().as_secs_f64() < 5.0, "{hostile:?} took {:?}", start.elapsed());
    }
}

proptest! {
    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}", prior in "[a-z]{2}") {
        if let Some(found) = detect_with_confidence(&text, &[tag(&prior)]) {
            prop_assert!((0.0..=1.0).contains(&found.confidence), "{found:?}");
            prop_assert!(found.language.primary().len() <= 3);
        }
    }

    #[test]
    fn what_is_told_is_the_likeliest(text in "[a-zäöüßéè ,.]{0,120}") {
        let told = detect(&text, &[]);
        let found = detect_with_confidence(&text, &[]);
        prop_assert_eq!(told, found.filter(Detection::is_confident).map(|found| found.language));
    }

    #[test]
    fn addresses_and_mentions_change_nothing(at in 0..13_usize, handle in "[a-z]{3,12}") {
        let (language, text) = SENTENCES[0];
        let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        words.insert(at, format!("@{handle} https://{handle}.example/{handle}?q={handle} #{handle}"));
        let (without, with) = (detect_with_confidence(text, &[]), detect_with_confidence(&words.join(" "), &[]));
        prop_assert_eq!(without, with);
        prop_assert_eq!(without.map(|found| found.language.to_string()), Some(language.to_owned()));
    }
}
