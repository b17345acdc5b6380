//! From bytes to text: detects the encoding. The door to `encoding_rs`.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diag::{Diagnostic, Location, Message};
use crate::import::control_references::drop_control_references;
use crate::import::feed;
use crate::import::input::Input;
use crate::model::name::{is_invisible, is_noncharacter};
use crate::msg;

/// Text with `\n` line ends and without control characters except tabs.
#[derive(Debug)]
pub struct DecodedInput {
    pub text: String,
    pub warnings: Vec<Diagnostic>,
}

/// Larger files are not press releases.
const MAX_BYTES: usize = 64 << 20;

pub fn decode(input: &Input<'_>) -> Result<DecodedInput, Vec<Diagnostic>> {
    let location = || Location::file(input.name);
    let name = input.name;
    let bytes = input.bytes;
    let refuse = |message: Message, hint: Message| Err(vec![Diagnostic::error(location(), message).hint(hint)]);
    if bytes.len() > MAX_BYTES {
        return refuse(
            msg!("`{name}` is larger than 64 MB", "`{name}` är större än 64 MB"),
            msg!("import one release at a time", "importera ett pressmeddelande i taget"),
        );
    }
    if let Some((format, hint)) = binary_format(bytes) {
        let (en, sv) = (format!("`{name}` is {}, not text", format.en), format!("`{name}` är {}, inte text", format.sv));
        return refuse(Message { en, sv }, hint);
    }
    let mut warnings = Vec::new();
    let raw = decode_bytes(input, &mut warnings);
    if raw.contains('\0') {
        return refuse(
            msg!("`{name}` is not text: it holds NUL bytes", "`{name}` är inte text: där finns NUL-tecken"),
            msg!("save it as plain text in UTF-8, or as a web page", "spara som ren text i UTF-8 eller som webbsida"),
        );
    }
    let (text, raw_ones) = normalize_characters(&raw);
    let (text, references) = drop_control_references(text);
    let dropped = raw_ones + references;
    if dropped > 0 {
        let message = msg!("control characters left out: {dropped}", "styrtecken som utelämnades: {dropped}");
        warnings.push(Diagnostic::warning(location(), message));
    }
    warnings.extend(find_misread_letters(name, &text));
    if text.chars().all(is_invisible) {
        return refuse(
            msg!("`{name}` is empty", "`{name}` är tom"),
            msg!("a release has a headline and a text below it", "ett pressmeddelande har en rubrik och en text under den"),
        );
    }
    Ok(DecodedInput { text, warnings })
}

/// Reports the format of a text that is not a release.
pub fn reject_other_formats(name: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
    if is_json(name, text) {
        return Err(vec![feed::json_error(name, text)]);
    }
    let Some((format, hint)) = other_text_format(text) else { return Ok(()) };
    let (en, sv) =
        (format!("`{name}` is {}, not a release", format.en), format!("`{name}` är {}, inte ett pressmeddelande", format.sv));
    Err(vec![Diagnostic::error(Location::file(name), Message { en, sv }).hint(hint)])
}

/// The format of a text that is not a release, by its beginning, and a hint.
fn other_text_format(text: &str) -> Option<(Message, Message)> {
    let start = text.trim_start().as_bytes();
    if start.starts_with(b"+++\n") {
        return Some((
            msg!("a text with front matter", "en text med fältblock (front matter)"),
            msg!(
                "put it into the content folder as `releases/<year>/<slug>/release.md`, and `depesch check` tells what to change",
                "lägg den i innehållsmappen som `releases/<år>/<namn>/release.md`, så säger `depesch check` vad som ska ändras"
            ),
        ));
    }
    let save = msg!("import the page or the text of one release", "importera sidan eller texten för ett pressmeddelande");
    let is_xml = (start.starts_with(b"<?xml") && !has_html_tag(start)) || start.starts_with(b"<rss") || start.starts_with(b"<feed");
    if is_xml { Some((msg!("XML, such as a feed", "XML, till exempel ett flöde"), save)) } else { None }
}

/// The format of a file that is not text, by its first bytes, and a hint.
fn binary_format(bytes: &[u8]) -> Option<(Message, Message)> {
    let save = || {
        msg!(
            "open it in its program and save it as plain text or as a web page",
            "öppna den i sitt program och spara som ren text eller som webbsida"
        )
    };
    let start = bytes.trim_ascii_start();
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let what = if begins(b"PK\x03\x04") {
        msg!("a word processor's file or an archive", "en ordbehandlarfil eller ett arkiv")
    } else if begins(b"\xd0\xcf\x11\xe0") || start.starts_with(b"{\\rtf") {
        msg!("a word processor's file", "en ordbehandlarfil")
    } else if begins(b"%PDF") {
        msg!("a PDF", "en PDF")
    } else if begins(b"\xff\xd8\xff") || begins(b"\x89PNG") || begins(b"GIF8") || begins(b"II*\0") || begins(b"MM\0*") {
        msg!("a picture", "en bild")
    } else if begins(b"\x1f\x8b") || begins(b"BZh") || begins(b"\xfd7zXZ") {
        msg!("a compressed file", "en komprimerad fil")
    } else if begins(b"MIME-Version:") || begins(b"From: <Saved by") {
        msg!("a web archive", "ett webbarkiv")
    } else {
        return None;
    };
    let is_packed = begins(b"\x1f\x8b") || begins(b"BZh") || begins(b"\xfd7zXZ");
    Some((what, if is_packed { msg!("unpack it first", "packa upp den först") } else { save() }))
}

fn has_html_tag(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(2048)).unwrap_or_default();
    head.windows(5).any(|window| window.eq_ignore_ascii_case(b"<html"))
}

/// By file name, or by the first two characters, since a text may begin with a bracketed note.
fn is_json(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    if [".json", ".jsonl"].iter().any(|end| name.ends_with(end)) {
        return !text.trim_start().starts_with('<');
    }
    let start = text.trim();
    let inside = start.get(1..).unwrap_or_default().trim_start();
    (start.starts_with('{') && start.ends_with('}') && inside.starts_with(['"', '}']))
        || (start.starts_with('[') && inside.starts_with(['{', '[']))
}

/// In this order: byte order mark, valid UTF-8, the declared encoding, windows-1252.
fn decode_bytes(input: &Input<'_>, warnings: &mut Vec<Diagnostic>) -> String {
    let bytes = input.bytes;
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        // Some programs add a second mark.
        return if encoding == UTF_8 && std::str::from_utf8(rest).is_err() {
            decode_mixed(&Input { bytes: rest, ..*input }, warnings)
        } else {
            encoding.decode_without_bom_handling(rest).0.trim_start_matches('\u{feff}').to_owned()
        };
    }
    if let Some(encoding) = detect_utf16(bytes) {
        let name = encoding.name();
        let message = msg!("the text is read as {name}", "texten läses som {name}");
        warnings.push(Diagnostic::warning(Location::file(input.name), message));
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    // UTF-16 cannot be declared in single bytes.
    let declared = declared_encoding(bytes).filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding));
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let (Some(encoding), false) = (declared.filter(|encoding| *encoding != UTF_8), text.is_ascii()) {
            let encoding = encoding.name();
            let message =
                msg!("the file says it is {encoding}, but it is UTF-8", "filen säger sig vara {encoding}, men den är UTF-8");
            warnings.push(Diagnostic::warning(Location::file(input.name), message));
        }
        return text.to_owned();
    }
    match declared {
        // The Encoding Standard reads Latin-1 as windows-1252; a wrong declaration of UTF-8 is ignored.
        Some(encoding) if encoding != UTF_8 => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        _ => decode_mixed(input, warnings),
    }
}

/// UTF-16 without a mark: every other byte at the start is zero.
fn detect_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(64) & !1).filter(|head| head.len() >= 4)?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    // Latin letters, with a few dashes or quotation marks.
    match (zeros(0) * 2, zeros(1) * 2) {
        (0, odd) if odd * 10 >= head.len() * 8 => Some(UTF_16LE),
        (even, 0) if even * 10 >= head.len() * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// `charset=...` within the first four kilobytes, or the `encoding` of an XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?.to_ascii_lowercase();
    let is_xml = head.trim_ascii_start().starts_with(b"<?xml");
    let after = |word: &[u8]| head.windows(word.len()).position(|window| window == word).map(|at| at + word.len());
    let at = is_xml.then(|| after(b"encoding=")).flatten().or_else(|| after(b"charset="))?;
    let label: Vec<u8> = head
        .get(at..)?
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label)
}

/// Valid UTF-8 unchanged, other bytes as windows-1252: texts are pasted together from several programs.
fn decode_mixed(input: &Input<'_>, warnings: &mut Vec<Diagnostic>) -> String {
    let bytes = input.bytes;
    let mut text = String::with_capacity(bytes.len());
    let mut has_utf8 = false;
    // The position in `text` of the first byte that is not UTF-8.
    let mut first_invalid = None;
    let mut cut_at = None;
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        has_utf8 |= !chunk.valid().is_ascii();
        text.push_str(chunk.valid());
        let (is_last, is_half) =
            (chunks.peek().is_none(), std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none()));
        if is_last && is_half && has_utf8 && first_invalid.is_none() {
            cut_at = Some(text.len());
            break;
        }
        if !chunk.invalid().is_empty() {
            first_invalid.get_or_insert(text.len());
        }
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    let at = |at: usize| Location::within(input.name, &text, at.min(text.len().saturating_sub(1))..at + 1);
    if let Some(end) = cut_at {
        let message =
            msg!("the file ends inside a character: it is cut off here", "filen slutar mitt i ett tecken: den är avhuggen här");
        warnings.push(Diagnostic::warning(at(end), message).hint(msg!(
            "fetch or save it again, and check the end of the release",
            "hämta eller spara den på nytt, och kontrollera slutet av texten"
        )));
        return text;
    }
    let message = if has_utf8 {
        msg!("most of the text is UTF-8, some of it windows-1252", "det mesta av texten är UTF-8, en del är windows-1252")
    } else {
        msg!("the text is read as windows-1252", "texten läses som windows-1252")
    };
    warnings.push(
        Diagnostic::warning(at(first_invalid.unwrap_or_default()), message)
            .hint(msg!("check å, ä, ö and the quotation marks in the result", "kontrollera å, ä, ö och citattecknen i resultatet")),
    );
    text
}

/// Reports characters that were lost or decoded wrongly before the import. They stay as they are.
fn find_misread_letters(name: &str, text: &str) -> Option<Diagnostic> {
    if let Some(at) = text.find('\u{fffd}') {
        let count = text.matches('\u{fffd}').count();
        let message = msg!("characters were lost before the import: {count}", "tecken som gick förlorade före importen: {count}");
        return Some(Diagnostic::warning(Location::within(name, text, at..at + 3), message).hint(msg!(
            "each is replaced by U+FFFD; save the text again as UTF-8, or retype them",
            "vart och ett är ersatt av U+FFFD; spara texten på nytt som UTF-8, eller skriv in dem på nytt"
        )));
    }
    let misread = ["Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "Ã©", "â€“", "â€”", "â€™", "â€œ"];
    let at = misread.iter().filter_map(|sign| text.find(sign).map(|at| (at, sign.len()))).min()?;
    let sign = text.get(at.0..at.0 + at.1)?;
    let message = msg!(
        "`{sign}` looks like a letter that was read in a wrong encoding",
        "`{sign}` ser ut som en bokstav läst i fel teckenkodning"
    );
    Some(
        Diagnostic::warning(Location::within(name, text, at.0..at.0 + at.1), message)
            .hint(msg!("save the text again where it comes from, as UTF-8", "spara texten på nytt där den kommer från, som UTF-8")),
    )
}

/// Normalizes line ends and removes control characters, which are counted.
fn normalize_characters(raw: &str) -> (String, usize) {
    let mut text = String::with_capacity(raw.len());
    let mut dropped = 0;
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push('\n');
            }
            '\n' | '\t' => text.push(c),
            // Line breaks of Word, of old hosts and of Unicode.
            '\u{b}' | '\u{2028}' => text.push('\n'),
            '\u{c}' | '\u{2029}' => text.push_str("\n\n"),
            // Control characters of Latin-1, meant as the quotation marks and dashes of windows-1252.
            '\u{80}'..='\u{9f}' => {
                let byte = [u8::try_from(u32::from(c)).unwrap_or(b'?')];
                match WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next() {
                    Some(meant) if !meant.is_control() => text.push(meant),
                    _ => dropped += 1,
                }
            }
            c if c.is_control() || is_noncharacter(c) || c == '\u{feff}' => dropped += usize::from(c != '\u{feff}'),
            c => text.push(c),
        }
    }
    (text, dropped)
}
