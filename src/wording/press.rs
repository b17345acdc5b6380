//! The text of the page for journalists, in Swedish and English.

use serde::Serialize;

use super::Wording;

/// Templates use the field names.
#[derive(Debug, Serialize)]
pub struct PressWording {
    pub intro: &'static str,
    pub contacts: &'static str,
    pub contacts_note: &'static str,
    pub formats: &'static str,
    pub formats_text: &'static str,
    pub web_page: &'static str,
    pub for_example: &'static str,
    pub files_text: &'static str,
    pub follow: &'static str,
    pub follow_text: &'static str,
    pub feeds: &'static str,
    pub delivery: &'static str,
    pub delivery_text: &'static str,
    pub delivery_ways: &'static [DeliveryWay],
    pub delivery_ask: &'static str,
    pub embargo: &'static str,
    pub embargo_text: &'static str,
    pub embargo_open_ended_text: &'static str,
    pub changes: &'static str,
    pub changes_text: &'static str,
    pub correction_text: &'static str,
    pub update_text: &'static str,
    pub withdrawal_text: &'static str,
    pub corrections: &'static str,
    pub terms: &'static str,
    pub picture_terms: &'static str,
}

/// A way in which a news desk can have releases sent to it.
#[derive(Debug, Serialize)]
pub struct DeliveryWay {
    pub name: &'static str,
    pub what: &'static str,
}

impl Wording {
    pub fn press(&self) -> &'static PressWording {
        if self.is_swedish() { &SWEDISH } else { &ENGLISH }
    }
}

static SWEDISH: PressWording = PressWording {
    intro: "Här står hur du når oss, i vilka format varje meddelande kommer, hur du följer nyheterna och vad våra märkningar betyder.",
    contacts: "Presskontakt",
    contacts_note: "Gäller frågan ett visst meddelande? Kontakterna för det står sist i meddelandet.",
    formats: "Format",
    formats_text: "Varje meddelande finns i de här formaten, med samma text i alla. Filerna heter som meddelandet och ligger i dess mapp. Länkarna står sist på meddelandets sida.",
    web_page: "Webbsida",
    for_example: "Ett exempel är det senaste meddelandet:",
    files_text: "Pressbilder och bilagor står i meddelandet, med bildtext, upphov och villkor.",
    follow: "Följ nyheterna",
    follow_text: "Du kan följa allt, eller bara ett ämne, en avdelning eller ett område. Du behöver inget konto och lämnar inga uppgifter.",
    feeds: "Flöden och hur de fungerar",
    delivery: "Direkt till redaktionen",
    delivery_text: "Redaktioner kan få meddelandena skickade till sitt eget system när de publiceras. En rättelse eller återkallelse går till alla som har fått meddelandet. Ni väljer format, och om ni vill ha allt eller bara vissa ämnen, områden eller språk.",
    delivery_ways: &[
        DeliveryWay { name: "SFTP, FTPS", what: "En fil för varje meddelande, i en mapp på er server." },
        DeliveryWay { name: "E-post", what: "Ett brev för varje meddelande, om ni vill med filer till ert system." },
        DeliveryWay { name: "Webhook", what: "Ett signerat anrop till en adress hos er, med meddelandet som ninjs." },
        DeliveryWay { name: "Hämtning", what: "Ni hämtar meddelandena i ordning hos oss, när det passar er." },
    ],
    delivery_ask: "Hör av er till presskontakten så ordnar vi det. Skriv vilket sätt och vilket format ni vill ha, vilka meddelanden det gäller och vem hos er som sköter tekniken.",
    embargo: "Embargo",
    embargo_text: "Ett meddelande med embargo lämnas i förväg till redaktioner. Det är märkt ”Embargo till” med dag och klockslag. Ni kan förbereda er, men inget av innehållet får publiceras före den tidpunkten. Här på webbplatsen, i flödena och i filerna finns inget av det förrän embargot har gått ut.",
    embargo_open_ended_text: "”Embargo tills vidare” betyder att tidpunkten inte är bestämd. Vänta tills vi säger till.",
    changes: "Rättelser, uppdateringar och återkallade meddelanden",
    changes_text: "Ett meddelande behåller sin adress. Vad som har ändrats, och när, står först i det, och alla ändringar står sist.",
    correction_text: "Något var fel och är rättat. Har ni använt det som var fel, så rätta det hos er också.",
    update_text: "Något nytt har kommit till. Det som stod tidigare var inte fel.",
    withdrawal_text: "Meddelandet gäller inte längre. Använd ingen version av det. Sidan finns kvar och säger när det återkallades och varför.",
    corrections: "Alla rättade meddelanden",
    terms: "Villkor",
    picture_terms: "För bilder och bilagor gäller det som står vid var och en.",
};

static ENGLISH: PressWording = PressWording {
    intro: "How to reach us, which formats each release comes in, how to follow the news, and what our marks mean.",
    contacts: "Press contact",
    contacts_note: "Is it about one release? Whom to ask about it stands at the end of the release.",
    formats: "Formats",
    formats_text: "Each release comes in these formats, with the same text in all of them. The files are named for the release and are in its folder. The links stand at the end of its page.",
    web_page: "Web page",
    for_example: "One example is the latest release:",
    files_text: "Press pictures and documents stand in the release, with caption, credit and terms.",
    follow: "Follow the news",
    follow_text: "You can follow everything, or only one topic, department or area. You need no account and leave no details.",
    feeds: "Feeds and how they work",
    delivery: "Straight to your news desk",
    delivery_text: "News desks can have releases sent to their own systems when they are published. A correction or withdrawal goes to everyone who has got the release. You choose the format, and whether you want everything or only some topics, areas or languages.",
    delivery_ways: &[
        DeliveryWay { name: "SFTP, FTPS", what: "A file for each release, in a folder on your server." },
        DeliveryWay { name: "E-mail", what: "A mail for each release, with files for your system if you want them." },
        DeliveryWay { name: "Webhook", what: "A signed request to an address of yours, with the release as ninjs." },
        DeliveryWay { name: "Fetching", what: "You fetch the releases in order from us, when it suits you." },
    ],
    delivery_ask: "Ask the press contact, and we will set it up. Say which way and which format you want, which releases, and who looks after your system.",
    embargo: "Embargoes",
    embargo_text: "A release under embargo is given to newsrooms beforehand. It is marked “Embargoed until” with day and time. You can prepare, but nothing of what it says may be published before that time. Nothing of it is on this site, in the feeds or in the files until the embargo has ended.",
    embargo_open_ended_text: "“Embargoed until further notice” means that the time has not been decided. Wait until we tell you.",
    changes: "Corrections, updates and withdrawn releases",
    changes_text: "A release keeps its address. What was changed, and when, stands first in it, and all changes stand at its end.",
    correction_text: "Something was wrong and has been put right. If you have used what was wrong, put that right too.",
    update_text: "Something new has been added. What was said before was not wrong.",
    withdrawal_text: "The release no longer holds. Do not use any version of it. The page stays, and says when it was withdrawn and why.",
    corrections: "All corrected releases",
    terms: "Terms of use",
    picture_terms: "For pictures and documents, what is said beside each of them holds.",
};
