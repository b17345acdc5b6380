//! The fields of a message by their places, so that every byte of a file is accounted for.

use std::ops::Range;

use crate::diag::Message;
use crate::msg;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::rules::Rule;

/// One row for each field: its name for machines, in English and in Swedish.
macro_rules! fields {
    ($($field:ident $key:literal $en:literal $sv:literal)*) => {
        /// What a stretch of a file is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MessageField { $($field),* }

        impl MessageField {
            /// Its name for machines.
            pub fn key(self) -> &'static str {
                match self { $(MessageField::$field => $key),* }
            }

            /// Its name for people.
            pub fn name(self) -> Message {
                let (en, sv) = match self { $(MessageField::$field => ($en, $sv)),* };
                Message { en: en.to_owned(), sv: sv.to_owned() }
            }
        }
    };
}

fields! {
    Fillers "fillers" "fillers" "utfyllnad"
    Soh "soh" "start of header" "början av rubrikrad"
    Service "service" "service" "tjänst"
    Number "number" "number" "nummer"
    Priority "priority" "priority" "prioritet"
    Category "category" "category" "kategori"
    Words "words" "words" "antal ord"
    Optional "optional" "optional information" "fri information"
    Keywords "keywords" "keywords" "nyckelord"
    Stx "stx" "start of text" "början av text"
    Headline "headline" "headline" "rubrik"
    Subhead "subhead" "subhead" "underrubrik"
    Status "status" "status" "status"
    Body "body" "text" "text"
    Mark "mark" "not for publication" "ej för publicering"
    Contacts "contacts" "contacts" "kontakter"
    Date "date" "date" "datum"
    Id "id" "id" "id"
    Version "version" "version" "version"
    Web "web" "web address" "webbadress"
    Labelled "labelled" "other facts" "övriga uppgifter"
    Notes "notes" "notes" "anmärkningar"
    Sender "sender" "sender" "avsändare"
    Etx "etx" "end of text" "slut på text"
    DateTime "date_time" "date and time" "datum och tid"
    Eot "eot" "end of transmission" "slut på sändning"
    Bom "bom" "byte order mark" "märke för byteordning"
    Kind "kind" "kind" "slag"
    EndMark "end_mark" "end mark" "slutmärke"
    Section "section" "section" "avsnitt"
    NotUnderstood "not_understood" "not understood" "inte förstått"
    NotRead "not_read" "not read" "inte läst"
}

/// A field and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePiece {
    pub field: MessageField,
    /// In bytes from the beginning of the file.
    pub at: Range<usize>,
}

/// Pieces as they are found.
#[derive(Debug, Default)]
pub(super) struct MessagePieces {
    found: Vec<MessagePiece>,
}

impl MessagePieces {
    /// Adds a stretch. One that follows another of its kind is joined with it; an empty one is none.
    pub fn add(&mut self, field: MessageField, at: Range<usize>) {
        if at.is_empty() {
            return;
        }
        let joins = |last: &&mut MessagePiece| {
            last.field == field && last.at.end <= at.start && !matches!(field, MessageField::Status | MessageField::Eot)
        };
        match self.found.last_mut().filter(joins) {
            Some(last) => last.at.end = at.end,
            None => self.found.push(MessagePiece { field, at }),
        }
    }

    /// Parts the end of the last piece from the rest of it, as another field.
    pub fn part(&mut self, at: &Range<usize>, field: MessageField) {
        let Some(piece) = self.found.iter_mut().rev().find(|piece| piece.at.end == at.end && piece.at.start <= at.start) else {
            return;
        };
        if piece.at.start == at.start {
            piece.field = field;
            return;
        }
        piece.at.end = at.start;
        self.found.push(MessagePiece { field, at: at.clone() });
    }

    /// All pieces in order. What lies between them and is more than line ends and spaces was not understood.
    pub fn finish(mut self, bytes: &[u8], findings: &mut Findings) -> Vec<MessagePiece> {
        self.found.sort_by_key(|piece| (piece.at.start, piece.at.end));
        let mut all: Vec<MessagePiece> = Vec::with_capacity(self.found.len());
        let mut reached = 0;
        for piece in self.found {
            between(bytes, reached..piece.at.start, &mut all, findings);
            let at = piece.at.start.max(reached)..piece.at.end;
            reached = reached.max(piece.at.end);
            if !at.is_empty() {
                all.push(MessagePiece { at, ..piece });
            }
        }
        between(bytes, reached..bytes.len(), &mut all, findings);
        all
    }
}

fn between(bytes: &[u8], gap: Range<usize>, all: &mut Vec<MessagePiece>, findings: &mut Findings) {
    let Some(stretch) = bytes.get(gap.clone()) else { return };
    let inked = |b: &u8| !matches!(b, b' ' | b'\r' | b'\n' | b'\t');
    let (Some(first), Some(last)) = (stretch.iter().position(inked), stretch.iter().rposition(inked)) else { return };
    let at = gap.start + first..gap.start + last + 1;
    let long = at.len();
    let say = msg!("{long} bytes that no field has a place for", "{long} byte som inget fält har plats för");
    findings.add(Rule::NotUnderstood, at.start, say);
    all.push(MessagePiece { field: MessageField::NotUnderstood, at });
}
