//! The phrases that mark the parts of a release, in Swedish and English.

use crate::model::Kind;

/// Before or above a headline, for the kind of message.
const KINDS: [(&str, Kind); 11] = [
    ("pressmeddelande", Kind::PressRelease),
    ("pressinformation", Kind::PressRelease),
    ("press release", Kind::PressRelease),
    ("pressinbjudan", Kind::Invitation),
    ("press invitation", Kind::Invitation),
    ("inbjudan", Kind::Invitation),
    ("invitation", Kind::Invitation),
    ("nyhet", Kind::News),
    ("news", Kind::News),
    ("uttalande", Kind::Statement),
    ("statement", Kind::Statement),
];

/// Above contacts.
const CONTACT: &str = "för mer information, vänligen kontakta|för mer information, kontakta|för mer information kontakta|\
    för ytterligare information, kontakta|för ytterligare information kontakta|för ytterligare information|\
    för mer information|vid frågor, kontakta|vid frågor kontakta|kontaktpersoner|kontaktperson|kontaktuppgifter|kontaktinformation|pressfrågor|\
    för ytterligare upplysningar|för upplysningar|kontakt för mer information|\
    presskontakter|presskontakt|mediekontakt|mediekontakter|kontakta oss|kontakta gärna|kontakter|kontakta|kontakt|\
    kontakt för media|kontakt för medier|kontakt för press|pressansvarig|frågor besvaras av|upplysningar lämnas av|\
    for more information, please contact|for more information, contact|for further information, please contact|\
    for more information|for further information|for media enquiries|for press enquiries|media enquiries|press enquiries|\
    press contacts|press contact|media contacts|media contact|contact person|contact persons|contacts|contact us|contact";

/// Above contacts, or above a text: only who stands below it says which.
const MAYBE_CONTACT: &str = "mer information|ytterligare information|ytterligare upplysningar|upplysningar|mer information lämnas av|har du frågor|frågor|vill du veta mer|vid frågor|\
    more information|further information|questions|any questions|do you have questions";

/// Words that ask to call or write, at the end of a sentence that begins as one about contacts does.
const ASKING: &str = "kontakta gärna|hör av dig till|hör av er till|hör av sig till|vända sig till|vänder sig till|kontakta|ring|mejla|maila|kontakt|contact|call|besvaras av|lämnas av";
const ASKED: &str = "media|medier|medierna|journalister|redaktioner|för|vid|har du|frågor|upplysningar|ytterligare|mer|kontakta|kontakt|vill du|for|questions|if you have";

/// Below a letter or an e-mail, above the name of its sender.
const CLOSINGS: &str = "vänliga hälsningar|vänlig hälsning|med vänlig hälsning|med vänliga hälsningar|bästa hälsningar|hälsningar|mvh|vänligen|\
    kind regards|best regards|regards|sincerely|yours sincerely|best wishes";

/// Above links.
const READ_MORE: [&str; 2] = ["läs mer", "read more"];

/// Buttons and links of a web page that are copied with the text.
const PAGE_CHROME: &str = "skriv ut|skriv ut sidan|skriv ut sida|skriv ut den här sidan|dela|dela sidan|dela artikeln|dela på facebook|\
    dela på twitter|dela på linkedin|dela på x|dela via e-post|dela evenemanget|dela inlägget|dela detta|dela nyheten|dela på|facebook|\
    twitter|linkedin|tipsa|tipsa en vän|lyssna|lyssna på sidan|till toppen|till sidans topp|tillbaka|tillbaka till nyhetsarkivet|\
    till startsidan|hoppa till innehåll|hoppa till innehållet|hoppa till huvudinnehåll|hoppa till huvudinnehållet|\
    hoppa till sidans innehåll|till innehåll på sidan|till innehållet|till sidans innehåll|till huvudinnehåll|till huvudinnehållet|\
    gå till innehåll|gå till innehållet|gå direkt till innehåll|gå direkt till innehållet|direkt till innehåll|du är här|du är här:|sök|\
    meny|visa meny|stäng meny|till pressrummet|spara som pdf|ladda ner som pdf|skriv ut som pdf|kopiera länk|kopiera länken|läs upp|\
    lyssna på texten|öppna meny|logga in|print|print this page|share|share this page|share on facebook|share on x|share on linkedin|\
    copy link|back to top|you are here:|skip to content|skip to main content|skip to main|jump to content|menu|search|listen|log in";

/// What pages ask at the foot of a text.
const FEEDBACK: &str = "hjälpte informationen på sidan dig|hjälpte den här sidan dig|hjälpte sidan dig|hjälpte informationen dig|\
    var informationen till hjälp|var sidan till hjälp|var den här informationen till hjälp|hjälpte den här informationen dig|var den här sidan till hjälp|hittade du vad du sökte|hittade du det du sökte|\
    fick du hjälp av informationen på sidan|blev du hjälpt av informationen|lämna synpunkter på sidan|tyck till om sidan|\
    did you find what you were looking for|was this page helpful|was this information helpful";

/// Buttons where there are others beside them; words elsewhere.
const WEAK_CHROME: &str = "e-post|mejl|x|upp|ja|nej|ja nej|yes|no|skicka|stäng|följ oss|instagram|whatsapp|bluesky|email|mail|rss|svara|bokmärk|\
    start|hem|stäng av|pinterest|threads|mastodon|top|back";

/// Above other news, tags and forms that stand on the page of a release.
const FURNITURE: &str = "relaterade nyheter|relaterat|relaterat innehåll|relaterade sidor|relaterade artiklar|fler nyheter|fler artiklar|fler inlägg|\
    fler pressmeddelanden|andra läser också|läs också|läs även|mer aktuellt|senaste nyheterna|senaste nytt|senaste nyheter|\
    senaste pressmeddelandena|andra nyheter|aktuella nyheter|kommentarer|lämna ett svar|lämna en kommentar|skriv en kommentar|taggar|ämnen|\
    kategorier|kategori|nyckelord|ämnesord|regioner|prenumerera|abonnera|snabblänkar|hitta snabbt|genvägar|om webbplatsen|om kakor|om cookies|\
    kakor|följ oss|dela detta|dela sidan|dela|dela artikeln|kontaktcenter|related news|related content|related articles|\
    related|more news|latest news|read also|comments|leave a reply|leave a comment|tags|categories|topics|keywords|subscribe|quick links|\
    share this page|share|about cookies|follow us|about this website|navigering";

/// Before the name of who keeps the page.
const BYLINES: &str = "publicerad av|publicerat av|skriven av|skrivet av|sidansvarig|sidansvariga|innehållsansvarig|uppdaterad av|ansvarig för sidan|\
    publicerat i|publicerad i|postat i|postad av|taggat|taggat med|taggad|published by|written by|posted by|posted in|page owner|tagged|filed under";

/// The first step of breadcrumbs.
const HOME: &str = "startsida|startsidan|start|hem|home|förstasidan|du är här|you are here";

/// Verbs after a quote.
const SPEECH_VERBS: &str = "säger|sade|sa|uppger|berättar|menar|förklarar|skriver|konstaterar|kommenterar|tycker|hälsar|says|said";

/// Whether `words`, separated by `|`, include `word`.
pub fn contains(words: &str, word: &str) -> bool {
    words.split('|').any(|one| one == word)
}

/// Lower case, without a final colon or full stop.
pub fn normalize_label(text: &str) -> String {
    text.trim().trim_end_matches([':', '.']).trim_end().to_lowercase()
}

/// The length in bytes of `words` at the start of `text`, ignoring case.
pub fn starts_with(text: &str, words: &str) -> Option<usize> {
    let mut rest = text.chars();
    for word in words.chars() {
        let c = rest.next()?;
        if !c.to_lowercase().eq(word.to_lowercase()) {
            return None;
        }
    }
    Some(text.len() - rest.as_str().len())
}

/// The kind before a headline (`Pressmeddelande: ...`), and where the headline begins.
pub fn kind_prefix(text: &str) -> Option<(Kind, usize)> {
    KINDS.iter().find_map(|(words, kind)| {
        let end = starts_with(text, words)?;
        let rest = text.get(end..)?;
        let sign = rest.trim_start();
        let after = sign.strip_prefix(':').or_else(|| sign.strip_prefix('|')).or_else(|| {
            let dash = sign.strip_prefix(['–', '—', '-'])?;
            // `Pressmeddelande-mall` is one word.
            (rest.len() > sign.len() && dash.starts_with(char::is_whitespace)).then_some(dash)
        })?;
        Some((*kind, text.len() - after.trim_start().len()))
    })
}

/// The kind in a line of its own.
pub fn kind_label(text: &str) -> Option<Kind> {
    let label = normalize_label(text);
    KINDS.iter().find(|(words, _)| *words == label).map(|(_, kind)| *kind)
}

/// The kind at the start of a line, and where the rest begins.
pub fn leading_kind(text: &str) -> Option<(Kind, usize)> {
    KINDS.iter().find_map(|(words, kind)| {
        let end = starts_with(text, words)?;
        text.get(end..)?.starts_with(char::is_whitespace).then_some((*kind, end))
    })
}

/// The kind in a line above a headline: `Gemensamt pressmeddelande från Solvik`, `Inbjudan till medier`.
pub fn kind_within(text: &str) -> Option<Kind> {
    const BEFORE: &str = "gemensamt|joint|nytt|lokalt|regionalt";
    let lower = text.trim().to_lowercase();
    let mut words = lower.split_whitespace();
    let first = words.next()?;
    let rest: &str = if contains(BEFORE, first) { lower.get(first.len()..)?.trim_start() } else { &lower };
    KINDS.iter().find_map(|(words, kind)| {
        let rest = rest.strip_prefix(words)?;
        let fits = ["från ", "till ", "from ", "to ", "by ", "av "].iter().any(|word| rest.trim_start().starts_with(word));
        (fits || rest.trim().is_empty() || rest.trim_start().starts_with(|c: char| c.is_ascii_digit())).then_some(*kind)
    })
}

/// A headline that begins with who says it: `Uttalande av Anna Berg`.
pub fn is_statement(headline: &str) -> bool {
    const STARTS: [&str; 8] = [
        "uttalande av ",
        "uttalande från ",
        "uttalande med anledning ",
        "kommentar av ",
        "kommentar från ",
        "statement by ",
        "statement from ",
        "statement on ",
    ];
    STARTS.iter().any(|start| starts_with(headline, start).is_some())
}

pub fn is_contact(text: &str) -> bool {
    // `Kontakt / Contact`
    let label = normalize_label(text);
    let label = label.trim_end_matches(['?', '!', ',']).trim_end();
    contains(CONTACT, label)
        || (label.contains('/') && label.split('/').all(|part| contains(CONTACT, part.trim())))
        || asks_to_contact(label)
}

/// `För mer information om pressträffen, kontakta`
fn asks_to_contact(label: &str) -> bool {
    let begins = ASKED.split('|').any(|words| label.strip_prefix(words).is_some_and(|rest| rest.starts_with([' ', ','])));
    let ends = ASKING.split('|').any(|words| {
        let rest = label.strip_suffix(words);
        rest.is_some_and(|rest| rest.ends_with([' ', ',']))
    });
    begins && ends && label.chars().count() <= 120 && !label.contains(". ")
}

/// A heading that is one above contacts if they follow.
pub fn may_be_contact(text: &str) -> bool {
    let label = normalize_label(text);
    let label = label.trim_end_matches(['?', '!', ',']).trim_end();
    // `Frågor om bygget: Anna Berg, 08-465 004 01` is a contact itself.
    let is_longer = !label.contains(':') && MAYBE_CONTACT.split('|').any(|words| label.starts_with(&format!("{words} om ")));
    contains(MAYBE_CONTACT, label) || is_longer
}

/// Whether contacts below it answer journalists.
pub fn is_press_label(text: &str) -> bool {
    let label = text.to_lowercase();
    ["press", "medi"].iter().any(|word| label.contains(word))
}

pub fn is_closing(text: &str) -> bool {
    contains(CLOSINGS, normalize_label(text).trim_end_matches([',', '!']))
}

/// `Kontakt: Anna Berg ...`: where the contact begins.
pub fn contact_prefix(text: &str) -> Option<usize> {
    let listed = CONTACT.split('|').find_map(|words| {
        let end = starts_with(text, words)?;
        let rest = text.get(end..)?;
        let after = match rest.trim_start().strip_prefix(':') {
            Some(after) => after,
            // Without a colon, only a phrase that ends with "contact".
            None if words.ends_with("kontakta") || words.ends_with(" contact") || words.ends_with(" av") => {
                rest.strip_prefix(' ')?
            }
            None => return None,
        };
        Some(text.len() - after.trim_start().len())
    });
    listed.or_else(|| asking_prefix(text))
}

/// `Kontaktperson under kvällar och helger: Anna Berg`
pub fn is_contact_with_label(text: &str) -> bool {
    const STARTS: &str = "kontaktperson |presskontakt |mediekontakt |kontakt under |kontakt på |press contact ";
    const LONGEST: usize = 60;
    let label = text.split_once(':').map_or("", |(label, _)| label.trim_start());
    label.chars().count() <= LONGEST && STARTS.split('|').any(|start| starts_with(label, start).is_some())
}

/// `Vid frågor ring gatukontoret`: where the words after the request begin.
fn asking_prefix(text: &str) -> Option<usize> {
    let words: Vec<&str> = ASKING.split('|').filter(|word| *word != "kontakt").collect();
    let mut end = 0;
    for word in text.split_inclusive(char::is_whitespace).take(14) {
        end += word.len();
        let label = text.get(..end)?.trim_end_matches([' ', ':']);
        let asks = words.iter().any(|asking| label.to_lowercase().ends_with(asking));
        if asks && asks_to_contact(&label.to_lowercase()) {
            return Some(end).filter(|end| *end < text.len());
        }
    }
    None
}

pub fn is_read_more(text: &str) -> bool {
    READ_MORE.contains(&normalize_label(text).as_str())
}

/// `Läs mer om projektet`
pub fn is_read_more_line(text: &str) -> bool {
    READ_MORE
        .iter()
        .any(|words| starts_with(text, words).is_some_and(|end| text.get(end..).is_some_and(|rest| rest.starts_with(' '))))
}

pub fn is_page_chrome(text: &str) -> bool {
    let label = normalize_label(text);
    let is_mail_foot = ["tänk på miljön", "please consider the environment"].iter().any(|start| label.starts_with(start));
    (is_mail_foot && label.chars().count() <= 120)
        || contains(PAGE_CHROME, &label)
        || contains(PAGE_CHROME, &text.trim().to_lowercase())
        || is_feedback(text)
}

/// `Hjälpte informationen på sidan dig?`
pub fn is_feedback(text: &str) -> bool {
    contains(FEEDBACK, normalize_label(text).trim_end_matches('?').trim_end())
}

/// Buttons in one line, of which one alone may be a word: `Skriv ut | Tipsa | Lyssna`.
pub fn are_buttons<'t>(parts: impl Iterator<Item = &'t str>) -> bool {
    let parts: Vec<String> = parts.map(normalize_label).filter(|part| part.chars().any(char::is_alphanumeric)).collect();
    let is_strong = |part: &String| contains(PAGE_CHROME, part);
    parts.iter().any(is_strong) && parts.iter().all(|part| is_strong(part) || contains(WEAK_CHROME, part))
}

/// A heading above other news, tags or forms: `Fler nyheter`, `Senaste pressmeddelandena från Solvik`.
pub fn is_furniture_heading(text: &str) -> bool {
    let label = normalize_label(text);
    let label = label.trim_end_matches(['?', '!']).trim_end();
    let longer = [
        "fler nyheter från ",
        "senaste pressmeddelandena från ",
        "fler pressmeddelanden från ",
        "senaste nytt från ",
        "följ ",
        "prenumerera på ",
        "more news from ",
        "latest news from ",
        "subscribe to ",
        "relaterade ",
    ];
    contains(FURNITURE, label) || is_feedback(text) || (label.len() < 80 && longer.iter().any(|start| label.starts_with(start)))
}

/// `Sidansvarig: Anna Berg`, in a short line.
pub fn is_byline(text: &str) -> bool {
    let short = text.chars().count() <= 80 && !text.trim_end().ends_with('.');
    short
        && BYLINES.split('|').any(|words| {
            let rest = starts_with(text.trim(), words).and_then(|end| text.trim().get(end..));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ']))
        })
}

/// The path through a site: `Startsida / Nyhetsarkiv / ...`.
pub fn is_breadcrumb<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    const SIGNS: [char; 6] = ['/', '>', '»', '›', '→', '|'];
    let Some(first) = lines.next() else { return false };
    let mut steps = first.split(SIGNS).map(normalize_label);
    let home = steps.next().is_some_and(|step| HOME.split('|').any(|home| step == home || step.starts_with(&format!("{home}:"))));
    let second = lines.next();
    home && (steps.next().is_some() || second.is_some())
}

/// The page itself, at the end of its path.
pub fn last_step(text: &str) -> Option<String> {
    let step = text.rsplit(['/', '>', '»', '›', '→', '|']).next()?.trim();
    (step.chars().count() > 3).then(|| step.to_owned())
}

/// Words between the author, the category and the date of a post.
pub fn is_byline_word(text: &str) -> bool {
    const WORDS: &str =
        "i|in|by|av|den|on|posted|postat|publicerat|skriven av|posted in|posted by|posted on|tags|taggar|tags:|category|kategori";
    contains(WORDS, &normalize_label(text))
}

/// `Så behandlar vi personuppgifter`
pub fn is_privacy_notice(text: &str) -> bool {
    let lower = text.to_lowercase();
    let begins = ["så behandlar vi ", "så hanterar vi ", "läs om hur vi behandlar ", "how we process ", "how we handle "];
    text.chars().count() < 200
        && begins.iter().any(|words| lower.starts_with(words))
        && (lower.contains("personuppgift") || lower.contains("personal data"))
}

/// `Sida 1 (2)`, `Page 2 of 3`
pub fn is_page_number(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let rest = lower.strip_prefix("sida ").or_else(|| lower.strip_prefix("page ")).unwrap_or(&lower);
    let numbers: Vec<&str> = rest.split(['(', ')', ' ', '/']).filter(|word| !matches!(*word, "" | "av" | "of")).collect();
    let is_number = |word: &&str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let says_page = rest.len() < lower.len();
    (1..=2).contains(&numbers.len()) && numbers.iter().all(is_number) && (says_page || (numbers.len() == 2 && rest.ends_with(')')))
}

/// `123 45 Solvik`
pub fn has_postal_code(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',' || c == '-').filter(|word| !word.is_empty()).collect();
    let is_digits = |word: &str, count: usize| word.len() == count && word.bytes().all(|b| b.is_ascii_digit());
    words.windows(3).any(|words| match words {
        [first, second, town] => is_digits(first, 3) && is_digits(second, 2) && town.starts_with(char::is_uppercase),
        _ => false,
    })
}

/// `Hej!` above the text of a mail.
pub fn is_greeting(text: &str) -> bool {
    const STARTS: &str = "hej|hejsan|hallå|god morgon|goddag|god dag|hi|hello|dear|bästa|kära|good morning";
    /// `Hej sommar!` is a headline.
    const REST: &str = "alla|på|er|dig|du|redaktionen|redaktion|journalister|igen|there|all|everyone|sir|madam|or|kollegor|vänner";
    let text = text.trim();
    let begins = |words: &str| {
        let rest = starts_with(text, words).and_then(|end| text.get(end..)).filter(|rest| !rest.starts_with(char::is_alphanumeric));
        let mut others = rest.unwrap_or_default().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        rest.is_some() && (text.ends_with(',') || others.all(|word| contains(REST, &word.to_lowercase())))
    };
    text.split_whitespace().count() <= 4 && STARTS.split('|').any(begins)
}

/// A line of the question for consent above a page: `Vi använder kakor`.
pub fn is_cookie_banner(text: &str) -> bool {
    const LONGEST: usize = 300;
    const BUTTONS: &str = "acceptera alla|acceptera kakor|godkänn alla|godkänn kakor|endast nödvändiga|bara nödvändiga|avvisa alla|tillåt alla|neka alla|\
        accept all|reject all|only necessary|necessary only|allow all|hantera kakor|inställningar för kakor|cookie settings|om kakor|om cookies";
    const STARTS: &str = "vi använder|webbplatsen använder|den här webbplatsen|den här sidan|denna webbplats|vår webbplats|välj vilka|på vår webbplats|\
        genom att|we use|this website|this site|our website|by using|choose which|kakor på|cookies på|du kan|läs mer om|you can";
    let lower = text.trim().to_lowercase();
    let names_cookies = lower.split(|c: char| !c.is_alphanumeric()).any(|word| contains("kakor|cookies|kakorna|cookie", word));
    let begins = |words: &str| words.split('|').any(|start| lower.starts_with(start));
    text.len() <= LONGEST && (begins(BUTTONS) || (names_cookies && begins(STARTS)))
}

/// `Startsida`, or a button: a line of the menu of a page that was copied as a whole.
pub fn is_menu_line(text: &str) -> bool {
    is_page_chrome(text) || contains(HOME, &normalize_label(text))
}

/// A line about the page without `Lästid: 2 minuter` or `2 min läsning`.
pub fn without_reading_time(text: &str) -> String {
    const BEFORE: &str = "lästid|läsningstid|readtime";
    const AFTER: &str = "läsning|lästid|read";
    const UNITS: &str = "min|minut|minuter|minuters|minute|minutes|mins|s|sek|sekunder|ca|cirka|about|under|mindre|än";
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare: Vec<String> =
        words.iter().map(|word| word.trim_matches([':', '.', '|', '•', '·', ',', '(', ')']).to_lowercase()).collect();
    let is_length = |word: &String| contains(UNITS, word) || word.is_empty() || word.bytes().all(|b| b.is_ascii_digit());
    let named = |at: usize, names: &str| bare.get(at).is_some_and(|word| contains(names, word));
    let is_english = |at: usize| bare.get(at..at + 2).is_some_and(|pair| pair == ["reading", "time"]);
    let of_length = |from: usize| bare.iter().skip(from).take_while(|word| is_length(word)).count();
    let found = (0..words.len()).find_map(|at| {
        let label = if is_english(at) { 2 } else { usize::from(named(at, BEFORE)) };
        let length = of_length(at + label);
        if label > 0 && length > 0 {
            return Some(at..at + label + length);
        }
        let is_number =
            bare.get(at).is_some_and(|word| !word.is_empty() && word.len() < 3 && word.bytes().all(|b| b.is_ascii_digit()));
        (is_number && named(at + 1, UNITS) && named(at + 2, AFTER)).then_some(at..at + 3)
    });
    let Some(found) = found else { return text.to_owned() };
    let left: Vec<&str> = words.iter().enumerate().filter(|(at, _)| !found.contains(at)).map(|(_, word)| *word).collect();
    left.join(" ").trim_matches([' ', '|', '•', '·', ',', '–', '-']).to_owned()
}

/// What stands behind the text of a page that was copied as a whole.
pub fn begins_page_foot(text: &str) -> bool {
    const MARKS: &str = "dela sidan|dela artikeln|dela den här sidan|dela|till toppen|till sidans topp|share this page|back to top";
    let label = normalize_label(text);
    contains(MARKS, &label)
        || ["sidan uppdaterad", "sidan senast uppdaterad", "sidan granskad"].iter().any(|words| label.starts_with(words))
}

pub fn names_speaker(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| contains(SPEECH_VERBS, &word.to_lowercase()))
}

/// Where a quote begins after its dash, whichever it is. `–75,6 mnkr` is an amount.
pub fn quote_dash(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(['–', '—', '―', '-', '‑', '−'])?;
    let words = rest.trim_start();
    if words.is_empty() || words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–')) {
        return None;
    }
    // A hyphen needs a space: `-talet` is half a word.
    if words.len() == rest.len() && text.starts_with(['-', '‑', '−']) && !words.starts_with(char::is_uppercase) {
        return None;
    }
    Some(text.len() - words.len())
}
