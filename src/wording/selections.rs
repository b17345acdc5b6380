//! Names of selections.

use crate::model::{Department, Lang, Publisher, Selection, Taxonomy};

use super::Wording;

impl Wording {
    /// Below its group: "Fritid", "Pressinbjudan", "engelska".
    pub fn selection_name(&self, publisher: &Publisher, selection: &Selection) -> String {
        match selection {
            Selection::All => self.press_releases.to_owned(),
            Selection::Corrections => self.corrections.to_owned(),
            Selection::Language(lang) => self.language_name(lang),
            Selection::Kind(kind) => self.kind(*kind).to_owned(),
            Selection::Department(department) => department_name(publisher, department),
            Selection::Topic(topic) => topic.name.to_string(),
            Selection::Custom(custom) => custom.title.to_string(),
        }
    }

    /// Alone: "Ämne: Fritid".
    pub fn selection_title(&self, publisher: &Publisher, selection: &Selection) -> String {
        let name = self.selection_name(publisher, selection);
        match self.selection_facet(selection) {
            Some(facet) => format!("{facet}: {name}"),
            None => name,
        }
    }

    /// Precedes the name in a title: "Ämne".
    pub fn selection_facet(&self, selection: &Selection) -> Option<&'static str> {
        match selection {
            Selection::All | Selection::Corrections => None,
            Selection::Language(_) => Some(self.language),
            Selection::Kind(_) => Some(self.kind_label),
            Selection::Department(_) => Some(self.department),
            Selection::Topic(topic) => Some(match topic.taxonomy {
                Taxonomy::Topic => self.topic,
                Taxonomy::Category => self.category,
                Taxonomy::Region => self.region,
            }),
            Selection::Custom(_) => Some(self.selection),
        }
    }

    /// The heading of the group in a list of all selections: "Ämnen".
    pub fn selection_group(&self, selection: &Selection) -> &'static str {
        match selection {
            Selection::All | Selection::Corrections => self.everything,
            Selection::Language(_) => self.languages_label,
            Selection::Kind(_) => self.kinds_label,
            Selection::Department(_) => self.departments,
            Selection::Topic(topic) => self.taxonomy(topic.taxonomy),
            Selection::Custom(_) => self.selections,
        }
    }

    /// "Den här listan har meddelanden på svenska och engelska."
    pub fn list_languages<'l>(&self, languages: impl Iterator<Item = &'l Lang>) -> String {
        let names: Vec<String> = languages.map(|lang| self.language_name(lang)).collect();
        self.list_languages.replace("{}", &self.list(&names))
    }

    /// "engelska", or the tag of a language without a name here.
    pub fn language_name(&self, lang: &Lang) -> String {
        let known = self.languages.iter().find(|(tag, _)| *tag == lang.primary());
        match (known, lang.as_str() == lang.primary()) {
            (Some((_, name)), true) => (*name).to_owned(),
            (Some((_, name)), false) => format!("{name} ({lang})"),
            (None, _) => lang.to_string(),
        }
    }
}

/// With the organisation, if it is not the newsroom's: two can have departments of the same name.
fn department_name(publisher: &Publisher, department: &Department) -> String {
    match department.sender.as_deref().filter(|sender| sender.key != publisher.sender.key) {
        Some(sender) => format!("{}, {}", sender.name, department.name),
        None => department.name.to_string(),
    }
}
