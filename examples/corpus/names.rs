//! Names that the languages share: topics, parties, places, streets and people.

pub(super) const TOPICS: [(&str, &str); 12] = [
    ("forskola-och-skola", "Förskola och skola"),
    ("barn-och-unga", "Barn och unga"),
    ("bygga-och-bo", "Bygga och bo"),
    ("trafik-och-gator", "Trafik och gator"),
    ("kultur", "Kultur"),
    ("idrott-och-fritid", "Idrott och fritid"),
    ("aldre-och-omsorg", "Äldre och omsorg"),
    ("stod-och-trygghet", "Stöd och trygghet"),
    ("kommun-och-politik", "Kommun och politik"),
    ("miljo-och-klimat", "Miljö och klimat"),
    ("vatten-och-avfall", "Vatten och avfall"),
    ("arbete-och-foretag", "Arbete och företag"),
];

pub(super) const PARTIES: &[&str] = &["S", "M", "C", "L", "V", "KD", "MP"];

#[rustfmt::skip]
pub(super) const PLACES: &[&str] = &[
    "Norra hamnen", "Klockarängen", "Ekdungen", "Tallhöjden", "Sjöhagen", "Kvarnbäcken", "Östra åsen", "Lillskogen", "Granbacka",
    "Mellangården", "Varvsudden", "Solgläntan", "Bruksparken", "Ängsholmen", "Västerviken", "Stenmalmen", "Rönnlunda",
    "Fyrbacken", "Skeppsbro", "Hasselåsen", "Åkerdal", "Björkhult", "Södra strand", "Prästhagen", "Gropängen", "Lövnäset",
    "Kyrkviken", "Måsholmen", "Torpaslätten", "Höganäset", "Enestad", "Mossbylund", "Vargtorp", "Älgmarken", "Färjeläget",
    "Nybygget",
];

#[rustfmt::skip]
pub(super) const STREETS: &[&str] = &[
    "Kvarnvägen", "Hamngatan", "Skolstigen", "Ringleden", "Åsvägen", "Bruksgatan", "Sjöpromenaden", "Tegelgränd", "Björkallén",
    "Repslagargatan", "Stationsvägen", "Fyrvägen", "Ängsgatan", "Prästgårdsvägen", "Mejerigatan", "Lotsgatan", "Södra vägen",
    "Torggatan",
];

#[rustfmt::skip]
pub(super) const FIRST_NAMES: &[&str] = &[
    "Agnes", "Albin", "Alva", "Amir", "Anita", "Arvid", "Astrid", "Axel", "Beata", "Bengt", "Berit", "Birk", "Bodil", "Cecilia",
    "Darja", "Disa", "Edvin", "Eira", "Elsa", "Emil", "Esam", "Fredrik", "Frida", "Gabriel", "Gerda", "Gustav", "Hedda", "Helge",
    "Hilma", "Idris", "Inez", "Ivar", "Jasmin", "Joel", "Judit", "Kajsa", "Klas", "Lena", "Linus", "Lovisa", "Märta", "Milan",
    "Nadja", "Noa", "Olle", "Östen", "Petra", "Rakel", "Rune", "Samira", "Signe", "Sixten", "Svea", "Tage", "Tuva", "Ulrika",
    "Valter", "Vera", "Yasin", "Åke",
];

/// Sixty, none of them common: nobody who lives should be meant.
#[rustfmt::skip]
pub(super) const LAST_NAMES: &[&str] = &[
    "Alvik", "Askerud", "Backhult", "Bergåsen", "Björkenäs", "Bladh-Strand", "Brunnsäter", "Dalhage", "Djupvall", "Ekdunge",
    "Enbacke", "Fallängen", "Fjärdholm", "Flodmark", "Fågelbo", "Granhult", "Grindvik", "Gärdhage", "Hagsäter", "Hammarvall",
    "Hasselmark", "Hedkvarn", "Holmsäter", "Hällbacke", "Isakvist", "Järvhult", "Kallvik", "Klintås", "Kornvall", "Kvarnström-Ek",
    "Lindsäter", "Ljungdunge", "Lövgrind", "Malmhage", "Mossvik", "Myrsäter", "Nordhult", "Nyhage", "Näsbacke", "Oxelvik",
    "Rismark", "Ronnåker", "Rönnhult", "Sandsäter", "Sjöhage", "Skogvall", "Slättmark", "Stenhage", "Strömsäter", "Svalvik",
    "Tallåsen", "Torsmark", "Tångvall", "Ullvik", "Vassbo", "Videmark", "Vintersäter", "Åkerhult", "Ängsvall", "Örnsäter",
];
