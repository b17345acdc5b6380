//! `[event]`: what a release invites to.

use std::ops::Range;

use crate::content::context::FieldSpans;
use crate::content::dates;
use crate::content::fields::parsed;
use crate::content::fields::required_line;
use crate::content::front_matter::TableReader;
use crate::content::name_messages;
use crate::content::newsroom::registry::Registry;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::model::Event;
use crate::model::Moment;
use crate::model::WebAddress;
use crate::model::event::ProgrammeItem;
use crate::msg;

/// `[event]`, and `[[event.programme]]` below it.
pub(crate) fn event(table: &mut TableReader, house: &Registry, spots: &mut FieldSpans) -> Option<Event> {
    let diagnostics = table.diagnostics();
    let text = table.source();
    let mut fields = table.table("event")?;
    let moment = |fields: &mut TableReader, name: &'static str, diagnostics: &Diagnostics| {
        let written = fields.date(name)?;
        let moment = dates::moment(text, &written, house.zone.as_ref(), diagnostics)?;
        Some((moment, written.at))
    };
    if !fields.has("start") {
        fields.missing("start", "start = 2026-03-02 09:30");
    }
    let start = moment(&mut fields, "start", diagnostics);
    let end = moment(&mut fields, "end", diagnostics);
    let place = required_line(&mut fields, "place", "place = \"Kommunhuset, Solvik\"");
    let register_by = moment(&mut fields, "register_by", diagnostics);
    let field = fields.text("register");
    let register = parsed(
        text,
        field,
        WebAddress::parse,
        |w, e| name_messages::address("register", "registration", "anmälan", w, e),
        diagnostics,
    );
    let mut programme = Vec::new();
    for mut row in fields.tables("programme") {
        let time = required_line(&mut row, "time", "time = \"9.30\"");
        let what = required_line(&mut row, "what", "what = \"Visning av skolan\"");
        row.finish();
        programme.extend(time.zip(what).map(|(time, what)| ProgrammeItem { time, what }));
    }
    let home = fields.home();
    fields.finish();
    let (start, at) = start?;
    let begins = text.slice(at.clone());
    spots.event = Some(at.clone());
    if let Some((_, at)) = end.as_ref().filter(|(end, _)| end.is_earlier_than(&start)) {
        let say = msg!("the event ends before it begins", "evenemanget slutar innan det börjar");
        let end = text.slice(at.clone());
        let hint = msg!("it begins `{begins}`; `{end}` is earlier", "det börjar `{begins}`; `{end}` är tidigare");
        diagnostics.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
    }
    if let Some((_, at)) = register_by.as_ref().filter(|(last, _)| start.is_earlier_than(last)) {
        let say = msg!("registration closes after the event has begun", "anmälan stänger efter att evenemanget har börjat");
        let hint =
            msg!("it begins `{begins}`: write an earlier `register_by`", "det börjar `{begins}`: skriv ett tidigare `register_by`");
        diagnostics.push(Diagnostic::error(text.place(at.clone()), say).hint(hint));
    }
    if let (Some((_, by)), None) = (&register_by, &register) {
        let by = text.slice(by.clone());
        let say = msg!(
            "registration closes `{by}`, but nothing says where to register",
            "anmälan stänger `{by}`, men inget säger var man anmäler sig"
        );
        let hint = msg!(
            "write `register = \"mailto:press@solvik.example\"`, unless the text says it",
            "skriv `register = \"mailto:press@solvik.example\"`, om inte texten säger det"
        );
        diagnostics.push(Diagnostic::warning(home, say).hint(hint));
    }
    let moment = |told: Option<(Moment, Range<usize>)>| told.map(|(moment, _)| moment);
    Some(Event { start, end: moment(end), place: place?, register_by: moment(register_by), register, programme })
}
