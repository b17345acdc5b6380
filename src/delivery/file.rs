//! A version as a file in a format of the wire, and its name.

use crate::artifact::{Context, Format, LoadAttachment, SequenceNumber, WriteResult, Writer};
use crate::diag::Diagnostic;
use crate::format;
use crate::model::{Channel, Edition, FileNameFacts, FileNamePattern, ReleaseId, WireFormat};

use super::shown::{ShownText, ShownVersion};

/// A version in a format of the wire.
pub fn write(
    edition: &Edition,
    fetch: LoadAttachment,
    format: WireFormat,
    version: &ShownVersion,
    number: SequenceNumber,
) -> Result<(&'static Format, Vec<u8>), Vec<Diagnostic>> {
    let row = format::find(format.name()).expect("each wire format is a row of the table: a test compares them");
    let Writer::Release { write, gone, .. } = row.writer else { unreachable!("a wire format has one file for each release") };
    let numbers = move |_: &ReleaseId| Some(number);
    let context = Context::new(format::FORMATS, fetch).with_numbers(&numbers);
    let written: WriteResult = match version.text {
        ShownText::Release(release) => write(edition, release, &context),
        ShownText::Withdrawal(withdrawal) => gone(edition, &withdrawal, &context),
    };
    written.map(|(bytes, _)| (row, bytes))
}

/// The name of a file, for receivers that take files.
pub fn file_name(channel: &Channel, version: &ShownVersion, number: SequenceNumber, extension: &str) -> String {
    let publication = &version.publication;
    let default = FileNamePattern::default();
    let pattern = channel.file_name.as_ref().unwrap_or(&default);
    let facts = FileNameFacts {
        channel: &channel.key,
        permalink: version.permalink(),
        lang: version.lang(),
        revision: usize::try_from(publication.revision).unwrap_or(0),
        version: &version.at,
        number: u64::from(number.number),
    };
    format!("{}.{extension}", pattern.name(&facts))
}
