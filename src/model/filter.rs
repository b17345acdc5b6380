//! Filters: which releases a channel takes, and why it does or does not take one.

use super::name::{Key, Lang};
use super::release::{Kind, Release, Taxonomy, Urgency};
use super::subject::SubjectCode;

/// The releases that a channel takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Must be written: no channel gets everything by mistake.
    Everything,
    /// Those that satisfy each condition.
    All(Vec<Condition>),
}

/// One condition of a filter: satisfied by any of its values.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Topics(Taxonomy, Vec<TopicPattern>),
    Departments(Vec<Key>),
    Kinds(Vec<Kind>),
    /// `sv` takes `sv-FI` too, and not the other way round (RFC 4647, 3.3.1).
    Languages(Vec<Lang>),
    /// At least this urgent: a number up to this one. A release without one counts as [`Urgency::DEFAULT`].
    Urgency(Urgency),
}

/// The topics that a condition takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopicPattern {
    /// One of the newsroom's own.
    Key(Key),
    /// All that have a Media Topic of the branch, in any taxonomy.
    Branch(MediaTopicBranch),
}

/// A Media Topic and all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaTopicBranch {
    pub code: SubjectCode,
    pub below: Vec<SubjectCode>,
}

/// How one condition judges a release.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterAnswer<'f> {
    pub condition: &'f Condition,
    pub is_satisfied: bool,
    /// The release's own values, as `channels.toml` writes them; none when it has none.
    pub has: Vec<String>,
    /// Those of the channel.
    pub takes: Vec<String>,
}

impl Filter {
    pub fn matches(&self, release: &Release) -> bool {
        self.conditions().iter().all(|condition| condition.is_satisfied_by(release))
    }

    /// The answer of each condition. None for a filter that takes everything.
    pub fn explain(&self, release: &Release) -> Vec<FilterAnswer<'_>> {
        self.conditions().iter().map(|condition| condition.answer(release)).collect()
    }

    fn conditions(&self) -> &[Condition] {
        match self {
            Filter::Everything => &[],
            Filter::All(conditions) => conditions,
        }
    }
}

impl Condition {
    /// Its field in `channels.toml`.
    pub fn field(&self) -> &'static str {
        match self {
            Condition::Topics(Taxonomy::Topic, _) => "topics",
            Condition::Topics(Taxonomy::Category, _) => "categories",
            Condition::Topics(Taxonomy::Region, _) => "regions",
            Condition::Departments(_) => "departments",
            Condition::Kinds(_) => "kinds",
            Condition::Languages(_) => "languages",
            Condition::Urgency(_) => "urgency",
        }
    }

    fn answer(&self, release: &Release) -> FilterAnswer<'_> {
        let (has, takes) = (self.values_of(release), self.values());
        FilterAnswer { condition: self, is_satisfied: self.is_satisfied_by(release), has, takes }
    }

    fn is_satisfied_by(&self, release: &Release) -> bool {
        match self {
            Condition::Topics(taxonomy, patterns) => patterns.iter().any(|pattern| pattern.matches(*taxonomy, release)),
            Condition::Departments(keys) => release.department.as_ref().is_some_and(|own| keys.contains(&own.key)),
            Condition::Kinds(kinds) => kinds.contains(&release.kind),
            Condition::Languages(ranges) => ranges.iter().any(|range| is_within(&release.lang, range)),
            Condition::Urgency(least) => urgency(release) <= *least,
        }
    }

    /// What it takes.
    fn values(&self) -> Vec<String> {
        match self {
            Condition::Topics(_, patterns) => patterns.iter().map(TopicPattern::written).collect(),
            Condition::Departments(keys) => keys.iter().map(Key::to_string).collect(),
            Condition::Kinds(kinds) => kinds.iter().map(|kind| kind.name().to_owned()).collect(),
            Condition::Languages(ranges) => ranges.iter().map(Lang::to_string).collect(),
            Condition::Urgency(least) => vec![least.number().to_string()],
        }
    }

    /// What the release has of its kind.
    fn values_of(&self, release: &Release) -> Vec<String> {
        match self {
            Condition::Topics(taxonomy, patterns) => {
                let own = release.topics.iter().filter(|topic| topic.taxonomy == *taxonomy);
                let keys = own.map(|topic| topic.key.to_string());
                let has_branch = patterns.iter().any(|pattern| matches!(pattern, TopicPattern::Branch(_)));
                keys.chain(media_topics(release).filter(|_| has_branch).map(|code| code.to_string())).collect()
            }
            Condition::Departments(_) => release.department.iter().map(|own| own.key.to_string()).collect(),
            Condition::Kinds(_) => vec![release.kind.name().to_owned()],
            Condition::Languages(_) => vec![release.lang.to_string()],
            Condition::Urgency(_) => vec![urgency(release).number().to_string()],
        }
    }
}

impl TopicPattern {
    fn matches(&self, taxonomy: Taxonomy, release: &Release) -> bool {
        match self {
            TopicPattern::Key(key) => release.topics.iter().any(|topic| topic.taxonomy == taxonomy && topic.key == *key),
            TopicPattern::Branch(branch) => media_topics(release).any(|code| branch.contains(code)),
        }
    }

    fn written(&self) -> String {
        match self {
            TopicPattern::Key(key) => key.to_string(),
            TopicPattern::Branch(branch) => branch.code.to_string(),
        }
    }
}

impl MediaTopicBranch {
    pub fn contains(&self, code: SubjectCode) -> bool {
        self.code == code || self.below.contains(&code)
    }
}

fn media_topics(release: &Release) -> impl Iterator<Item = SubjectCode> + '_ {
    release.topics.iter().filter_map(|topic| topic.media_topic.as_ref()).map(|subject| subject.code)
}

fn urgency(release: &Release) -> Urgency {
    release.urgency.unwrap_or(Urgency::DEFAULT)
}

/// Basic filtering of RFC 4647: equal, or the range followed by more subtags.
fn is_within(lang: &Lang, range: &Lang) -> bool {
    lang.as_str().strip_prefix(range.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Dates, Day, Department, Headline, MediaTopic, Moment, Permalink, ReleaseId, SingleLine, Slug, Topic};

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    fn code(text: &str) -> SubjectCode {
        SubjectCode::parse(text).unwrap()
    }

    fn topic(taxonomy: Taxonomy, name: &str, media_topic: Option<&str>) -> Arc<Topic> {
        let media_topic = media_topic.map(|text| MediaTopic { code: code(text), swedish: None, english: None, nitf: None });
        Arc::new(Topic { media_topic, ..Topic::new(taxonomy, key(name), SingleLine::parse(name).unwrap()) })
    }

    /// In Swedish, of the schools, about the topic `skola` (20000400) and the region `centrum`.
    fn release() -> Release {
        let first = Moment::Day(Day::new(2026, 3, 2).unwrap());
        let new = Release::new(
            ReleaseId::parse("tag:solvik.example,2026:release/1").unwrap(),
            Permalink::new(2026, Slug::parse("ny-skola").unwrap()),
            Lang::parse("sv").unwrap(),
            Headline::parse("Ny skola").unwrap(),
            None,
            Dates::Published { first, updated: None },
        );
        let name = SingleLine::parse("Skolan").unwrap();
        let department = Department { key: key("skolan"), name, sender: None, boilerplates: Vec::new() };
        let topics = vec![topic(Taxonomy::Topic, "skola", Some("20000400")), topic(Taxonomy::Region, "centrum", None)];
        Release { topics, department: Some(Arc::new(department)), ..new }
    }

    fn matches(condition: Condition) -> bool {
        Filter::All(vec![condition]).matches(&release())
    }

    fn branch(top: &str, below: &[&str]) -> TopicPattern {
        TopicPattern::Branch(MediaTopicBranch { code: code(top), below: below.iter().map(|text| code(text)).collect() })
    }

    #[test]
    fn topics_match_by_key_in_their_own_taxonomy() {
        let keys = |names: &[&str]| names.iter().map(|name| TopicPattern::Key(key(name))).collect();
        assert!(matches(Condition::Topics(Taxonomy::Topic, keys(&["fritid", "skola"]))));
        assert!(!matches(Condition::Topics(Taxonomy::Topic, keys(&["fritid", "centrum"]))));
        assert!(matches(Condition::Topics(Taxonomy::Region, keys(&["centrum"]))));
        assert!(!matches(Condition::Topics(Taxonomy::Category, keys(&["skola"]))));
    }

    #[test]
    fn a_media_topic_takes_what_is_below_it() {
        assert!(matches(Condition::Topics(Taxonomy::Topic, vec![branch("20000400", &[])])));
        assert!(matches(Condition::Topics(Taxonomy::Topic, vec![branch("05000000", &["20000398", "20000400"])])));
        assert!(!matches(Condition::Topics(Taxonomy::Topic, vec![branch("20000398", &[])])));
        // Also beside keys, as an alternative.
        let both = vec![TopicPattern::Key(key("fritid")), branch("20000400", &[])];
        assert!(matches(Condition::Topics(Taxonomy::Topic, both)));
    }

    #[test]
    fn a_language_takes_its_own_regions_and_not_the_other_way_round() {
        let takes = |lang: &str, range: &str| is_within(&Lang::parse(lang).unwrap(), &Lang::parse(range).unwrap());
        assert!(takes("sv", "sv") && takes("sv-FI", "sv") && takes("zh-Hant-TW", "zh-Hant"));
        assert!(!takes("sv", "sv-FI") && !takes("sve", "sv") && !takes("en", "sv"));
    }

    #[test]
    fn a_release_without_urgency_counts_as_the_wire_writes_it() {
        let least = |number| Condition::Urgency(Urgency::new(number).unwrap());
        assert!(matches(least(4)) && matches(least(9)) && !matches(least(3)));
        let flash = Release { urgency: Urgency::new(1), ..release() };
        assert!(Filter::All(vec![least(1)]).matches(&flash));
    }

    #[test]
    fn each_condition_must_be_satisfied_and_each_explains_itself() {
        let filter = Filter::All(vec![
            Condition::Departments(vec![key("skolan")]),
            Condition::Kinds(vec![Kind::Invitation, Kind::News]),
            Condition::Topics(Taxonomy::Topic, vec![TopicPattern::Key(key("fritid")), branch("04000000", &[])]),
            Condition::Urgency(Urgency::new(5).unwrap()),
        ]);
        assert!(!filter.matches(&release()));
        let release = release();
        let lines = filter.explain(&release).into_iter().map(|answer| {
            let FilterAnswer { condition, is_satisfied, has, takes } = answer;
            format!("{} {is_satisfied} [{}] [{}]", condition.field(), has.join(" "), takes.join(" "))
        });
        let expected = [
            "departments true [skolan] [skolan]",
            "kinds false [press-release] [invitation news]",
            "topics false [skola 20000400] [fritid 04000000]",
            "urgency true [4] [5]",
        ];
        assert_eq!(lines.collect::<Vec<_>>(), expected);
        assert!(Filter::Everything.matches(&release) && Filter::Everything.explain(&release).is_empty());
    }
}
