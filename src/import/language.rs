//! The language of a text by its commonest words, for sites that declare the language of their program.

/// Words of a language that are rare in the other.
const SWEDISH: &str = "och|att|det|är|som|på|för|av|den|inte|med|till|från|har|vid|eller|ska|kan|om";
const ENGLISH: &str = "and|the|of|to|is|that|with|from|has|not|are|this|which|or|by|will|be|was|on";
/// Fewer of these words prove nothing.
const ENOUGH: usize = 5;

/// `sv` or `en`, where the words leave no doubt.
pub fn guess(text: &str) -> Option<&'static str> {
    let (mut swedish, mut english) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).take(5000) {
        let word = word.to_lowercase();
        swedish += usize::from(SWEDISH.split('|').any(|one| one == word));
        english += usize::from(ENGLISH.split('|').any(|one| one == word));
    }
    match (swedish, english) {
        (swedish, english) if swedish >= ENOUGH && swedish > english * 4 => Some("sv"),
        (swedish, english) if english >= ENOUGH && english > swedish * 4 => Some("en"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_text_has_a_language() {
        assert_eq!(guess("Bron är öppen för alla som ska till skolan och den har kostat 48 mnkr."), Some("sv"));
        assert_eq!(guess("The bridge is open to all that go to the school, and it has not been closed."), Some("en"));
        assert_eq!(guess("Sisu on tärkeää"), None);
        assert_eq!(guess("och the att of det and"), None);
    }
}
