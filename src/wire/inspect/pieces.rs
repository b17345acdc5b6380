//! The pieces of a file: every byte belongs to a field of the message.

use std::ops::Range;

use serde::Serialize;

use crate::diag::Message;
use crate::msg;
use crate::wire::inspect::findings::Findings;
use crate::wire::inspect::rules::Rule;

/// One row for each field, with its English and its Swedish name.
macro_rules! fields {
    ($($field:ident $en:literal $sv:literal)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum MessageField { $($field),* }

        impl MessageField {
            pub fn name(self) -> Message {
                let (en, sv) = match self { $(MessageField::$field => ($en, $sv)),* };
                Message { en: en.to_owned(), sv: sv.to_owned() }
            }
        }
    };
}

fields! {
    Fillers "fillers" "utfyllnad"
    Soh "start of header" "början av rubrikrad"
    Service "service" "tjänst"
    Number "number" "nummer"
    Priority "priority" "prioritet"
    Category "category" "kategori"
    Words "words" "antal ord"
    Optional "optional information" "fri information"
    Keywords "keywords" "nyckelord"
    Stx "start of text" "början av text"
    Headline "headline" "rubrik"
    Subhead "subhead" "underrubrik"
    Status "status" "status"
    Body "text" "text"
    Mark "not for publication" "ej för publicering"
    Contacts "contacts" "kontakter"
    Date "date" "datum"
    Id "id" "id"
    Version "version" "version"
    Web "web address" "webbadress"
    Labelled "other facts" "övriga uppgifter"
    Notes "notes" "anmärkningar"
    Sender "sender" "avsändare"
    Etx "end of text" "slut på text"
    DateTime "date and time" "datum och tid"
    Eot "end of transmission" "slut på sändning"
    Bom "byte order mark" "märke för byteordning"
    Kind "kind" "slag"
    EndMark "end mark" "slutmärke"
    Section "section" "avsnitt"
    NotUnderstood "not understood" "inte förstått"
    NotRead "not read" "inte läst"
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePiece {
    pub field: MessageField,
    /// In bytes of the file.
    pub range: Range<usize>,
}

#[derive(Debug, Default)]
pub struct MessagePieces {
    pieces: Vec<MessagePiece>,
}

impl MessagePieces {
    /// Joins a piece with the one before it if both belong to the same field. Ignores an empty one.
    pub fn add(&mut self, field: MessageField, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let is_same = |last: &&mut MessagePiece| {
            last.field == field && last.range.end <= range.start && !matches!(field, MessageField::Status | MessageField::Eot)
        };
        match self.pieces.last_mut().filter(is_same) {
            Some(last) => last.range.end = range.end,
            None => self.pieces.push(MessagePiece { field, range }),
        }
    }

    /// Makes the end of the last piece another field.
    pub fn split_off(&mut self, range: &Range<usize>, field: MessageField) {
        let contains = |piece: &&mut MessagePiece| piece.range.end == range.end && piece.range.start <= range.start;
        let Some(piece) = self.pieces.iter_mut().rev().find(contains) else { return };
        if piece.range.start == range.start {
            piece.field = field;
            return;
        }
        piece.range.end = range.start;
        self.pieces.push(MessagePiece { field, range: range.clone() });
    }

    /// All pieces in order. A gap between them that is more than line ends and spaces is reported as not understood.
    pub fn finish(mut self, bytes: &[u8], findings: &mut Findings) -> Vec<MessagePiece> {
        self.pieces.sort_by_key(|piece| (piece.range.start, piece.range.end));
        let mut all: Vec<MessagePiece> = Vec::with_capacity(self.pieces.len());
        let mut end = 0;
        for piece in self.pieces {
            push_gap(bytes, end..piece.range.start, &mut all, findings);
            let range = piece.range.start.max(end)..piece.range.end;
            end = end.max(range.end);
            if !range.is_empty() {
                all.push(MessagePiece { range, ..piece });
            }
        }
        push_gap(bytes, end..bytes.len(), &mut all, findings);
        all
    }
}

fn push_gap(bytes: &[u8], gap: Range<usize>, all: &mut Vec<MessagePiece>, findings: &mut Findings) {
    let Some(slice) = bytes.get(gap.clone()) else { return };
    let is_visible = |b: &u8| !matches!(b, b' ' | b'\r' | b'\n' | b'\t');
    let (Some(first), Some(last)) = (slice.iter().position(is_visible), slice.iter().rposition(is_visible)) else { return };
    let range = gap.start + first..gap.start + last + 1;
    let len = range.len();
    let message = msg!("{len} bytes that no field has a place for", "{len} byte som inget fält har plats för");
    findings.add(Rule::NotUnderstood, range.start, message);
    all.push(MessagePiece { field: MessageField::NotUnderstood, range });
}
