//! Dates in the form that NITF has.

use crate::model::Instant;
use crate::model::Moment;

/// `20170620T100000+0200`, an instant.
pub(super) fn norm(instant: &Instant) -> String {
    let text = instant.rfc3339();
    let (day, rest) = text.split_at(text.len().min(10));
    let (clock, offset) = rest.split_at(rest.len().saturating_sub(6));
    let clock = clock.split('.').next().unwrap_or(clock);
    format!("{}{}{}", day.replace('-', ""), clock.replace(':', ""), offset.replace(':', ""))
}

/// As exactly as it is known: a day is a day.
pub(super) fn norm_of(moment: &Moment) -> String {
    match moment {
        Moment::Instant(instant) => norm(instant),
        Moment::Day(day) => day.to_string().replace('-', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;
    use crate::model::Zone;

    #[test]
    fn dates_are_told_as_nitf_asks() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let told = |text: &str| norm(&Instant::parse(&zone, text).unwrap());
        assert_eq!(told("2017-06-20T10:05:07+02:00"), "20170620T100507+0200");
        assert_eq!(norm(&Instant::parse(&zone, "2017-01-20T10:05:07Z").unwrap().plus_microseconds(3)), "20170120T110507+0100");
        assert_eq!(norm_of(&Moment::Day(Day::new(2017, 6, 20).unwrap())), "20170620");
    }
}
