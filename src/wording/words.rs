//! The fields of a wording, which `swedish.rs` and `english.rs` fill.

use serde::Serialize;

/// The words of a language. Templates use the field names.
#[derive(Debug, Serialize)]
pub struct Wording {
    /// The language tag.
    pub lang: &'static str,
    pub start_page: &'static str,
    pub archive: &'static str,
    pub press_releases: &'static str,
    pub published: &'static str,
    pub last_updated: &'static str,
    pub first_published_unknown: &'static str,
    pub terms: &'static str,
    /// The alternative text of the QR code.
    pub qr_code: &'static str,
    /// The description of the file embedded in a PDF.
    pub machine_readable: &'static str,
    pub contact: &'static str,
    pub phone: &'static str,
    pub email: &'static str,
    pub print: &'static str,
    pub subscribe: &'static str,
    pub for_journalists: &'static str,
    pub press_page_description: &'static str,
    pub accessibility_statement: &'static str,
    /// The button of the search form.
    pub search: &'static str,
    /// The label of its field.
    pub search_in: &'static str,
    pub other_forms: &'static str,
    pub correction: &'static str,
    pub update: &'static str,
    pub draft: &'static str,
    pub embargo_until: &'static str,
    pub embargo_open_ended: &'static str,
    pub external_link: &'static str,
    pub skip_to_content: &'static str,
    pub you_are_here: &'static str,
    pub page: &'static str,
    pub about: &'static str,
    pub sender: &'static str,
    pub topics: &'static str,
    pub links: &'static str,
    pub version: &'static str,
    pub replaces: &'static str,
    /// The number of a message in its channel.
    pub running_number: &'static str,
    /// The number of the message that it replaces.
    pub replaces_number: &'static str,
    /// The mark before notes for editors.
    pub not_for_publication: &'static str,
    /// Precedes the versions that a kill withdraws.
    pub withdraws: &'static str,
    pub to: &'static str,
    pub immediate: &'static str,
    pub end: &'static str,
    pub no_releases: &'static str,
    pub newest: &'static str,
    pub all_releases: &'static str,
    pub press_text: &'static str,
    /// Precedes the formats for newsroom systems.
    pub for_news_systems: &'static str,
    pub changes: &'static str,
    pub web: &'static str,
    pub preview: &'static str,
    pub main_menu: &'static str,
    pub table: &'static str,
    pub subscribe_help: &'static str,
    pub withdrawn: &'static str,
    pub kill: &'static str,
    pub kill_notice: &'static str,
    pub withdrawn_notice: &'static str,
    pub scheduled: &'static str,
    pub categories: &'static str,
    pub regions: &'static str,
    pub documents: &'static str,
    pub pictures: &'static str,
    pub picture: &'static str,
    pub time_and_place: &'static str,
    pub time: &'static str,
    pub place: &'static str,
    pub registration: &'static str,
    pub at_the_latest: &'static str,
    pub programme: &'static str,
    pub press_contact: &'static str,
    pub subject_contact: &'static str,
    pub reached_via: &'static str,
    pub hours: &'static str,
    pub accessible: &'static str,
    pub not_accessible: &'static str,
    pub ask_for_alternative: &'static str,
    pub language_preposition: &'static str,
    pub and: &'static str,
    pub other_languages: &'static str,
    pub moved: &'static str,
    pub moved_to: &'static str,
    pub urgency: &'static str,
    pub contact_expired: &'static str,
    /// The singular of [`Wording::topics`], as the following ones.
    pub topic: &'static str,
    pub category: &'static str,
    pub region: &'static str,
    pub department: &'static str,
    pub departments: &'static str,
    pub kind_label: &'static str,
    pub kinds_label: &'static str,
    pub language: &'static str,
    pub languages_label: &'static str,
    pub corrections: &'static str,
    pub selection: &'static str,
    pub selections: &'static str,
    pub everything: &'static str,
    pub feed_comment: &'static str,
    pub all_feeds: &'static str,
    pub subscribe_to_list: &'static str,
    pub no_releases_here: &'static str,
    pub see_list: &'static str,
    pub feeds_intro: &'static str,
    pub feeds_steps: [&'static str; 3],
    pub feeds_formats: &'static str,
    /// Of a list in more than one language; `{}` is their names.
    pub list_languages: &'static str,
    /// Where lists by language are offered.
    pub one_language: &'static str,
    pub choose_a_list: &'static str,
    pub for_systems: &'static str,
    pub opml_description: &'static str,
    pub changes_description: &'static str,
    pub archive_description: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub robots_note: &'static str,
    /// The list of releases in a collection.
    pub contents: &'static str,
    /// Precedes the date of a collection.
    pub compiled: &'static str,
    /// On every page of a collection with releases that are not public yet.
    pub not_public: &'static str,
    pub not_public_notice: &'static str,
    /// The link from a mail to the page of its release.
    pub read_on_web: &'static str,
    /// The link from a mail to the PDF.
    pub pdf_to_print: &'static str,
    /// Where the text of a mail is cut, before the link to its page.
    pub continues_on_web: &'static str,
    /// At the foot of a mail to a news desk; `{}` is the newsroom.
    pub mail_reason: &'static str,
    /// Precedes whom to ask about the mails.
    pub mail_questions: &'static str,
    pub mail_reply: &'static str,
    /// The singular and the plural of "page".
    #[serde(skip)]
    pub(super) pdf_page: (&'static str, &'static str),
    /// Language tags and names.
    #[serde(skip)]
    pub(super) languages: &'static [(&'static str, &'static str)],
    pub(super) months: [&'static str; 12],
}
