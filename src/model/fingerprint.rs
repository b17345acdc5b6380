//! A fingerprint of the words of a release, to notice a text that was edited after readers saw it.

use super::body::{Block, Inlines, Section, runs};
use super::media::Picture;
use super::release::Release;

/// Changes when the words that the author wrote for readers change, links included. Fields for sorting, contacts and what a sender says of itself
/// are not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFingerprint(String);

impl TextFingerprint {
    /// 32 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Release {
    pub fn text_fingerprint(&self) -> TextFingerprint {
        let mut hasher = TextHasher(blake3::Hasher::new());
        hasher.add(self.headline.as_str());
        hasher.add_optional(self.subhead.as_ref().map(super::name::SingleLine::as_str));
        hasher.add_optional(self.place.as_ref().map(super::name::SingleLine::as_str));
        self.legal.iter().chain(&self.lead).for_each(|run| hasher.add_run(run));
        hasher.add_blocks(&self.body);
        self.read_more.iter().chain(&self.own_boilerplate).for_each(|section| hasher.add_section(section));
        if let Some(event) = &self.event {
            hasher.add(&event.start.iso());
            hasher.add_optional(event.end.as_ref().map(super::moment::Moment::iso).as_deref());
            hasher.add(event.place.as_str());
            hasher.add_optional(event.register_by.as_ref().map(super::moment::Moment::iso).as_deref());
            hasher.add_optional(event.register.as_ref().map(super::address::WebAddress::as_str));
            for item in &event.programme {
                hasher.add(item.time.as_str());
                hasher.add(item.what.as_str());
            }
        }
        self.all_pictures().into_iter().for_each(|picture| hasher.add_picture(picture));
        for document in &self.documents {
            hasher.add(document.file.name.as_str());
            hasher.add(document.title.as_str());
        }
        TextFingerprint(hasher.0.finalize().to_hex()[..32].to_owned())
    }
}

struct TextHasher(blake3::Hasher);

impl TextHasher {
    /// With its length, so that no two sequences of words are the same bytes.
    fn add(&mut self, text: &str) {
        self.0.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }

    fn add_optional(&mut self, text: Option<&str>) {
        self.add(text.unwrap_or_default());
    }

    fn add_run(&mut self, run: &Inlines) {
        self.add(&run.plain());
        run.links().into_iter().for_each(|(to, _)| self.add(to.as_str()));
    }

    fn add_blocks(&mut self, blocks: &[Block]) {
        runs(blocks).into_iter().for_each(|run| self.add_run(run));
    }

    fn add_section(&mut self, section: &Section) {
        self.add(section.heading.as_str());
        self.add_blocks(&section.body);
    }

    fn add_picture(&mut self, picture: &Picture) {
        self.add(picture.file.name.as_str());
        self.add(picture.alt.as_str());
        picture.caption_lines().for_each(|line| self.add(line.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;

    fn release() -> Release {
        let run = |text: &str| Inlines::new(vec![Inline::Text(text.to_owned())]).unwrap();
        let mut release = Release::new(
            ReleaseId::parse("tag:solvik.example,2026:release/1").unwrap(),
            Permalink::new(2026, Slug::parse("bro").unwrap()),
            Lang::swedish(),
            Headline::parse("Ny bro").unwrap(),
            run("Bron kostar 4 miljoner."),
            Dates::OnlyUpdated(Moment::Day(Day::new(2026, 3, 2).unwrap())),
        );
        let to = |address: &str| Inline::Link {
            to: WebAddress::parse(address).unwrap(),
            text: vec![Inline::Text("beslutet".to_owned())],
        };
        release.body = vec![Block::Paragraph(Inlines::new(vec![to("https://solvik.example/1")]).unwrap())];
        release
    }

    #[test]
    fn a_changed_figure_link_or_headline_changes_it_and_a_contact_does_not() {
        let first = release().text_fingerprint();
        assert_eq!(first, release().text_fingerprint());
        let edits: [fn(&mut Release); 4] = [
            |release| release.headline = Headline::parse("Nya bron").unwrap(),
            |release| release.lead = Inlines::new(vec![Inline::Text("Bron kostar 5 miljoner.".to_owned())]),
            |release| release.body.clear(),
            |release| {
                let (to, text) =
                    (WebAddress::parse("https://solvik.example/2").unwrap(), vec![Inline::Text("beslutet".to_owned())]);
                release.body = vec![Block::Paragraph(Inlines::new(vec![Inline::Link { to, text }]).unwrap())];
            },
        ];
        for edit in edits {
            let mut edited = release();
            edit(&mut edited);
            assert_ne!(first, edited.text_fingerprint());
        }
        let mut sorted = release();
        sorted.urgency = Urgency::new(3);
        sorted.dates = Dates::OnlyUpdated(Moment::Day(Day::new(2026, 3, 3).unwrap()));
        assert_eq!(first, sorted.text_fingerprint());
    }
}
