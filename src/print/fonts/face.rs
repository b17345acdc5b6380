//! The faces that are printed with.

/// A face that is printed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Regular,
    Italic,
    SemiBold,
    SemiBoldItalic,
    /// The semibold face with its small capitals.
    SmallCaps,
    /// For Arabic letters, beside the regular and the italic face.
    Arabic,
    /// For Arabic letters, beside the semibold faces.
    ArabicSemiBold,
}

impl Face {
    /// How many there are.
    pub(super) const COUNT: usize = 7;

    pub fn italic(self) -> Face {
        match self {
            Face::Regular | Face::Italic => Face::Italic,
            Face::SemiBold | Face::SemiBoldItalic | Face::SmallCaps => Face::SemiBoldItalic,
            // Arabic has no slanted letters.
            Face::Arabic | Face::ArabicSemiBold => self,
        }
    }

    pub fn strong(self) -> Face {
        match self {
            Face::Regular | Face::SemiBold | Face::SmallCaps => Face::SemiBold,
            Face::Italic | Face::SemiBoldItalic => Face::SemiBoldItalic,
            Face::Arabic | Face::ArabicSemiBold => Face::ArabicSemiBold,
        }
    }

    /// The face that has Arabic letters of the same weight.
    pub fn arabic(self) -> Face {
        match self {
            Face::Regular | Face::Italic | Face::Arabic => Face::Arabic,
            Face::SemiBold | Face::SemiBoldItalic | Face::SmallCaps | Face::ArabicSemiBold => Face::ArabicSemiBold,
        }
    }

    /// Whether its letters are written from right to left.
    pub fn is_arabic(self) -> bool {
        matches!(self, Face::Arabic | Face::ArabicSemiBold)
    }

    /// The face whose font file is embedded.
    pub fn file(self) -> Face {
        if self == Face::SmallCaps { Face::SemiBold } else { self }
    }
}
