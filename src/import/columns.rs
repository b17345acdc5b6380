//! Columns of a plain text: cells divided by tabs, and contacts side by side, divided by spaces.

use std::ops::Range;

use crate::import::document::{BlockContent, SourceBlock};
use crate::import::links;
use crate::import::styled_text::StyledText;

/// So many spaces are no slip of the finger.
const GAP: &str = "   ";

/// The runs of lines that are columns.
pub fn find(lines: &[&str]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let width = lines.get(at).map_or(0, |line| cells(line).len());
        if width < 2 {
            at += 1;
            continue;
        }
        let mut rows = 1;
        let mut end = at + 1;
        let mut next = end;
        while let Some(line) = lines.get(next) {
            // Columns of a web page come with empty lines between their rows.
            if line.trim().is_empty() && next == end {
                next += 1;
            } else if cells(line).len() == width {
                rows += 1;
                next += 1;
                end = next;
            } else {
                break;
            }
        }
        let run = lines.get(at..end).unwrap_or_default();
        if rows >= 2 && fits(run) {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// Tabs divide cells on purpose, if none is a bullet. Spaces may be there to justify lines, except between numbers and addresses.
fn fits(run: &[&str]) -> bool {
    let has_tabs = run.iter().filter(|line| !line.trim().is_empty()).all(|line| line.trim().contains('\t'));
    let is_bullet =
        |line: &&str| cells(line).first().is_some_and(|cell| cell.chars().count() == 1 && !cell.chars().all(char::is_alphanumeric));
    let is_method =
        |cell: &str| cell.contains('@') || (cell.starts_with(['0', '+']) && cell.chars().filter(char::is_ascii_digit).count() >= 7);
    let has_methods = run.iter().any(|line| cells(line).into_iter().filter(|cell| is_method(cell)).count() > 1);
    (has_tabs && !run.iter().any(is_bullet)) || has_methods
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let cells: Vec<&str> = if line.contains('\t') { line.split('\t').collect() } else { line.split(GAP).collect() };
    cells.into_iter().map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// The rows as a table.
pub fn table(lines: &[&str], first_line: usize) -> SourceBlock {
    let row = |(index, line): (usize, &&str)| {
        let cell = |cell: &str| links::link_bare_addresses(&StyledText::new(cell, first_line + index).normalize_spaces());
        cells(line).into_iter().map(cell).collect::<Vec<_>>()
    };
    let rows = lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(row).collect();
    SourceBlock::new(first_line, BlockContent::Table(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_from_gaps() {
        let spaced = [
            " Anna Berg          Bo Ek",
            "",
            "Gruppledare (s)    Gruppledare (v)",
            "",
            "08-465 004 01      08-465 004 02",
            "",
            "Slut",
        ];
        assert_eq!(find(&spaced).first(), Some(&(0..5)));
        assert_eq!(find(&["År\tElever", "2024\t400", "Text."]).first(), Some(&(0..2)));
        assert!(find(&["En rad   med hål", "och en    till"]).is_empty());
        assert!(find(&["\t•\tFlik", "\t•\tFlik två"]).is_empty());
        assert!(find(&["Pressmeddelande        2026-09-21", "", "Text."]).is_empty());
    }
}
