//! Times and lengths of time as an operator reads them.

use crate::model::{Instant, Zone};

/// The newsroom's clock, or UTC where its settings cannot be read.
#[derive(Debug, Clone)]
pub struct LocalTimes {
    zone: Option<Zone>,
    now: i64,
}

impl LocalTimes {
    pub fn new(zone: Option<&Zone>, now: i64) -> LocalTimes {
        LocalTimes { zone: zone.cloned().or_else(|| Zone::parse("UTC")), now }
    }

    /// `08:00:01` of today, `2026-03-02 08:00` of another day.
    pub fn short(&self, at: i64) -> String {
        self.relative(at, self.now)
    }

    /// The same, relative to the day of another instant.
    pub fn relative(&self, at: i64, reference: i64) -> String {
        let (Some(day), Some(other)) = (self.rfc3339(at), self.rfc3339(reference)) else { return at.to_string() };
        if day.get(..10) == other.get(..10) {
            day.get(11..19).unwrap_or_default().to_owned()
        } else {
            day.get(..16).unwrap_or_default().replace('T', " ")
        }
    }

    /// `2026-03-02 08:00`.
    pub fn day_and_time(&self, at: i64) -> String {
        self.rfc3339(at).and_then(|text| text.get(..16).map(|text| text.replace('T', " "))).unwrap_or_else(|| at.to_string())
    }

    /// For programs: `2026-03-02T08:00:01+01:00`.
    pub fn rfc3339(&self, at: i64) -> Option<String> {
        Instant::from_unix(self.zone.as_ref()?, at).map(|instant| instant.rfc3339())
    }
}

/// `40 s`, `14 min`, `3 h`, `12 d`.
pub fn length(seconds: i64) -> String {
    match seconds.max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_today_has_no_date() {
        let stockholm = Zone::parse("Europe/Stockholm").unwrap();
        let times = LocalTimes::new(Some(&stockholm), 1_772_434_801);
        assert_eq!(times.short(1_772_434_801), "08:00:01");
        assert_eq!(times.short(1_772_434_801 - 86_400), "2026-03-01 08:00");
        assert_eq!(times.relative(1_772_434_801 - 86_400, 1_772_434_801 - 86_000), "08:00:01");
        assert_eq!(LocalTimes::new(None, 0).short(3_661), "01:01:01");
    }

    #[test]
    fn lengths_use_one_unit() {
        let lengths = [-5, 40, 119, 120, 7_199, 7_200, 172_800].map(length);
        assert_eq!(lengths, ["0 s", "40 s", "119 s", "2 min", "119 min", "2 h", "2 d"]);
    }
}
