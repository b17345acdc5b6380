//! Breaks a paragraph into lines by dynamic programming over all of them, rather than line by line.
//!
//! All lengths and penalties are in points: a penalty of 40 is as bad as a line that ends 40 points early.

/// A part that is not divided, and how a line may end after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unbreakable {
    pub width: f32,
    /// The space after it, which counts only within a line.
    pub trail: f32,
    pub end: LineBreakKind,
}

/// How a line ends after a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineBreakKind {
    /// At a space, or where nothing is added.
    Plain,
    /// Within an address, which is hard to read.
    Sign,
    /// With a hyphen.
    Hyphen,
    /// In the middle of a word that is wider than the line, with a hyphen.
    EmergencyHyphen,
    /// The same where a hyphen would be wrong: within a number or an address.
    Emergency,
    /// At the author's line break, or at the end of the paragraph.
    Forced,
}

impl LineBreakKind {
    /// The line ends with an added hyphen.
    pub fn has_hyphen(self) -> bool {
        matches!(self, LineBreakKind::Hyphen | LineBreakKind::EmergencyHyphen)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineConstraints {
    pub measure: f32,
    pub hyphen: f32,
    /// The last line counts like the others, so that headlines get lines of about equal length.
    pub balanced: bool,
}

/// Lines are ragged, so a divided word costs more than white space.
const HYPHEN: f64 = 90.0;
const SIGN: f64 = 120.0;
/// For the second of two in a row, on top.
const SECOND_HYPHEN: f64 = 150.0;
const SHORT_LAST_LINE: f64 = 220.0;
/// A last line is too short when it is a single word below the first part of the measure, or several below the second.
const SHORT_WORD: f64 = 0.25;
const SHORT_WORDS: f64 = 0.15;
/// High enough to happen only where nothing else is possible.
const LADDER: f64 = 3_000.0;
const HYPHEN_BEFORE_LAST: f64 = 2_500.0;
const EMERGENCY_HYPHEN: f64 = 10_000.0;
const EMERGENCY: f64 = 20_000.0;
const OVERFULL: f64 = 1_000_000.0;
/// The most segments of a line; keeps a paragraph of segments without width linear.
const WINDOW: usize = 600;

/// The best way to a break: its cost, where its last line begins, and how many lines before that end with a hyphen in a row.
#[derive(Clone, Copy)]
struct BestBreak {
    cost: f64,
    from: usize,
    ladder: usize,
}

/// For each line, the index after its last segment.
pub fn break_lines(segments: &[Unbreakable], fit: &LineConstraints) -> Vec<usize> {
    // `ways[j][n]`: the lines are set up to segment j, and the last n of them end with a hyphen (2 for more).
    let mut ways: Vec<[Option<BestBreak>; 3]> = vec![[None; 3]; segments.len() + 1];
    if let Some(start) = ways.first_mut() {
        *start = [Some(BestBreak { cost: 0.0, from: 0, ladder: 0 }), None, None];
    }
    for j in 1..=segments.len() {
        let Some(last) = segments.get(j - 1) else { break };
        let is_end = j == segments.len();
        let mut found: [Option<BestBreak>; 3] = [None; 3];
        let mut width = if last.end.has_hyphen() && !is_end { fit.hyphen } else { 0.0 };
        let mut has_spaces = false;
        for i in (j.saturating_sub(WINDOW)..j).rev() {
            let Some(segment) = segments.get(i) else { break };
            if i + 1 < j && segment.end == LineBreakKind::Forced {
                break;
            }
            if i + 1 < j {
                width += segment.trail;
                has_spaces |= segment.trail > 0.0;
            }
            width += segment.width;
            let overfull = width > fit.measure + 0.01;
            if overfull && i + 1 < j {
                break;
            }
            let line = line_cost(segments, i..j, LineMeasure { width, overfull, has_spaces }, fit);
            let previous_ways = ways.get(i).copied().unwrap_or_default();
            for (ladder, previous) in previous_ways.iter().enumerate() {
                let Some(previous) = previous else { continue };
                let mut cost = previous.cost + line;
                if is_end && ladder > 0 {
                    cost += square(HYPHEN_BEFORE_LAST);
                }
                let now = if last.end == LineBreakKind::Hyphen && !is_end { ladder + 1 } else { 0 };
                cost += match now {
                    0 | 1 => 0.0,
                    2 => square(SECOND_HYPHEN),
                    _ => square(LADDER),
                };
                let slot = now.min(2);
                if let Some(best) = found.get_mut(slot)
                    && best.is_none_or(|best| cost < best.cost)
                {
                    *best = Some(BestBreak { cost, from: i, ladder });
                }
            }
        }
        if let Some(slot) = ways.get_mut(j) {
            *slot = found;
        }
    }
    trace_back(&ways)
}

struct LineMeasure {
    width: f32,
    overfull: bool,
    has_spaces: bool,
}

fn line_cost(segments: &[Unbreakable], range: std::ops::Range<usize>, content: LineMeasure, fit: &LineConstraints) -> f64 {
    let LineMeasure { width, overfull, has_spaces } = content;
    let slack = f64::from((fit.measure - width).max(0.0));
    let Some(last) = segments.get(range.end - 1) else { return 0.0 };
    let is_last = range.end == segments.len() || last.end == LineBreakKind::Forced;
    let short = f64::from(fit.measure) * if has_spaces { SHORT_WORDS } else { SHORT_WORD };
    let cost = if !is_last {
        let penalty = match last.end {
            LineBreakKind::Plain | LineBreakKind::Forced => 0.0,
            LineBreakKind::Sign => SIGN,
            LineBreakKind::Hyphen => HYPHEN,
            LineBreakKind::EmergencyHyphen => EMERGENCY_HYPHEN,
            LineBreakKind::Emergency => EMERGENCY,
        };
        square(slack) + square(penalty)
    } else if fit.balanced {
        square(slack)
    } else if f64::from(width) < short && range.start > 0 {
        // A last line may be short, but not a short word.
        square(SHORT_LAST_LINE)
    } else {
        0.0
    };
    if overfull { cost + square(OVERFULL) } else { cost }
}

fn square(points: f64) -> f64 {
    points * points
}

fn trace_back(ways: &[[Option<BestBreak>; 3]]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = ways.len().saturating_sub(1);
    let cheapest = |ways: &[Option<BestBreak>; 3]| {
        let best = ways.iter().enumerate().filter_map(|(n, way)| way.map(|way| (n, way.cost)));
        best.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(n, _)| n)
    };
    let mut ladder = ways.last().map_or(0, cheapest);
    while at > 0 {
        let Some(way) = ways.get(at).and_then(|way| way.get(ladder).copied().flatten()) else { break };
        ends.push(at);
        at = way.from;
        ladder = way.ladder;
    }
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIT: LineConstraints = LineConstraints { measure: 100.0, hyphen: 4.0, balanced: false };

    fn words(widths: &[f32]) -> Vec<Unbreakable> {
        widths.iter().map(|&width| Unbreakable { width, trail: 5.0, end: LineBreakKind::Plain }).collect()
    }

    #[test]
    fn the_lines_of_a_paragraph_are_chosen_together() {
        // Greedily, the first line would take three words, and the second would end 20 points early.
        assert_eq!(break_lines(&words(&[40.0, 40.0, 10.0, 80.0, 50.0]), &FIT), [2, 4, 5]);
    }

    #[test]
    fn a_paragraph_does_not_end_with_a_single_short_word() {
        assert_eq!(break_lines(&words(&[45.0, 48.0, 8.0]), &FIT), [1, 3]);
    }

    #[test]
    fn at_most_two_lines_in_a_row_end_with_a_hyphen_and_never_the_last_but_one() {
        // Every word is a little wider than half a line and can be divided in two places.
        let segments: Vec<Unbreakable> = (0..120)
            .map(|i| match i % 3 {
                2 => Unbreakable { width: 20.0, trail: 5.0, end: LineBreakKind::Plain },
                _ => Unbreakable { width: 20.0, trail: 0.0, end: LineBreakKind::Hyphen },
            })
            .collect();
        let ends = break_lines(&segments, &FIT);
        assert_eq!(ends.last(), Some(&120));
        let hyphens: Vec<bool> = ends.iter().map(|&end| end < 120 && segments[end - 1].end == LineBreakKind::Hyphen).collect();
        assert!(hyphens.windows(3).all(|three| three.contains(&false)), "{hyphens:?}");
        assert!(!hyphens[hyphens.len() - 2], "{hyphens:?}");
    }

    #[test]
    fn headlines_are_balanced() {
        let segments = words(&[30.0, 30.0, 30.0, 20.0, 20.0]);
        assert_eq!(break_lines(&segments, &FIT), [3, 5]);
        assert_eq!(break_lines(&segments, &LineConstraints { balanced: true, ..FIT }), [2, 5]);
    }

    #[test]
    fn a_segment_wider_than_the_line_has_its_own() {
        assert_eq!(break_lines(&words(&[30.0, 300.0, 30.0]), &FIT), [1, 2, 3]);
        assert_eq!(break_lines(&[], &FIT), Vec::<usize>::new());
    }

    #[test]
    fn a_line_ends_at_a_forced_break() {
        let mut segments = words(&[30.0, 30.0, 30.0]);
        segments[0].end = LineBreakKind::Forced;
        assert_eq!(break_lines(&segments, &FIT), [1, 3]);
    }

    #[test]
    fn a_long_paragraph_takes_linear_time() {
        let segments = words(&vec![0.0; 20_000]);
        assert_eq!(break_lines(&segments, &FIT).last(), Some(&20_000));
    }
}
