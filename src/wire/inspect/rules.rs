//! The rules for messages, with severity and remedy.
//!
//! They come from IPTC 7901 (recommended message format, revision 5, 1995: <https://iptc.org/standards/iptc-7901/>), from known receivers and
//! from our own profile; for the press text from the layout that Depesch writes.

use crate::diag::{Message, Severity};
use crate::wire::inspect::dialect::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RuleScope {
    All,
    /// Agencies have other conventions: in their dialects a violation is an info.
    Ours,
}

/// One row for each rule: name, severity, scope, and the remedy in English and in Swedish.
macro_rules! rules {
    ($($rule:ident $name:literal $severity:ident $scope:ident $en:literal $sv:literal)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($rule),* }

        impl Rule {
            pub const ALL: &[Rule] = &[$(Rule::$rule),*];

            pub fn name(self) -> &'static str {
                match self { $(Rule::$rule => $name),* }
            }

            /// Error: a receiver loses or misreads the message. Warning: a violation of our own rules. Info: a convention of an agency.
            pub fn severity(self, dialect: Dialect) -> Severity {
                let (severity, scope) = match self { $(Rule::$rule => (Severity::$severity, RuleScope::$scope)),* };
                if scope == RuleScope::Ours && dialect.is_agency() { Severity::Info } else { severity }
            }

            pub fn hint(self) -> Message {
                let (en, sv) = match self { $(Rule::$rule => ($en, $sv)),* };
                Message { en: en.to_owned(), sv: sv.to_owned() }
            }
        }
    };
}

rules! {
    Empty "empty" Error All
        "send the file again" "skicka filen igen"
    TooLong "too-long" Error All
        "send one message to a file, and pictures in files of their own" "skicka ett meddelande per fil, och bilder i egna filer"
    NoSoh "no-soh" Error All
        "begin the file with the byte 01 (SOH), glued to the header line" "börja filen med byten 01 (SOH), tätt intill rubrikraden"
    TwoSoh "two-soh" Error All
        "send one message to a file, and no byte 01 in its text" "skicka ett meddelande per fil, och ingen byte 01 i texten"
    BeforeSoh "before-soh" Warning All
        "let the file begin with SOH" "låt filen börja med SOH"
    FillersBefore "fillers-before" Info All
        "receivers that look for SOH in the first byte need the fillers taken away"
        "mottagare som söker SOH i första byten behöver få utfyllnaden borttagen"
    Header "header" Error All
        "write `SOH service number, priority, category, words` with exactly one space between and one after, as Superdesk looks for it"
        "skriv `SOH tjänst nummer, prioritet, kategori, ord` med exakt ett mellanslag mellan och ett efter, så som Superdesk söker det"
    HeaderCharacter "header-character" Warning All
        "write the header in plain letters: BOTKYRKA, MALMO" "skriv rubrikraden med enkla bokstäver: BOTKYRKA, MALMO"
    Service "service" Warning Ours
        "name the service in two to four letters" "ange tjänsten med två till fyra bokstäver"
    Number "number" Warning Ours
        "number the messages of a day with three or four digits" "numrera dagens meddelanden med tre eller fyra siffror"
    Priority "priority" Warning All
        "give a priority from 1 (highest) to 9" "ange en prioritet från 1 (högst) till 9"
    NoWords "no-words" Warning Ours
        "state how many words the text has" "ange hur många ord texten har"
    WordsPadded "words-padded" Info All
        "the number is read all the same" "talet läses ändå"
    WordCount "word-count" Warning Ours
        "count what holds a letter or a digit from the first empty line after the headline to the mark; numbers of lists do not count"
        "räkna det som har en bokstav eller siffra från första tomma raden efter rubriken till märket; listnummer räknas inte"
    OptionalLong "optional-information-long" Warning All
        "keep the free text of the header within 50 characters" "håll rubrikradens fria text inom 50 tecken"
    NoKeywords "no-keywords" Info All
        "a line of keywords between header and STX helps desks to sort" "en rad nyckelord mellan rubrikrad och STX hjälper redaktionerna att sortera"
    KeywordOpen "keyword-open" Warning Ours
        "close every keyword with `/`, the last one too" "avsluta varje nyckelord med `/`, också det sista"
    NoStx "no-stx" Error All
        "put the byte 02 (STX) before the first character of the headline" "sätt byten 02 (STX) före rubrikens första tecken"
    TwoStx "two-stx" Error All
        "keep the byte 02 out of the text" "håll byten 02 borta från texten"
    StxWithinLine "stx-within-line" Error All
        "begin a new line with STX: receivers look for it there alone" "börja en ny rad med STX: mottagare söker det bara där"
    NoHeadline "no-headline" Error All
        "write the headline directly after STX, or in press text after the first empty line"
        "skriv rubriken direkt efter STX, eller i presstext efter första tomma raden"
    HeadlineOpen "headline-open" Warning Ours
        "end the last line of the headline with a space and `=`" "avsluta rubrikens sista rad med mellanslag och `=`"
    Bell "bell" Info All
        "remove the bells: no receiver rings them any more" "ta bort klocksignalerna: ingen mottagare ringer längre"
    StatusMissing "status-missing" Warning Ours
        "say it to people too, on a line of its own below the headline" "säg det till människor också, på en egen rad under rubriken"
    SignalMissing "signal-missing" Warning Ours
        "say it to machines too, last in the header: COR, UPD or UTG and the number that is replaced"
        "säg det till maskiner också, sist i rubrikraden: COR, UPD eller UTG och numret som ersätts"
    NoReason "no-reason" Info All
        "say what was wrong and what is right" "tala om vad som var fel och vad som är rätt"
    KillPriority "kill-priority" Info All
        "send a kill with priority 1 or 2" "skicka en återkallelse med prioritet 1 eller 2"
    NoBody "no-body" Warning All
        "write the text after an empty line below the headline" "skriv texten efter en tom rad under rubriken"
    NoMark "no-mark" Warning Ours
        "write `The following information is not intended for publication` on a line of its own between text and contacts"
        "skriv `The following information is not intended for publication` på en egen rad mellan text och kontakter"
    MarkUnseen "mark-unseen" Info All
        "Superdesk looks for `The following information is not intended for publication`, and else prints the contacts"
        "Superdesk söker `The following information is not intended for publication`, och trycker annars kontakterna"
    NoId "no-id" Warning Ours
        "write `Id:` and the id that stays the same for all versions" "skriv `Id:` och det id som är samma för alla versioner"
    VersionDiffers "version-differs" Warning All
        "write the same version in the header and in the notes" "skriv samma version i rubrikraden och i uppgifterna efter texten"
    NoEtx "no-etx" Error All
        "end the text with the byte 03 (ETX), glued to the date and time" "avsluta texten med byten 03 (ETX), tätt intill datum och tid"
    TwoEtx "two-etx" Error All
        "keep the byte 03 out of the text: receivers stop at the first" "håll byten 03 borta från texten: mottagare slutar vid den första"
    EtxWithinLine "etx-within-line" Error All
        "begin a new line with ETX: receivers look for it there alone" "börja en ny rad med ETX: mottagare söker det bara där"
    OutOfOrder "out-of-order" Error All
        "send SOH, STX, ETX and EOT in this order" "skicka SOH, STX, ETX och EOT i den ordningen"
    NoDateTime "no-date-time" Warning All
        "write the day, the time, GMT, the month and the year after ETX: 192200 GMT JUN 17"
        "skriv dag, tid, GMT, månad och år efter ETX: 192200 GMT JUN 17"
    DateTime "date-time" Warning All
        "write DDHHMM GMT MON YY: 192200 GMT JUN 17" "skriv DDTTMM GMT MÅN ÅÅ: 192200 GMT JUN 17"
    NoZone "no-zone" Info All
        "write GMT after the time: receivers do not know the sender's time zone" "skriv GMT efter tiden: mottagaren känner inte avsändarens tidszon"
    LocalMonth "local-month" Info All
        "write the English abbreviation: JAN, MAY, OCT, DEC" "skriv den engelska förkortningen: JAN, MAY, OCT, DEC"
    NoEot "no-eot" Warning All
        "end the file with the byte 04 (EOT)" "avsluta filen med byten 04 (EOT)"
    FillersAfter "fillers-after" Info All
        "the file is best over with EOT" "filen slutar helst med EOT"
    AfterEot "after-eot" Warning All
        "let the file end with EOT" "låt filen sluta med EOT"
    SecondMessage "second-message" Error All
        "send one message to a file: most receivers read only the first" "skicka ett meddelande per fil: de flesta mottagare läser bara det första"
    NotUnderstood "not-understood" Warning All
        "leave out what no field has a place for" "utelämna det som inget fält har plats för"
    LongLine "long-line" Warning All
        "break lines at spaces: at most 69 columns on the wire, 72 in press text" "bryt rader vid mellanslag: högst 69 kolumner på tråden, 72 i presstext"
    Control "control" Warning All
        "take control characters out of the text" "ta bort styrtecken ur texten"
    Tab "tab" Info All
        "write spaces instead of tabulators" "skriv mellanslag i stället för tabbar"
    LoneLf "lone-lf" Warning Ours
        "end every line with CR LF" "avsluta varje rad med CR LF"
    LfAfterHeader "lf-after-header" Info All
        "end the line with CR LF, or leave it out" "avsluta raden med CR LF, eller utelämna den"
    LoneCr "lone-cr" Warning All
        "end every line with CR LF" "avsluta varje rad med CR LF"
    Charset "charset" Warning All
        "use the charset that was agreed with the receiver, or name it with `--charset`"
        "använd den teckenuppsättning som är avtalad med mottagaren, eller ange den med `--charset`"
    MixedCharset "mixed-charset" Warning All
        "write the whole message in one set of characters" "skriv hela meddelandet i en och samma teckenuppsättning"
    National "national" Info All
        "the brackets are read as Swedish letters" "hakarna läses som svenska bokstäver"
    Mojibake "mojibake" Warning All
        "the text was decoded as Latin-1 somewhere and encoded again: fix it there"
        "texten har någonstans avkodats som latin-1 och kodats igen: rätta det där"
    Bom "bom" Warning All
        "leave out the byte order mark" "utelämna märket för byteordning"
    NoEndMark "no-end-mark" Warning All
        "write SLUT or -30- on a line of its own after the text" "skriv SLUT eller -30- på en egen rad efter texten"
    NoKind "no-kind" Warning All
        "begin with what it is: PRESSMEDDELANDE, PRESS RELEASE" "börja med vad det är: PRESSMEDDELANDE, PRESS RELEASE"
    NoStatus "no-status" Warning All
        "say in the head whether it may be used: FÖR OMEDELBAR PUBLICERING, EMBARGO TILL ..."
        "säg i huvudet om texten får användas: FÖR OMEDELBAR PUBLICERING, EMBARGO TILL ..."
    NoVersion "no-version" Info All
        "write `Version:` and its number in the head" "skriv `Version:` och numret i huvudet"
    NoContact "no-contact" Info All
        "name a contact that a desk can call" "ange någon som en redaktion kan ringa"
    NoLastLineEnd "no-last-line-end" Warning All
        "end the last line with CR LF" "avsluta sista raden med CR LF"
}
