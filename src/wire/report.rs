//! Diagnostics of an encoded message: substituted characters, words longer than a line.

use crate::artifact::{Context, WriteResult};
use crate::diag::{Diagnostic, Location};
use crate::msg;
use crate::wire::charset::CharsetEncoder;
use crate::wire::message::WireMessage;

/// Returns the message with its diagnostics, or only these if one is an error.
pub fn finish(
    message: &WireMessage,
    format: &str,
    encoder: &CharsetEncoder,
    bytes: Vec<u8>,
    overlong: &[String],
    context: &Context,
) -> WriteResult {
    let mut notes = encoder.report(message.source, format, context.is_strict());
    if notes.iter().any(Diagnostic::is_error) {
        return Err(notes);
    }
    for word in overlong {
        let start: String = word.chars().take(60).collect();
        let text = msg!("`{start}` is longer than a line of {format}", "`{start}` är längre än en rad i {format}");
        notes.push(Diagnostic::info(Location::file(message.source), text));
    }
    Ok((bytes, notes))
}
