//! Words that say little by themselves: articles, prepositions, pronouns, conjunctions, auxiliary verbs.
//!
//! The lists are our own: of each language the few dozen that a page of any text is full of. Where there is none, the
//! summariser still tells such words by how evenly they are spread.

use std::collections::HashSet;

use crate::Language;

const LISTS: [(&str, &str); 30] = [
    (
        "en",
        "a about after all also an and any are as at be because been before being but by can could did do does for \
            from had has have he her here him his how i if in into is it its just like may me more most my no not now of \
            on one only or other our out over said she should since so some such than that the their them then there \
            these they this those to too under until up us very was we were what when where which while who why will \
            with would yet you your",
    ),
    (
        "de",
        "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bis da dabei dadurch \
            dafür damit danach dann daran darauf das dass davon dazu dem den denn der des dessen die dies diese diesem \
            diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa für gegen hat hatte hatten \
            haben hier ich ihm ihn ihr ihre ihrem ihren ihrer im in ins ist ja jedoch kann kein keine können konnte man \
            mehr mit muss nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so \
            sowie sowohl später über um und uns unter vom von vor war waren was wegen weil weiter wenn werden wie wieder \
            wir wird wo wurde wurden zu zum zur zwischen",
    ),
    (
        "fr",
        "à ai ainsi alors après au aussi autre autres aux avaient avait avant avec avez avoir c car ce cela celle \
            celui ces cet cette chez comme d dans de depuis des deux dont du elle elles en encore entre est et étaient \
            était été être eu fait il ils j je jusqu l la là le les leur leurs lors lui m ma mais même mes moi mon n ne \
            ni nos notre nous on ont ou où par pas pendant peu peut plus pour puis qu quand que quel quelle qui quoi s sa \
            sans se sera ses si son sont sous sur t ta tandis te tous tout toute toutes très tu un une va vers vous y",
    ),
    (
        "es",
        "a al algo algunas algunos ante antes así aunque cada como con contra cual cuando de del desde donde dos el él \
            ella ellas ellos en entre era eran es esa ese eso esta está están este esto estos fue fueron ha habían había \
            han hasta hay la las le les lo los más me mi mientras muy nada ni no nos o os otra otro otros para pero por \
            porque pues que qué quien se sea según ser si sí sido sin sobre son su sus también tan tanto te tiene todo \
            todos tras tu un una uno unos y ya yo",
    ),
    (
        "it",
        "a ad ai al alla alle allo anche ancora avere aveva c che chi ci come con contro cosa cui d da dagli dai dal \
            dalla dalle dei del della delle dello dentro di dopo dove due e è ed era erano essere fa fra gli ha hanno i il \
            in io l la le lei li lo loro lui ma mentre mi molto ne negli nei nel nella nelle no noi non o ogni per perché \
            però più poi prima quale quando quanto quella quello questa questi questo qui se senza si sia sono stata \
            stato su sua sue sugli sui sul sulla suo suoi tra tutti tutto un una uno",
    ),
    (
        "pt",
        "a à ainda ao aos após as às até cada com como contra da das de depois desde do dos e é ela elas ele eles em \
            entre era eram essa esse esta está este foi foram há isso isto já lhe mais mas me mesmo muito na não nas nem \
            no nos num numa o os ou para pela pelas pelo pelos por porque qual quando que quem se seja sem ser seu seus só \
            sob sobre sua suas também te tem ter todo todos um uma",
    ),
    (
        "nl",
        "aan al alle als andere bij daar dan dat de deze die dit doch door dus een en er ook haar had hebben heeft hem \
            het hier hij hoe hun ik in is ja je kan maar meer men met mij na naar niet nog nu of om omdat onder ons ook op \
            over te tegen toch toen tot uit van veel voor want waren was wat we wel werd werden wie wij worden wordt zal \
            ze zei zich zij zijn zo zou",
    ),
    (
        "sv",
        "alla att av bara blev bli de dem den denna deras dess det detta dig din du där då efter ej eller en er ett \
            finns från för ha hade han hans har hennes hon honom hur här i icke in inte jag ju kan kunde man med mellan \
            men mig min mot mycket när nu någon något och om oss på sedan sig sin sina sitt skulle som så till under upp ut \
            utan vad var vara varit vi vid är även över",
    ),
    (
        "da",
        "ad af aldrig alle at blev bliver da de dem den denne der deres det dette dig din disse du efter eller en end \
            er et for fra få før ham han hans har havde hende hendes her hos hun hvad hvor i ikke ind jeg jer kan kunne man \
            mange med meget men mig min mod ned noget nogle nu når og også om op os over på selv sig sin skal skulle som til \
            ud under var ved vi vil være været",
    ),
    (
        "nb",
        "alle at av ble bli blir da de dem den denne der deres det dette din disse du eller en enn er et etter for fra få \
            før ha hadde han hans har henne her hos hun hva hvor i ikke inn jeg kan kunne man mange med meget meg mellom men \
            mot ned noe noen nå når og også om opp oss over på seg selv sin skal skulle som så til under ut var ved vi vil \
            være vært",
    ),
    (
        "fi",
        "ei eikä ennen että he hän ilman itse ja jo jonka jos jossa joka jotka kanssa kuin kun kuten me mikä minä mitä \
            mukaan mutta myös ne niin niitä noin nyt ole oli olisi olivat olla olleet ollut on ovat saa se sekä sen siellä \
            siitä sitä tai tämä tämän tässä vain voi vuonna yli",
    ),
    (
        "pl",
        "a aby ale ani aż bardzo bez bo był była było były być ci co czy dla do gdy gdzie go i ich im innych iż ja jak \
            jako jednak jego jej jest jeszcze już każdy kiedy kto która które który których lub ma mnie może na nad nich \
            nie niego nim o od on ona one oni oraz po pod podczas ponieważ przed przez przy są się sobie swoje ta tak także \
            tam te tego tej ten to tu tych tylko tym w we więc wszystko z za ze został że",
    ),
    (
        "cs",
        "a aby ale ani asi až bez bude by byl byla byli bylo být co další do ho i jak jako je jeho její jejich jen ještě \
            již jsem jsme jsou k kde kdo když která které který ku má mají mezi mi na nad ne nebo není než o od on ona oni po \
            pod podle pro proto protože před při s se si své svého ta tak také tam te ten to toho tím tu ty u už v ve však \
            z za ze že",
    ),
    (
        "sk",
        "a aby aj ak ako ale ani až bez bol bola boli bolo by byť čo do ho i ich iba ja je jeho jej k keď kde kto ktorá \
            ktoré ktorý ku len má medzi na nad nie o od po pod podľa pre pred pri s sa si so sú tak to tu už v vo však z za \
            zo že",
    ),
    (
        "sl",
        "a ali ampak bi bil bila bili bilo biti če da do ga ima in iz je jih kaj kako kateri ker ki ko kot le med mu na \
            ne ni o ob od pa po pod pred pri s se si sicer so še ta tako te tem to tudi v več za z že",
    ),
    (
        "hr",
        "a ali bi bila bile bili bilo bio biti će da do ga i ih ili im iz ja je jer još kada kao ko koja koje koji li me \
            na ne nego nije o od on ona oni po pod pri prije s sa samo se su što ta taj te to tu u uz već za",
    ),
    (
        "hu",
        "a az azonban ahol aki akik ami amely amelyek be csak de e ebben egy egyik együtt el én és ezt ez fel ha hogy is \
            itt kell ki le lehet már meg mert mint minden még most nagyon nem ő olyan össze pedig s sem szerint több után \
            van vagy való volt voltak",
    ),
    (
        "ro",
        "a acest această ai al ale am ar are au ca care ce cea cel cele cu că când cum da dar de deci decât din dintre \
            după e ea ei el este eu fi fost i iar în între la le lor lui mai mi nici noi nu o pe pentru prin s sa sau se și \
            sunt său să te un una unei unui unde va voi",
    ),
    (
        "tr",
        "ama ancak ben bir biri bu bunu çok da daha de değil diye en gibi göre hem her için ile ise kadar ki mi mı ne o \
            olan olarak oldu olduğu olduğunu on onu onun sonra şey tarafından tüm ve veya ya yani yine",
    ),
    (
        "ru",
        "а без был была были было быть в вам вас весь во вот все всё всего всех вы где да даже для до его ее её если есть \
            еще ещё же за здесь и из или им их к как когда который которая которые кто ли мне может мы на над не него нее \
            нет ни них но ну о об он она они оно от по под после потом при с себя со так также там те тем того тоже той \
            только том ты у уже чем что чтобы эта эти это этого этой этот я",
    ),
    (
        "uk",
        "а або але б без був була були було бути в вже ви від він вона вони воно все всі де для до є за з і із й його її \
            їх коли який яка які між ми може на над не ні ним них о од по під після при про та так також там те ти тим то \
            тому у ці це цей цього цієї чи що щоб як якщо я",
    ),
    (
        "bg",
        "а без беше би в все във възможно го да до е за и из или им й как като която които който към ли ме между ми много \
            му на над не него нея ни но обаче от по под при с са само се си след със така те това тази този то той тя у че",
    ),
    (
        "sr",
        "а али би била били било био бити да до за и из или је јер још као ко која које који на не него није о од он она \
            по под при с са се су та те то у уз већ што",
    ),
    (
        "el",
        "από αλλά αν για δε δεν είναι εκ ενώ επί η ή ήταν θα και κατά μας με μετά μη μια να ο οι όπως όταν ότι που προς σε \
            στα στη στην στις στο στον στους τα τη την της τις το τον του τους των ως",
    ),
    (
        "ar",
        "من في على إلى عن مع هذا هذه ذلك تلك التي الذي الذين ما لا لم لن أن إن كان كانت هو هي هم أو ثم قد كل بعد قبل بين \
            حتى إذا كما و أي غير عند منذ",
    ),
    (
        "fa",
        "از به در با که را و این آن بر برای تا یا هم نیز اما اگر است بود شد شده می‌شود می های ها یک خود او آنها بین پس \
            پیش هر چه",
    ),
    (
        "he",
        "את של על לא כי גם הוא היא הם זה זו עם אל או אם מה כל יותר אך רק עד בין אחרי לפני היה היתה היו אשר כמו",
    ),
    (
        "hi",
        "का के की में है हैं को से पर और ने यह वह इस उस एक ही भी तो था थी थे कि जो लिए तक या कर साथ नहीं अपने हो गया गई",
    ),
    (
        "id",
        "ada adalah akan antara atau bagi bahwa bisa dalam dan dapat dari dengan di dia ia ini itu juga karena ke kepada \
            lebih mereka oleh pada para saat sebagai secara sudah telah tidak untuk yang",
    ),
    (
        "vi",
        "là và của các có được cho trong một những này đã với không người khi đến từ cũng ra như về để vào sẽ tại theo \
            trên bị nhưng còn hay thì mà do nên",
    ),
];

/// The stop words of a text.
#[derive(Debug, Clone)]
pub(crate) struct StopWords(HashSet<&'static str>);

impl StopWords {
    /// Of a language; none of an unknown one.
    pub(crate) fn of(language: Option<Language>) -> Self {
        let primary = match language.as_ref().map_or("und", Language::primary) {
            "no" | "nn" => "nb",
            "bs" => "hr",
            "mk" => "bg",
            "ms" => "id",
            other => other,
        };
        let words = LISTS.iter().find(|(known, _)| *known == primary).map_or("", |(_, words)| words);
        Self(words.split_whitespace().collect())
    }

    /// Whether a word, in small letters, is one.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}
