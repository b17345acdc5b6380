//! Diagnostics of a finished message: substituted characters, words longer than a line.

use crate::artifact::Context;
use crate::artifact::WriteResult;
use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::msg;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::WireMessage;

/// The finished message with its diagnostics; only the diagnostics where one is an error.
pub fn finish(
    message: &WireMessage,
    format: &str,
    encoder: &CharsetEncoder,
    bytes: Vec<u8>,
    overlong: &[String],
    context: &Context,
) -> WriteResult {
    let mut notes = encoder.report(message.source(), format, context.is_strict());
    if notes.iter().any(Diagnostic::is_error) {
        return Err(notes);
    }
    let mut told: Vec<&String> = Vec::new();
    for word in overlong {
        if !told.contains(&word) {
            told.push(word);
            let start: String = word.chars().take(60).collect();
            let say = msg!("`{start}` is longer than a line of {format}", "`{start}` är längre än en rad i {format}");
            notes.push(Diagnostic::info(Location::file(message.source()), say));
        }
    }
    Ok((bytes, notes))
}
