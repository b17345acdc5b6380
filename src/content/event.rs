//! The tables `[event]` and `[[event.programme]]`: an invitation to the press.

use crate::content::context::ReleaseContext;
use crate::content::front_matter::TableReader;
use crate::content::messages::invalid_names;
use crate::model::event::ProgrammeItem;
use crate::model::{Event, WebAddress};
use crate::msg;

pub(crate) fn read_event(fields: &mut TableReader, context: &ReleaseContext) -> Option<Event> {
    let text = fields.source();
    let zone = context.registry.zone.as_ref();
    fields.require("start", "start = 2026-03-02 09:30");
    let start = fields.moment("start", zone);
    let end = fields.moment("end", zone);
    let place = fields.required_line("place", "place = \"Kommunhuset, Solvik\"");
    let register_by = fields.moment("register_by", zone);
    let register = fields.parse("register", WebAddress::parse, |written, error| {
        invalid_names::address("register", "registration", "anmälan", written, error)
    });
    let programme = fields.read_tables("programme", |row| {
        let time = row.required_line("time", "time = \"9.30\"");
        let what = row.required_line("what", "what = \"Visning av skolan\"");
        Some(ProgrammeItem { time: time?, what: what? })
    });
    let start = start?;
    let begins = text.slice(start.span.clone());
    if let Some(end) = end.as_ref().filter(|end| end.value.is_earlier_than(&start.value)) {
        let message = msg!("the event ends before it begins", "evenemanget slutar innan det börjar");
        let ends = text.slice(end.span.clone());
        let hint = msg!("it begins `{begins}`; `{ends}` is earlier", "det börjar `{begins}`; `{ends}` är tidigare");
        text.error(end.span.clone(), message, hint);
    }
    if let Some(last) = register_by.as_ref().filter(|last| start.value.is_earlier_than(&last.value)) {
        let message = msg!("registration closes after the event has begun", "anmälan stänger efter att evenemanget har börjat");
        let hint =
            msg!("it begins `{begins}`: write an earlier `register_by`", "det börjar `{begins}`: skriv ett tidigare `register_by`");
        text.error(last.span.clone(), message, hint);
    }
    if let (Some(last), None) = (&register_by, &register) {
        let last = text.slice(last.span.clone());
        let message = msg!(
            "registration closes `{last}`, but nothing says where to register",
            "anmälan stänger `{last}`, men inget säger var man anmäler sig"
        );
        let hint = msg!(
            "write `register = \"mailto:press@solvik.example\"`, unless the text says it",
            "skriv `register = \"mailto:press@solvik.example\"`, om inte texten säger det"
        );
        fields.warning(message, hint);
    }
    Some(Event {
        start: start.value,
        end: end.map(|end| end.value),
        place: place?,
        register_by: register_by.map(|last| last.value),
        register,
        programme,
    })
}
