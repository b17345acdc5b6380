//! Messages to read: our own, and some in the dialects of agencies. All of it is made up.

/// A message as Depesch writes it.
pub const OURS: &str = "\u{1}BOT0123 4 PRM 20 sv BOTKYRKA 0045 v1\r\n\
Skola/Botkyrka/\r\n\
\u{2}Ny skola öppnar i\r\nTumba =\r\n\
\r\n\
\x20  Den nya skolan öppnar på måndag,\r\noch alla får komma.\r\n\
\r\n\
\x20  - Det blir bra, säger Åsa Ek.\r\n\
\r\n\
\x20  * Åtta\r\n     klasser\r\n\
\x20  1. Två salar\r\n\
\r\n\
The following information is not intended for publication\r\n\
Red anm: Följande uppgifter är inte avsedda för publicering.\r\n\
\r\n\
Kontakt\r\nAnna Berg, rektor\r\n08-465 004 10\r\n\
\r\n\
Senast uppdaterad: 20 juni 2017\r\n\
Id: tag:botkyrka.se,2017:pm/ny-skola\r\n\
Version: 1\r\n\
\r\n\
Botkyrka kommun\r\n\
\r\n\
\u{3}192200 GMT JUN 17\r\n\u{7f}\u{7f}\u{7f}\u{7f}\u{4}";

pub const DPA: &str = "\u{1}bdt0231 3 pl 22    dpa 1231\r\n\
\n\
Verkehr/Hafen/Nordstadt/\r\n\
\u{2}\u{7}\u{7}\u{7}\u{7}\u{7}Eil: Hafen von Nordstadt bleibt geschlossen\r\n\
(Sperrfrist 9. Oktober 14.20 Uhr - Rede)\r\n\
Von Jana Küster, dpa =\r\n\
\r\n\
\x20  Nordstadt (dpa) - Der Hafen von Nordstadt bleibt bis Montag\r\n\
geschlossen. Das sagte der Hafenmeister am Abend.\r\n\
\x20  Zwei Fähren liegen vor der Mole.\r\n\
\r\n\
* * * *\r\n\
The following information is not intended for publication\r\n\
\r\n\
## Redaktionelle Kontakte\r\n\
- Autorin: Jana Küster, +49 40 5550 1234\r\n\
\r\n\
dpa jk yy\r\n\
\u{3}091420 Okt 17\r\n\u{7f}\n\u{7f}\u{4}";

pub const ATS: &str = "\u{7f}\u{7f}\u{7f}\r\n\u{7f}\u{7f}\u{1}bsf037 4 su 16 gef 1388\r\n\
\r\n\
Port de Vernes\r\n\
\r\n\
\u{2}Port de Vernes:\r\nLe bac reprend son service =\r\n\
\r\n\
\x20  Vernes (ats) Le bac reprend lundi. «Tout est prêt», a déclaré\r\n\
le maire du village.\r\n\
\r\n\
(SDA-ATS/ab)\r\n\
\r\n\
\u{3}211005 jan 19\r\n\r\n\r\n\u{4}\r\n";

pub const KNA: &str = "\u{1}bkn065 4 vm 8 vvvvb KNA 170123-89-00065#2\r\n\
Kirche/Glocken/\r\n\
\u{2}Glocken läuten wieder\r\n\
(Berichtigung: Im ersten Absatz muss es Sonntag heissen.) =\r\n\
\r\n\
\x20  Altdorf (KNA) Die Glocken läuten am Sonntag wieder.\r\n\
\r\n\
* * * *\r\n\
KNA-Redaktion\r\n\
\u{3}231105 MEZ Dez 17\r\n\u{4}";

pub const BELGA: &str = "\u{1}INT0031 4 EMC 0007 F BELGA-0031 COR 703\r\n\
Ferry/Port/\r\n\
\u{2}CORRECTION Le bac de Vernes part lundi =\r\n\
\r\n\
\x20  VERNES 31/07 (BELGA) = Le bac part lundi.\r\n\
\r\n\
\u{3}310001 JUL 97\r\n\u{4}";

/// A press text as Depesch writes it.
pub const TEXT: &str = "RÄTTELSE: PRESSMEDDELANDE\r\n\
Solvik kommun, Fritidsförvaltningen\r\n\
Plats: Solvik\r\n\
Publicerat: 10 februari 2026\r\n\
Senast uppdaterad: 11 februari 2026 kl. 15.00\r\n\
FÖR OMEDELBAR PUBLICERING\r\n\
Version: 2 (ersätter version 1)\r\n\
RÄTTELSE: Ett barnkort kostar 45 kronor. I den första versionen stod\r\n\
54 kronor.\r\n\
\r\n\
Oförändrade avgifter i simhallen\r\n\
Så mycket kostar det\r\n\
\r\n\
Avgifterna i simhallen är oförändrade hela året, har nämnden bestämt på\r\n\
sitt möte i måndags.\r\n\
\r\n\
Det här kostar det\r\n\
\r\n\
* Barn betalar\r\n  45 kronor.\r\n\
* Vuxna betalar 90 kronor.\r\n\
\r\n\
– Det är roligt, säger Disa Hjorth.\r\n\
\r\n\
SLUT\r\n\
\r\n\
KONTAKT\r\n\
Sakfrågor: Disa Hjorth, bibliotekschef\r\n\
08-465 004 31\r\n\
\r\n\
Presstjänsten\r\n\
press@solvik.example\r\n\
\r\n\
Om Solvik kommun\r\n\
Solvik kommun är påhittad.\r\n\
\r\n\
LÄNKAR\r\n\
[1] https://www.solvik.example/nyheter/releases/2026/avgifter-for-simhallen/files/avgifter.odt\r\n\
\r\n\
Webb: https://www.solvik.example/nyheter/\r\n\
Id: tag:solvik.example,2026-02-10:release/19f5ba7ec2d0468b\r\n\
Ämnen: Fritid\r\n";

/// The bytes of a message on the wire.
pub fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// The bytes of a message in Swedish seven bits.
pub fn seven_bit(text: &str) -> Vec<u8> {
    let letter = |c| match c {
        'Ä' => '[',
        'Ö' => '\\',
        'Å' => ']',
        'ä' => '{',
        'ö' => '|',
        'å' => '}',
        c => c,
    };
    latin1(&text.chars().map(letter).collect::<String>())
}
