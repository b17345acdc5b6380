//! From bytes to text: which characters were meant. The door to `encoding_rs`.

use encoding_rs::Encoding;
use encoding_rs::UTF_8;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;
use encoding_rs::WINDOWS_1252;

use crate::diag::Diagnostic;
use crate::diag::Location;
use crate::diag::Message;
use crate::import::feed;
use crate::import::input::Input;
use crate::model::name::is_invisible;
use crate::model::name::is_noncharacter;
use crate::msg;

/// Text with `\n` at its line ends and no control character but that and the tab.
#[derive(Debug)]
pub(super) struct DecodedInput {
    pub(super) text: String,
    pub(super) warnings: Vec<Diagnostic>,
}

/// No press release is larger; a disk image is.
const LARGEST: usize = 64 << 20;

pub(super) fn decode(input: &Input<'_>) -> Result<DecodedInput, Vec<Diagnostic>> {
    let place = || Location::file(input.name);
    let name = input.name;
    let bytes = input.bytes;
    let refuse = |say: Message, hint: Message| Err(vec![Diagnostic::error(place(), say).hint(hint)]);
    if bytes.len() > LARGEST {
        return refuse(
            msg!("`{name}` is larger than 64 MB", "`{name}` är större än 64 MB"),
            msg!("import one release at a time", "importera ett pressmeddelande i taget"),
        );
    }
    if let Some((what, remedy)) = binary_format(bytes) {
        let (en, sv) = (format!("`{name}` is {}, not text", what.en), format!("`{name}` är {}, inte text", what.sv));
        return refuse(Message { en, sv }, remedy);
    }
    let mut warnings = Vec::new();
    let raw = decode_bytes(input, &mut warnings);
    if raw.contains('\0') {
        return refuse(
            msg!("`{name}` is not text: it holds NUL bytes", "`{name}` är inte text: där finns NUL-tecken"),
            msg!("save it as plain text in UTF-8, or as a web page", "spara som ren text i UTF-8 eller som webbsida"),
        );
    }
    let (text, dropped) = normalize_characters(&raw);
    if dropped > 0 {
        let say = msg!("control characters left out: {dropped}", "styrtecken som utelämnades: {dropped}");
        warnings.push(Diagnostic::warning(place(), say));
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

/// Says what a text is when it cannot be one release.
pub(super) fn reject_other_formats(name: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
    if is_json(name, text) {
        return Err(vec![feed::json_error(name, text)]);
    }
    let Some((what, remedy)) = other_text_format(text) else { return Ok(()) };
    let (en, sv) =
        (format!("`{name}` is {}, not a release", what.en), format!("`{name}` är {}, inte ett pressmeddelande", what.sv));
    Err(vec![Diagnostic::error(Location::file(name), Message { en, sv }).hint(remedy)])
}

/// Text that is no release, by how it begins, and what to do instead.
fn other_text_format(text: &str) -> Option<(Message, Message)> {
    let start = text.trim_start().as_bytes();
    if start.starts_with(b"+++\n") || start.starts_with(b"---\n") {
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

/// Files that are no text at all, by their first bytes, and what to do instead.
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

/// By its name, or by its first two signs; a text may well begin with a note in brackets.
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

/// A byte order mark decides; then UTF-8 where all of it is; then what the page says; then windows-1252.
fn decode_bytes(input: &Input<'_>, warnings: &mut Vec<Diagnostic>) -> String {
    let bytes = input.bytes;
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        // Two marks in a row come from programs that add one to what has one.
        return if encoding == UTF_8 && std::str::from_utf8(rest).is_err() {
            decode_mixed(&Input { bytes: rest, ..*input }, warnings)
        } else {
            encoding.decode_without_bom_handling(rest).0.trim_start_matches('\u{feff}').to_owned()
        };
    }
    if let Some(encoding) = detect_utf16(bytes) {
        let name = encoding.name();
        let say = msg!("the text is read as {name}", "texten läses som {name}");
        warnings.push(Diagnostic::warning(Location::file(input.name), say));
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    // Whoever says UTF-16 in letters of one byte does not write it.
    let declared = declared_encoding(bytes).filter(|encoding| ![UTF_16LE, UTF_16BE].contains(encoding));
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let (Some(encoding), false) = (declared.filter(|encoding| *encoding != UTF_8), text.is_ascii()) {
            let encoding = encoding.name();
            let say = msg!("the file says it is {encoding}, but it is UTF-8", "filen säger sig vara {encoding}, men den är UTF-8");
            warnings.push(Diagnostic::warning(Location::file(input.name), say));
        }
        return text.to_owned();
    }
    match declared {
        // The standard of the web reads Latin-1 as windows-1252, and the page says UTF-8 in vain.
        Some(encoding) if encoding != UTF_8 => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        _ => decode_mixed(input, warnings),
    }
}

/// UTF-16 without a mark: every other byte of its first letters is zero.
fn detect_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(64) & !1).filter(|head| head.len() >= 4)?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    // Latin letters, and now and then a dash or a quotation mark.
    match (zeros(0) * 2, zeros(1) * 2) {
        (0, odd) if odd * 10 >= head.len() * 8 => Some(UTF_16LE),
        (even, 0) if even * 10 >= head.len() * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// `<meta charset="...">` or `charset=...` within the first four kilobytes, or the `encoding` of an XML declaration.
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

/// Valid UTF-8 as it is, every other byte as windows-1252: texts are pasted together from several programs.
fn decode_mixed(input: &Input<'_>, warnings: &mut Vec<Diagnostic>) -> String {
    let bytes = input.bytes;
    let mut text = String::with_capacity(bytes.len());
    let mut several = false;
    // Where in `text` the first byte stands that is not UTF-8.
    let mut foreign = None;
    let mut cut = None;
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        several |= !chunk.valid().is_ascii();
        text.push_str(chunk.valid());
        let (is_last, is_half) =
            (chunks.peek().is_none(), std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none()));
        if is_last && is_half && several && foreign.is_none() {
            cut = Some(text.len());
            break;
        }
        if !chunk.invalid().is_empty() {
            foreign.get_or_insert(text.len());
        }
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    let at = |at: usize| Location::within(input.name, &text, at.min(text.len().saturating_sub(1))..at + 1);
    if let Some(end) = cut {
        let say =
            msg!("the file ends inside a character: it is cut off here", "filen slutar mitt i ett tecken: den är avhuggen här");
        warnings.push(Diagnostic::warning(at(end), say).hint(msg!(
            "fetch or save it again, and look at the end of the release",
            "hämta eller spara den på nytt, och se efter slutet av texten"
        )));
        return text;
    }
    let say = if several {
        msg!("most of the text is UTF-8, some of it windows-1252", "det mesta av texten är UTF-8, en del är windows-1252")
    } else {
        msg!("the text is read as windows-1252", "texten läses som windows-1252")
    };
    warnings.push(
        Diagnostic::warning(at(foreign.unwrap_or_default()), say)
            .hint(msg!("look at å, ä, ö and the quotation marks in the result", "se efter hur å, ä, ö och citattecknen blev")),
    );
    text
}

/// Letters that were read in a wrong encoding before they came here: they are told of and stay as they are.
fn find_misread_letters(name: &str, text: &str) -> Option<Diagnostic> {
    if let Some(at) = text.find('\u{fffd}') {
        let count = text.matches('\u{fffd}').count();
        let say = msg!("characters were lost before the import: {count}", "tecken som gick förlorade före importen: {count}");
        return Some(Diagnostic::warning(Location::within(name, text, at..at + 3), say).hint(msg!(
            "each stands as U+FFFD; save the text again as UTF-8, or write them anew",
            "vart och ett står som U+FFFD; spara texten på nytt som UTF-8, eller skriv dit dem"
        )));
    }
    let misread = ["Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "Ã©", "â€“", "â€”", "â€™", "â€œ"];
    let at = misread.iter().filter_map(|sign| text.find(sign).map(|at| (at, sign.len()))).min()?;
    let sign = text.get(at.0..at.0 + at.1)?;
    let say = msg!(
        "`{sign}` looks like a letter that was read in a wrong encoding",
        "`{sign}` ser ut som en bokstav läst i fel teckenkodning"
    );
    Some(
        Diagnostic::warning(Location::within(name, text, at.0..at.0 + at.1), say)
            .hint(msg!("save the text again where it comes from, as UTF-8", "spara texten på nytt där den kommer från, som UTF-8")),
    )
}

/// One sort of line end; no control characters, which no text needs. How many were dropped.
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
            // Word's line break, the next line of old hosts, and Unicode's own.
            '\u{b}' | '\u{2028}' => text.push('\n'),
            '\u{c}' | '\u{2029}' => text.push_str("\n\n"),
            // Latin-1 has control characters where windows-1252 has quotation marks and dashes; those were meant.
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
