//! Checks across the parts of a message: words, signal, status, reason, mark and id.

use super::frame::MessageFrame;
use super::parser::Iptc7901Parser;
use crate::msg;
use crate::wire::inspect::dialect::{self, Dialect, StatusKind, StatusLine};
use crate::wire::inspect::rules::Rule;
use crate::wire::signal::MessageSignal;

impl Iptc7901Parser<'_, '_> {
    pub fn validate(&mut self, dialect: Dialect, frame: &MessageFrame) {
        let counted = self.message.words_counted;
        // Some senders count the numbers of lists.
        let numbered = self.message.body.iter().filter(|block| block.is_numbered()).count();
        if let Some(stated) = self.message.words_stated.filter(|stated| !(counted..=counted + numbered).contains(stated)) {
            let message = msg!(
                "the header states {stated} words, the text has {counted}",
                "rubrikraden anger {stated} ord, texten har {counted}"
            );
            self.findings.add(Rule::WordCount, frame.header, message);
        }
        self.validate_signal(frame);
        self.validate_mark(frame);
        if self.message.id.is_none() && dialect == Dialect::Depesch {
            self.findings.add(Rule::NoId, frame.text_end, msg!("the notes have no id", "uppgifterna efter texten har inget id"));
        }
        self.message.version = self.message.version.or(self.message.optional.version);
    }

    fn validate_signal(&mut self, frame: &MessageFrame) {
        let in_status: Vec<MessageSignal> = self.message.status.iter().filter_map(|line| line.kind.signal()).collect();
        let in_header = self.message.optional.signal;
        let offset = frame.stx.unwrap_or(frame.header);
        if let Some(signal) = in_header.filter(|signal| !in_status.contains(signal)) {
            let name = signal.name();
            let message = msg!(
                "the header says {name}, the lines below the headline do not",
                "rubrikraden säger {name}, men inte raderna under rubriken"
            );
            self.findings.add(Rule::StatusMissing, offset, message);
        }
        if let Some(signal) = in_status.iter().find(|signal| Some(**signal) != in_header) {
            let name = signal.name();
            let message = msg!(
                "a line below the headline says {name}, the header does not",
                "en rad under rubriken säger {name}, men inte rubrikraden"
            );
            self.findings.add(Rule::SignalMissing, frame.header, message);
        }
        let signal = self.message.signal();
        let is_reason =
            |line: &StatusLine| line.kind == StatusKind::Reason || line.text.starts_with('(') || line.text.contains(':');
        if signal == Some(MessageSignal::Correction) && !self.message.status.iter().any(is_reason) {
            let message = msg!("the correction does not say what it corrects", "rättelsen säger inte vad den rättar");
            self.findings.add(Rule::NoReason, offset, message);
        }
        let low = self.message.priority.filter(|priority| *priority > '2' && *priority <= '9');
        if let Some(priority) = low.filter(|_| signal == Some(MessageSignal::Kill)) {
            let message = msg!("a kill has priority {priority}", "en återkallelse har prioritet {priority}");
            self.findings.add(Rule::KillPriority, frame.header, message);
        }
    }

    fn validate_mark(&mut self, frame: &MessageFrame) {
        if self.message.marks.is_empty() {
            let message = msg!(
                "nothing parts the text from what is not for publication",
                "inget skiljer texten från det som inte ska publiceras"
            );
            self.findings.add(Rule::NoMark, frame.text_end, message);
        } else if !self.message.marks.iter().any(|line| dialect::is_superdesk_mark(line)) {
            let message = msg!(
                "the mark between text and notes is not the one that Superdesk knows",
                "märket mellan text och uppgifter är inte det som Superdesk känner"
            );
            self.findings.add(Rule::MarkUnseen, frame.text_end, message);
        }
    }
}
