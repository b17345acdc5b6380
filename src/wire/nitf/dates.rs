//! Dates for the `norm` attributes of NITF.

use crate::model::{Instant, Moment};

/// `20170620T100000+0200`
pub fn norm_instant(instant: &Instant) -> String {
    let text = instant.rfc3339();
    let (day, rest) = text.split_at(text.len().min(10));
    let (clock, offset) = rest.split_at(rest.len().saturating_sub(6));
    let clock = clock.split('.').next().unwrap_or(clock);
    format!("{}{}{}", day.replace('-', ""), clock.replace(':', ""), offset.replace(':', ""))
}

/// An instant, or only a day: `20170620`.
pub fn norm_moment(moment: &Moment) -> String {
    match moment {
        Moment::Instant(instant) => norm_instant(instant),
        Moment::Day(day) => day.to_string().replace('-', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Zone};

    #[test]
    fn dates_are_in_the_form_of_nitf() {
        let zone = Zone::parse("Europe/Stockholm").unwrap();
        let norm = |text: &str| norm_instant(&Instant::parse(&zone, text).unwrap());
        assert_eq!(norm("2017-06-20T10:05:07+02:00"), "20170620T100507+0200");
        assert_eq!(
            norm_instant(&Instant::parse(&zone, "2017-01-20T10:05:07Z").unwrap().plus_microseconds(3)),
            "20170120T110507+0100"
        );
        assert_eq!(norm_moment(&Moment::Day(Day::new(2017, 6, 20).unwrap())), "20170620");
    }
}
