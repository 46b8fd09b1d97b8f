//! Abbreviations that end with a full stop which ends no sentence.
//!
//! The lists are our own: what newspapers and encyclopedias abbreviate in front of a capital letter or a number, without
//! the full stop and in small letters.

use std::collections::HashSet;

use crate::Language;

/// Languages that write ordinals as a number with a full stop ("3. Oktober").
const DOTTED_ORDINALS: &str = "bs cs da de eo et eu fi fo hr hu is lt lv mk nb nn no pl sk sl sr tr";

/// Those that a name or a number always follows, of all languages: few enough to share.
const TITLES: &str = "dr prof mr mrs ms st sr sra srta dra hr fr frl mme mlle mgr ing dipl mag gen col capt lt sgt rev \
                      hon messrs jr mt ft dott sig avv on st. hl bd abb abs art kap nr no núm num nº vgl vs cf ca zw \
                      pr op vol vols fig figs tab pp kol ks prof. inž im др проф ул г-н г-жа акад им св";

/// Those that may end a sentence too, by language.
const MAY_END: [(&str, &str); 24] = [
    (
        "en",
        "inc ltd co corp dept est etc approx gov sen rep jan feb mar apr jun jul aug sep sept oct nov dec ave blvd rd \
            univ assn bros al ed eds a.m p.m i.e e.g u.s u.k",
    ),
    (
        "de",
        "usw bzw ggf evtl inkl exkl geb gest jh jhdt mio mrd str tel allg bes ehem einschl entspr etc frz engl lat griech \
            ital span gegr hrsg jap kath kgl landkr max min mind österr röm schweiz sog staatl südl nördl östl westl \
            urspr verh versch vmtl zit zzgl jan feb apr aug sept okt nov dez dt amerik brit russ türk chin u.a z.b d.h",
    ),
    ("fr", "etc env av apr boul janv févr avr juil sept oct nov déc éd chap ex tél hab arr"),
    (
        "es",
        "etc ud uds vd vds pág págs av avda cía dto depto ee.uu aprox ene feb abr jul ago sept oct nov dic a.c d.c",
    ),
    ("pt", "etc pág págs av ltda cia dep tel aprox jan fev abr jul ago set out nov dez exmo a.c d.c"),
    ("it", "ecc pag pagg cap sec es ca tel gen feb apr lug ago sett ott nov dic s.p.a a.c d.c"),
    (
        "nl",
        "enz bijv blz dhr mevr mw ir drs mr jl resp incl excl o.a d.w.z m.a.w jan feb apr jul aug sept okt nov dec",
    ),
    ("sv", "osv bl.a t.ex d.v.s m.m kl ca resp jan feb apr aug sept okt nov dec f.d"),
    ("da", "osv bl.a f.eks dvs m.m kl ca jan feb apr aug sept okt nov dec"),
    ("nb", "osv bl.a f.eks dvs m.m kl ca jan feb apr aug sept okt nov des"),
    ("fi", "ym jne esim mm tms klo n s.o ko ks"),
    (
        "pl",
        "np itd itp tzn tzw tj ok godz ur zm r w ul al pl prof hab mgr inż lek św ks gen płk mln mld tys zł wg",
    ),
    ("cs", "např atd apod tzv tj resp mil mld tis ul nám kol stol ing mgr mudr judr phdr př.n.l n.l"),
    ("sk", "napr atď apod tzv tj resp mil mld tis ul nám stor ing mgr mudr"),
    ("sl", "npr itd ipd oz tj mio mrd st ul"),
    ("hr", "npr itd sl tj tzv god st ul mil mlrd"),
    ("hu", "pl stb ún ill kb dr ifj id u sz kr i.sz i.e"),
    ("ro", "etc nr str bd sec ex dvs jud com"),
    ("tr", "vb vs bkz örn prof doç yrd av cad sok mah yy m.ö m.s"),
    (
        "ru",
        "г гг в вв т тыс млн млрд руб коп стр с см рис табл обл р оз пос д ул пл пр просп корп кв гл ст п пп др пр тд \
            т.д т.п т.е т.к н.э до н.э напр англ нем фр лат греч итал исп яп кит ред изд",
    ),
    (
        "uk",
        "р рр ст тис млн млрд грн див мал табл обл вул м с смт оз напр англ нім фр лат грец т.д т.п т.зв н.е ред вид",
    ),
    ("bg", "г гг в вв хил млн млрд лв стр вж обл гр с ул бул др т.н т.е напр англ нем фр лат"),
    ("el", "π.χ κ.λπ κ.ά δηλ σελ αρ μ.χ εκ δισ κ"),
    ("et", "jne jms nt s.t st u sh vt lk nr"),
];

/// The abbreviations that a text may have.
pub(super) struct Abbreviations {
    titles: HashSet<&'static str>,
    may_end: HashSet<&'static str>,
    has_dotted_ordinals: bool,
}

impl Abbreviations {
    /// Of a language; of an unknown one, titles only.
    pub(super) fn of(language: Option<Language>) -> Self {
        let primary = language.as_ref().map_or("und", Language::primary);
        let may_end = MAY_END.iter().find(|(known, _)| *known == primary).map_or("", |(_, words)| words);
        Self {
            titles: TITLES.split_whitespace().collect(),
            may_end: may_end.split_whitespace().collect(),
            has_dotted_ordinals: DOTTED_ORDINALS.split(' ').any(|known| known == primary),
        }
    }

    /// Whether a name or a number always follows.
    pub(super) fn never_end(&self, word: &str) -> bool {
        contains(&self.titles, word)
    }

    /// Whether it is an abbreviation that a sentence may end with.
    pub(super) fn may_end(&self, word: &str) -> bool {
        contains(&self.may_end, word)
    }

    /// Whether a number with a full stop is an ordinal.
    pub(super) fn has_dotted_ordinals(&self) -> bool {
        self.has_dotted_ordinals
    }
}

fn contains(words: &HashSet<&'static str>, word: &str) -> bool {
    words.contains(word) || words.contains(word.to_lowercase().as_str())
}
