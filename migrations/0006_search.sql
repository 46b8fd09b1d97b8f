-- Search: boards, stories, comments and people, found by their words.
--
-- Words are taken apart by functions of ours, not by PostgreSQL's parser: that one depends on the database's locale (in
-- "C" it takes “ for a letter) and knows no languages that are written without spaces. Only stemming is PostgreSQL's, by
-- snowball dictionaries without stop-word files: those files are not everywhere, and no word is too common for a phrase.
-- `text/src/search/` does the same to what people look for; a test holds the two together.
--
-- Triggers index in the transaction that writes, whichever code writes. Who may see what is not copied here: a search
-- joins the rows themselves.

create text search dictionary search_arabic     (template = snowball, language = arabic);
create text search dictionary search_armenian   (template = snowball, language = armenian);
create text search dictionary search_basque     (template = snowball, language = basque);
create text search dictionary search_catalan    (template = snowball, language = catalan);
create text search dictionary search_danish     (template = snowball, language = danish);
create text search dictionary search_dutch      (template = snowball, language = dutch);
create text search dictionary search_english    (template = snowball, language = english);
create text search dictionary search_finnish    (template = snowball, language = finnish);
create text search dictionary search_french     (template = snowball, language = french);
create text search dictionary search_german     (template = snowball, language = german);
create text search dictionary search_greek      (template = snowball, language = greek);
create text search dictionary search_hindi      (template = snowball, language = hindi);
create text search dictionary search_hungarian  (template = snowball, language = hungarian);
create text search dictionary search_indonesian (template = snowball, language = indonesian);
create text search dictionary search_irish      (template = snowball, language = irish);
create text search dictionary search_italian    (template = snowball, language = italian);
create text search dictionary search_lithuanian (template = snowball, language = lithuanian);
create text search dictionary search_nepali     (template = snowball, language = nepali);
create text search dictionary search_norwegian  (template = snowball, language = norwegian);
create text search dictionary search_portuguese (template = snowball, language = portuguese);
create text search dictionary search_romanian   (template = snowball, language = romanian);
create text search dictionary search_russian    (template = snowball, language = russian);
create text search dictionary search_serbian    (template = snowball, language = serbian);
create text search dictionary search_spanish    (template = snowball, language = spanish);
create text search dictionary search_swedish    (template = snowball, language = swedish);
create text search dictionary search_tamil      (template = snowball, language = tamil);
create text search dictionary search_turkish    (template = snowball, language = turkish);
create text search dictionary search_yiddish    (template = snowball, language = yiddish);

-- The dictionary of a language tag; null where there is none, and words are found as they are written.
create function search_dictionary(language text) returns regdictionary
language sql stable strict parallel safe as $$
    select case split_part(language, '-', 1)
        when 'ar' then 'search_arabic' when 'hy' then 'search_armenian' when 'eu' then 'search_basque'
        when 'ca' then 'search_catalan' when 'da' then 'search_danish' when 'nl' then 'search_dutch'
        when 'en' then 'search_english' when 'fi' then 'search_finnish' when 'fr' then 'search_french'
        when 'de' then 'search_german' when 'el' then 'search_greek' when 'hi' then 'search_hindi'
        when 'hu' then 'search_hungarian' when 'id' then 'search_indonesian' when 'ga' then 'search_irish'
        when 'it' then 'search_italian' when 'lt' then 'search_lithuanian' when 'ne' then 'search_nepali'
        when 'no' then 'search_norwegian' when 'nb' then 'search_norwegian' when 'nn' then 'search_norwegian'
        when 'pt' then 'search_portuguese' when 'ro' then 'search_romanian' when 'ru' then 'search_russian'
        when 'sr' then 'search_serbian' when 'es' then 'search_spanish' when 'sv' then 'search_swedish'
        when 'ta' then 'search_tamil' when 'tr' then 'search_turkish' when 'yi' then 'search_yiddish'
    end::regdictionary
$$;

-- Lower case. In a database of the locale "C", `lower` knows A to Z alone: there the letters are named.
do $do$
begin
    if lower('ÀÉÖŠŽΑΣЖЯЁ') = 'àéöšžασжяё' then
        create function search_lower(given text) returns text
        language sql immutable strict parallel safe as $$ select lower(translate(given, 'İ', 'i')) $$;
    else
        create function search_lower(given text) returns text
        language sql immutable strict parallel safe as $$ select translate(lower(given),
            'İÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƠƯȘȚΆΈΉΊΌΎΏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҐҒҚҢӨҰҮҺӘԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ',
            'iàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĵķĺļľŀłńņňōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžơưșțάέήίόύώαβγδεζηθικλμνξοπρστυφχψωϊϋѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюяґғқңөұүһәաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ')
        $$;
    end if;
end $do$;

-- What a text's words are when accents, vowel points and the like are left out, as many people type. Words stay
-- apart. Marks go where they are extras: й and が are letters of their own.
create function search_fold(given text) returns text language plpgsql immutable strict parallel safe as $$
begin
    if octet_length(given) = char_length(given) then
        return given;
    end if;
    given := normalize(given, NFD);
    given := regexp_replace(given, '([a-z\u00df-\u024f\u0370-\u03ff])[\u0300-\u036f]+', '\1', 'g');
    given := regexp_replace(given,
        '[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]', '', 'g');
    given := translate(normalize(given, NFC), 'ёςøłđðıħŧٱىیکة', 'еσolddihtاييكه');
    return replace(replace(replace(replace(given, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
end $$;

-- A text's words in order, in lower case, each at most 64 characters. Letters of languages that are written without spaces
-- (Chinese, Japanese, Thai, Lao, Burmese, Khmer) become overlapping pairs, with the first and the last letter alone:
-- 図書館 is 図 図書 書館 館, so that any word in it is a sequence of pairs, and any letter begins a piece.
create function search_words(given text) returns text[] language plpgsql immutable strict parallel safe as $$
begin
    -- Soft hyphens and the like stand inside words.
    given := translate(given, U&'\00AD\200B\2060\FEFF', '');
    given := search_lower(normalize(given, NFKC));
    given := regexp_replace(given,
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7'
        '\u02b9-\u02df\u0374\u0375\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4'
        '\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u0700-\u070f\u0964\u0965\u0970\u0e2f\u0e3f\u0e4f\u0e5a\u0e5b'
        '\u0f01-\u0f17\u104a-\u104f\u10fb\u1360-\u1368\u17d4-\u17db\u1800-\u180a\u2000-\u206f\u20a0-\u20cf'
        '\u2100-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d\u30a0\u30fb\ue000-\uf8ff\ufe00-\ufe6f'
        '\ufff0-\uffff\U0001f000-\U0001faff]+', ' ', 'g');
    if given ~ '[\u0e01-\u0ecd\u1000-\u109f\u1780-\u17dd\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]' then
        given := regexp_replace(given,
            '([\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17dc\u17dd\u3005-\u3007'
            '\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)', ' \1 ', 'g');
        given := regexp_replace(given,
            '([\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17dc\u17dd\u3005-\u3007'
            '\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])', '\1 \1', 'g');
    end if;
    return array(select left(word, 64) from unnest(string_to_array(given, ' ')) with ordinality as t (word, place)
                 where word <> '' order by place);
end $$;

-- The distinct groups of three letters in folded words, with their ends: what resembles a word shares some.
create function search_grams(words text[]) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr('  ' || word || ' ', place, 3)), '{}')
    from unnest(words) as word, generate_series(1, char_length(word) + 1) as place
$$;

-- How much a name resembles the words looked for: for each word the best of the name's, and of these the worst. Likeness
-- of two words is the share of groups of three letters that they have in common, as `pg_trgm` has it (which is not
-- everywhere, and knows A to Z alone in some locales).
create function search_likeness(name text, words text[]) returns double precision
language sql immutable strict parallel safe as $$
    select coalesce(min(best), 0) from (
        select max(case when w.word = n.word then 1 else
                   (select count(*)::double precision / (cardinality(w.grams) + cardinality(n.grams) - count(*))
                    from unnest(w.grams) as gram where gram = any(n.grams)) end) as best
        from (select word, search_grams(array[word]) as grams from unnest(words) as word) w
             cross join (select word, search_grams(array[word]) as grams from unnest(string_to_array(name, ' ')) as word) n
        group by w.word
    ) likenesses
$$;

-- A text as it is searched: words as written, folded, and stemmed, at the same place. Weights: A a title's words, B
-- their folded forms and stems, C and D the same of the body.
create function search_vector_of(title text[], body text[], dictionary regdictionary) returns tsvector
language plpgsql stable parallel safe as $$
declare
    distinct_words text[] := array(select distinct word from unnest(title || body) as word);
    folded text[] := string_to_array(search_fold(array_to_string(distinct_words, ' ')), ' ');
    stems text[] := folded;
begin
    if dictionary is not null then
        stems := string_to_array(search_fold(array_to_string(array(
            select coalesce((ts_lexize(dictionary, word))[1], word)
            from unnest(distinct_words) with ordinality as t (word, place) order by place), ' ')), ' ');
    end if;
    return (
        with places as (
            select word, place, 'A' as as_written, 'B' as otherwise from unnest(title) with ordinality as t (word, place)
            union all
            select word, place + cardinality(title) + 1, 'C', 'D' from unnest(body) with ordinality as b (word, place)
        ), forms as (
            select word, fold, stem from unnest(distinct_words, folded, stems) as f (word, fold, stem)
        ), lexemes as (
            select word as lexeme, least(place, 16383) || as_written as place from places
            union all
            select fold, least(place, 16383) || otherwise from places join forms using (word)
            where fold <> word and fold <> ''
            union all
            select stem, least(place, 16383) || otherwise from places join forms using (word)
            where stem <> word and stem <> fold and stem <> ''
        )
        -- Words are letters and digits: nothing in them needs an escape. Each is written once, with all its places: the
        -- reader of this form counts what is repeated before it drops it.
        select coalesce(string_agg('''' || lexeme || ''':' || places, ' '), '')::tsvector
        from (select lexeme, string_agg(place, ',') as places from lexemes group by lexeme) as grouped
    );
end $$;

-- The same of texts. A text of so many different words that PostgreSQL can't hold them (1 MiB) is searched by its beginning.
create function search_vector(title text, body text, language text) returns tsvector
language plpgsql stable parallel safe as $$
declare
    dictionary regdictionary := search_dictionary(language);
begin
    return search_vector_of(search_words(title), search_words(body), dictionary);
exception when program_limit_exceeded then
    -- One letter can stand for eighteen (U+FDFA), so of the beginning a short one: whatever it is, a text can be kept.
    return search_vector_of(search_words(title), search_words(left(body, 5000)), dictionary);
end $$;

-- A Markdown text without the addresses that its links lead to. What else is syntax is no letter, and goes with the rest.
create function search_prose(markdown text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(markdown, '\]\([^()[:space:]]*([[:space:]]+"[^"]*")?[[:space:]]*\)|https?://[^[:space:]<>)]+',
                          ' ', 'g')
$$;

create table search_documents (
    -- Of the board, story, comment or user. Ids are unique among all of them.
    id        uuid primary key,
    kind      text not null check (kind in ('BOARD', 'STORY', 'COMMENT', 'USER')),
    -- Without script and region: who looks in `pt` finds `pt-BR`. People have none.
    languages text[] not null,
    words     tsvector not null,
    -- The folded words of a title, or of a handle and display name, and their groups of three letters: for typing errors.
    name      text not null,
    grams     text[] not null
);
-- The short list of what is not yet in the index is walked by every search.
create index search_documents_words_idx on search_documents using gin (words) with (gin_pending_list_limit = 256);
create index search_documents_grams_idx on search_documents using gin (grams) where kind <> 'COMMENT';

create function search_index(id uuid, kind text, language text, languages text[], title text, body text) returns void
language plpgsql as $$
declare
    title_words text[] := search_words(title);
    name text := search_fold(array_to_string(title_words, ' '));
    grams text[] := search_grams(string_to_array(name, ' '));
begin
    insert into search_documents as d (id, kind, languages, words, name, grams)
    values (search_index.id, search_index.kind,
            array(select distinct split_part(tag, '-', 1) from unnest(search_index.languages) as tag),
            search_vector(title, search_prose(body), language), name, grams)
    on conflict on constraint search_documents_pkey do update
        set languages = excluded.languages, words = excluded.words, name = excluded.name, grams = excluded.grams;
end $$;

create function search_index_board(b boards) returns void language sql as $$
    select search_index(b.id, 'BOARD', b.languages[1], b.languages, b.title || ' ' || b.slug, b.description)
$$;
create function search_index_story(s stories) returns void language sql as $$
    select search_index(s.id, 'STORY', s.language, array[s.language], s.title || ' ' || array_to_string(s.tags, ' '), s.body)
$$;
create function search_index_comment(c comments) returns void language sql as $$
    select search_index(c.id, 'COMMENT', c.language, array[c.language], '', c.body)
$$;
-- A person's languages are theirs to know. What a profile says is read by name: not every schema has it.
create function search_index_user(u users) returns void language sql as $$
    select search_index(u.id, 'USER', 'und', '{}', u.handle || ' ' || u.display_name, coalesce(to_jsonb(u) ->> 'bio', ''))
$$;

create function search_board_written() returns trigger language plpgsql as $$
begin
    perform search_index_board(new);
    return null;
end $$;
create function search_story_written() returns trigger language plpgsql as $$
begin
    perform search_index_story(new);
    return null;
end $$;
create function search_comment_written() returns trigger language plpgsql as $$
begin
    perform search_index_comment(new);
    return null;
end $$;
create function search_user_written() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or (to_jsonb(new) -> 'handle', to_jsonb(new) -> 'display_name', to_jsonb(new) -> 'bio')
                       is distinct from
                       (to_jsonb(old) -> 'handle', to_jsonb(old) -> 'display_name', to_jsonb(old) -> 'bio') then
        perform search_index_user(new);
    end if;
    return null;
end $$;
create function search_subject_deleted() returns trigger language plpgsql as $$
begin
    delete from search_documents where id = old.id;
    return null;
end $$;

-- Counters and statuses change far more often than texts: only what is searched is named.
create trigger search_written after insert or update of title, slug, description, languages on boards
    for each row execute function search_board_written();
create trigger search_written after insert or update of title, body, language, tags on stories
    for each row execute function search_story_written();
create trigger search_written after insert or update of body, language on comments
    for each row execute function search_comment_written();
create trigger search_written after insert or update on users
    for each row execute function search_user_written();
create trigger search_deleted after delete on boards for each row execute function search_subject_deleted();
create trigger search_deleted after delete on stories for each row execute function search_subject_deleted();
create trigger search_deleted after delete on comments for each row execute function search_subject_deleted();
create trigger search_deleted after delete on users for each row execute function search_subject_deleted();

-- What was written before.
select search_index_board(b) from boards b;
select search_index_story(s) from stories s;
select search_index_comment(c) from comments c;
select search_index_user(u) from users u;
