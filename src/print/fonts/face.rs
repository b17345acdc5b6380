//! The faces of a theme.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Regular,
    Italic,
    SemiBold,
    SemiBoldItalic,
    /// The semibold face with small capitals.
    SmallCaps,
    /// For Arabic letters, with the regular and the italic face.
    Arabic,
    /// For Arabic letters, with the semibold faces.
    ArabicSemiBold,
}

impl Face {
    /// The number of faces.
    pub(super) const COUNT: usize = 7;

    pub fn italic(self) -> Face {
        match self {
            Face::Regular | Face::Italic => Face::Italic,
            Face::SemiBold | Face::SemiBoldItalic | Face::SmallCaps => Face::SemiBoldItalic,
            // Arabic has no italics.
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

    /// The face with Arabic letters of the same weight.
    pub fn arabic(self) -> Face {
        match self {
            Face::Regular | Face::Italic | Face::Arabic => Face::Arabic,
            Face::SemiBold | Face::SemiBoldItalic | Face::SmallCaps | Face::ArabicSemiBold => Face::ArabicSemiBold,
        }
    }

    pub fn is_arabic(self) -> bool {
        matches!(self, Face::Arabic | Face::ArabicSemiBold)
    }

    /// The face whose font file is embedded.
    pub fn file(self) -> Face {
        if self == Face::SmallCaps { Face::SemiBold } else { self }
    }
}
