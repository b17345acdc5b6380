//! Front matter in YAML. The door to `saphyr-parser`.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::Value;

use crate::diag::Message;
use crate::msg;

/// Deeper front matter is a program's.
const MAX_DEPTH: usize = 40;

/// A field in the order of the file, with its line from 1. Every scalar is the text that was written; an empty one is null.
pub type YamlField = (String, usize, Value);

/// Why it was not read, with the line from 1.
#[derive(Debug)]
pub struct YamlError {
    pub line: usize,
    pub message: Message,
}

/// A collection that is being read.
enum OpenNode {
    Sequence(Vec<Value>),
    /// Its fields, and the name whose value comes next.
    Mapping(Vec<YamlField>, Option<(String, usize)>),
}

/// Reads one mapping. Anchors, aliases and tags of its own are refused, since a copy or a type would be guessed.
pub fn read(text: &str) -> Result<Vec<YamlField>, YamlError> {
    let mut open: Vec<OpenNode> = Vec::new();
    let mut fields: Vec<YamlField> = Vec::new();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let why = error.info().to_owned();
            YamlError {
                line: error.marker().line(),
                message: msg!("the YAML cannot be read: {why}", "YAML-texten går inte att läsa: {why}"),
            }
        })?;
        let line = span.start.line();
        let refuse = |message: Message| Err(YamlError { line, message });
        let value = match event {
            Event::DocumentStart(_) if documents > 0 => {
                return refuse(msg!("the YAML has several documents", "YAML-texten har flera dokument"));
            }
            Event::DocumentStart(_) => {
                documents += 1;
                continue;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::Alias(_) => {
                return refuse(msg!("aliases of YAML (`*name`) are not read", "alias i YAML (`*namn`) läses inte"));
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                return refuse(msg!("tags of YAML (`!name`) are not read", "taggar i YAML (`!namn`) läses inte"));
            }
            Event::Scalar(text, style, _, None) => {
                if let Some(OpenNode::Mapping(known, key @ None)) = open.last_mut() {
                    let text = text.into_owned();
                    if known.iter().any(|(name, ..)| *name == text) {
                        return refuse(msg!("the field `{text}` is there twice", "fältet `{text}` finns två gånger"));
                    }
                    *key = Some((text, line));
                    continue;
                }
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                if is_null { Value::Null } else { Value::String(text.into_owned()) }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if matches!(open.last(), Some(OpenNode::Mapping(_, None))) {
                    return refuse(msg!("a field's name must be a word", "ett fältnamn ska vara ett ord"));
                }
                if open.len() >= MAX_DEPTH {
                    return refuse(msg!("the YAML is nested too deeply", "YAML-texten har för många nivåer"));
                }
                open.push(if matches!(event, Event::SequenceStart(..)) {
                    OpenNode::Sequence(Vec::new())
                } else {
                    OpenNode::Mapping(Vec::new(), None)
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(OpenNode::Sequence(values)) => Value::Array(values),
                Some(OpenNode::Mapping(values, _)) if open.is_empty() => {
                    fields = values;
                    continue;
                }
                Some(OpenNode::Mapping(values, _)) => {
                    Value::Object(values.into_iter().map(|(name, _, value)| (name, value)).collect())
                }
                None => continue,
            },
        };
        match open.last_mut() {
            Some(OpenNode::Sequence(values)) => values.push(value),
            Some(OpenNode::Mapping(values, key)) => {
                values.extend(key.take().map(|(name, line)| (name, line, value)));
            }
            None if value.is_null() => {}
            None => return refuse(msg!("the front matter has no fields", "fältblocket har inga fält")),
        }
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_written() {
        let read = |text: &str| {
            read(text).unwrap().into_iter().map(|(name, line, value)| format!("{line} {name}={value}")).collect::<Vec<_>>()
        };
        assert_eq!(
            read(
                "title: \"Ny skola: så blir den\"\ndate: 2024-05-03\n# anm.\ntags: [skola, 'trafik']\nlead: >\n  Två\n  rader.\nmer:\n  a: 1\nnej: no\ntom:\n"
            ),
            [
                "1 title=\"Ny skola: så blir den\"",
                "2 date=\"2024-05-03\"",
                "4 tags=[\"skola\",\"trafik\"]",
                "5 lead=\"Två rader.\\n\"",
                "8 mer={\"a\":\"1\"}",
                "10 nej=\"no\"",
                "11 tom=null",
            ]
        );
        assert!(read("").is_empty());
    }

    #[test]
    fn what_would_be_guessed_is_refused() {
        for (text, line, why) in [
            ("a: 1\na: 2\n", 2, "the field `a` is there twice"),
            ("a: &x 1\nb: *x\n", 2, "aliases of YAML (`*name`) are not read"),
            ("a: !!int 1\n", 1, "tags of YAML (`!name`) are not read"),
            ("bara text\n", 1, "the front matter has no fields"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!((error.line, error.message.en.as_str()), (line, why), "{text}");
        }
        assert!(read("title: \"utan slut\n").is_err());
        assert!(read(&"[".repeat(1000)).is_err());
    }
}
