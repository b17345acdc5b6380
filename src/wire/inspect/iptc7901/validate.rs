//! What the parts of a message must say together: words, signal, status, reason, mark and id.

use super::frame::MessageFrame;
use super::parser::Iptc7901Parser;
use crate::msg;
use crate::wire::inspect::dialect;
use crate::wire::inspect::dialect::Dialect;
use crate::wire::inspect::dialect::StatusKind;
use crate::wire::inspect::rules::Rule;
use crate::wire::signal::MessageSignal;

impl Iptc7901Parser<'_, '_> {
    /// `numbered` is how many numbers of lists the text has: some count them as words.
    pub(super) fn validate(&mut self, dialect: Dialect, numbered: usize, frame: &MessageFrame) {
        let counted = self.found.words_counted;
        if let Some(stated) = self.found.words_stated.filter(|stated| !(counted..=counted + numbered).contains(stated)) {
            let say = msg!(
                "the header states {stated} words, the text has {counted}",
                "rubrikraden anger {stated} ord, texten har {counted}"
            );
            self.findings.add(Rule::WordCount, frame.header, say);
        }
        self.check_signal(frame);
        self.check_mark(frame);
        if self.found.id.is_none() && dialect == Dialect::Depesch {
            self.findings.add(Rule::NoId, frame.end, msg!("the notes have no id", "uppgifterna efter texten har inget id"));
        }
        self.found.version = self.found.version.or(self.found.optional.version);
    }

    fn check_signal(&mut self, frame: &MessageFrame) {
        let told: Vec<MessageSignal> = self
            .found
            .status
            .iter()
            .filter_map(|line| match line.kind {
                StatusKind::Signal(signal) => Some(signal),
                _ => None,
            })
            .collect();
        let header = self.found.optional.signal;
        let at = frame.stx.unwrap_or(frame.header);
        if let Some(signal) = header.filter(|signal| !told.contains(signal)) {
            let name = signal.name();
            let say = msg!(
                "the header says {name}, the lines below the headline do not",
                "rubrikraden säger {name}, men inte raderna under rubriken"
            );
            self.findings.add(Rule::StatusMissing, at, say);
        }
        if let Some(signal) = told.iter().find(|signal| Some(**signal) != header) {
            let name = signal.name();
            let say = msg!(
                "a line below the headline says {name}, the header does not",
                "en rad under rubriken säger {name}, men inte rubrikraden"
            );
            self.findings.add(Rule::SignalMissing, frame.header, say);
        }
        let signal = self.found.signal();
        let reason = self
            .found
            .status
            .iter()
            .any(|line| line.kind == StatusKind::Reason || line.text.starts_with('(') || line.text.contains(':'));
        if signal == Some(MessageSignal::Correction) && !reason {
            self.findings.add(
                Rule::NoReason,
                at,
                msg!("the correction does not say what it corrects", "rättelsen säger inte vad den rättar"),
            );
        }
        let low = self.found.priority.filter(|priority| *priority > '2' && *priority <= '9');
        if let Some(priority) = low.filter(|_| signal == Some(MessageSignal::Kill)) {
            let say = msg!("a kill has priority {priority}", "en återkallelse har prioritet {priority}");
            self.findings.add(Rule::KillPriority, frame.header, say);
        }
    }

    fn check_mark(&mut self, frame: &MessageFrame) {
        if self.found.marks.is_empty() {
            let say = msg!(
                "nothing parts the text from what is not for publication",
                "inget skiljer texten från det som inte ska publiceras"
            );
            self.findings.add(Rule::NoMark, frame.end, say);
        } else if !self.found.marks.iter().any(|line| dialect::mark(line) == Some(true)) {
            let say = msg!(
                "the mark between text and notes is not the one that Superdesk knows",
                "märket mellan text och uppgifter är inte det som Superdesk känner"
            );
            self.findings.add(Rule::MarkUnseen, frame.end, say);
        }
    }
}
