//! The text of a release: paragraphs under their headings, quotes, lists, tables and links.

use super::newsroom::Contact;
use super::newsroom::SEATS;
use super::release::Story;
use super::wording::count_words;

impl Story {
    /// The blocks of the text: 3 to 8 paragraphs, and what stands between them.
    pub(super) fn body(&mut self, kind: &str, lead: &str) -> Vec<String> {
        let target = self.dice.between(180, 380) as usize;
        let mut sentences = self.words.sentences.to_vec();
        sentences.extend(self.voice.told);
        self.dice.shuffle(&mut sentences);
        let mut headings = self.words.headings.to_vec();
        self.dice.shuffle(&mut headings);
        headings.truncate(self.dice.below(3));
        let mut between = self.between(kind);

        let mut blocks: Vec<String> = Vec::new();
        let mut paragraphs = 0;
        let mut words = count_words(lead);
        while paragraphs < 3 || (words < target && paragraphs < 8) {
            let begun = blocks.len();
            if paragraphs > 0
                && self.dice.one_in(2)
                && let Some(heading) = headings.pop()
            {
                blocks.push(format!("## {}", self.fill(heading)));
            }
            blocks.push(self.paragraph(&mut sentences));
            blocks.extend(between.pop());
            paragraphs += 1;
            words += blocks.iter().skip(begun).map(|block| count_words(block)).sum::<usize>();
        }
        blocks.extend(between);
        blocks
    }

    fn paragraph(&mut self, sentences: &mut Vec<&str>) -> String {
        let length = self.dice.between(2, 4) as usize;
        let told: Vec<String> = (0..length).filter_map(|_| sentences.pop()).map(|sentence| self.fill(sentence)).collect();
        told.join(" ")
    }

    /// What stands between the paragraphs, the first of it last: 1 to 3 quotes, now and then a list or a table.
    fn between(&mut self, kind: &str) -> Vec<String> {
        let said = self.dice.some_of(self.words.quotes, 1, 3);
        let openings = self.dice.some_of(self.words.openings, said.len(), said.len());
        let mut blocks: Vec<String> = openings.into_iter().zip(said).map(|(opening, said)| self.quote(opening, said)).collect();
        if self.dice.one_in(3) {
            blocks.push(self.bulleted());
        }
        if self.dice.one_in(6) {
            blocks.push(self.numbered());
        }
        if self.dice.one_in(6) {
            blocks.push(self.table());
        }
        self.dice.shuffle(&mut blocks);
        if kind == "invitation" {
            blocks.push(self.fill(self.words.time_and_place));
        }
        blocks
    }

    /// "– ..., säger Anna Berg (S), ordförande i utbildningsnämnden."
    fn quote(&mut self, opening: &str, said: &str) -> String {
        let mut contact = Contact::new(self.department, self.dice.below(SEATS), self.language);
        if self.dice.one_in(4) {
            contact = Contact { name: self.person(), party: None, role: (*self.dice.pick(&self.voice.officers)).to_owned() };
        }
        let mut said = self.fill(said);
        if self.dice.one_in(2) {
            said = format!("{}. {said}", self.fill(opening));
        }
        let party = contact.party.map(|party| format!(" ({party})")).unwrap_or_default();
        format!("– {said}, {} {}{party}, {}.", self.dice.pick(self.words.says), contact.name, contact.role)
    }

    fn bulleted(&mut self) -> String {
        let intro = self.fill_one_of(self.words.list_intros);
        let items = self.dice.some_of(self.words.items, 3, 6);
        let items: Vec<String> = items.into_iter().map(|item| format!("- {}", self.fill(item))).collect();
        format!("{intro}\n\n{}", items.join("\n"))
    }

    /// Steps keep their order, so that they are taken from the beginning.
    fn numbered(&mut self) -> String {
        let length = self.dice.between(3, self.words.steps.len() as u64) as usize;
        let steps = self.words.steps.iter().take(length).enumerate();
        let steps: Vec<String> = steps.map(|(n, step)| format!("{}. {}", n + 1, self.fill(step))).collect();
        format!("{}\n\n{}", self.words.steps_intro, steps.join("\n"))
    }

    fn table(&mut self) -> String {
        let table = *self.dice.pick(self.words.tables);
        let rows = self.dice.between(3, table.rows.len() as u64) as usize;
        let rows = table.rows.iter().take(rows).copied();
        let lines: Vec<String> = table.head.into_iter().chain(rows).map(|line| self.fill(line)).collect();
        lines.join("\n")
    }

    /// "Läs mer", with one to three links; not every release has it.
    pub(super) fn more(&mut self) -> Vec<String> {
        if self.dice.one_in(4) {
            return Vec::new();
        }
        let links = self.dice.some_of(self.words.links, 1, 3);
        let links: Vec<String> = links.into_iter().map(|link| self.fill(link)).collect();
        let list = if links.len() == 1 { links.concat() } else { format!("- {}", links.join("\n- ")) };
        vec![format!("## {}", self.words.more), list]
    }
}
