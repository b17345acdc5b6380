//! The structure tree: what each part of the text is (heading, list, quote), in the order in which it is read.
//!
//! Says what ISO 32000-1 section 14.8 calls it; knows no page and no PDF object.

/// A node of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// A stretch of text that belongs to one node; numbers ascend in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub usize);

/// A link, as one or more clickable places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub usize);

/// What a part of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureType {
    Document,
    /// One release among others.
    Article,
    Section,
    /// 1 is the headline.
    Heading(u8),
    Paragraph,
    Quote,
    List {
        numbered: bool,
    },
    Item,
    /// A list item's bullet or number.
    Label,
    ItemBody,
    Table,
    TableHead,
    TableBody,
    Row,
    /// The head of a column.
    HeaderCell,
    Cell,
    /// Words of another language.
    Span,
    Emphasis,
    Strong,
    Link,
    /// A picture.
    Figure,
    /// The table of contents.
    Contents,
    ContentsItem,
    /// Names another part of the document.
    Reference,
    /// What stands below a picture.
    Caption,
    /// A picture and its caption: they belong together, and the group itself says nothing.
    Group,
}

impl StructureType {
    /// The standard structure type's name (ISO 32000-1 14.8.4).
    pub fn pdf_name(self) -> String {
        let name = match self {
            StructureType::Document => "Document",
            StructureType::Article => "Art",
            StructureType::Section => "Sect",
            StructureType::Heading(level) => return format!("H{level}"),
            StructureType::Paragraph => "P",
            StructureType::Quote => "BlockQuote",
            StructureType::List { .. } => "L",
            StructureType::Item => "LI",
            StructureType::Label => "Lbl",
            StructureType::ItemBody => "LBody",
            StructureType::Table => "Table",
            StructureType::TableHead => "THead",
            StructureType::TableBody => "TBody",
            StructureType::Row => "TR",
            StructureType::HeaderCell => "TH",
            StructureType::Cell => "TD",
            StructureType::Span => "Span",
            StructureType::Emphasis => "Em",
            StructureType::Strong => "Strong",
            StructureType::Link => "Link",
            StructureType::Figure => "Figure",
            StructureType::Contents => "TOC",
            StructureType::ContentsItem => "TOCI",
            StructureType::Reference => "Reference",
            StructureType::Caption => "Caption",
            StructureType::Group => "Div",
        };
        name.to_owned()
    }
}

/// What stands in a node, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kid {
    Node(NodeId),
    Run(RunId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub tag: StructureType,
    pub parent: Option<NodeId>,
    pub kids: Vec<Kid>,
    /// The language tag, where it is not the document's.
    pub lang: Option<String>,
    /// What a picture shows, for those who do not see it.
    pub alt: Option<String>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkDestination {
    /// A web address, a mail address, a telephone number.
    Address(String),
    /// The head of a page of the same document; 0 is the first.
    Page(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub node: NodeId,
    pub to: LinkDestination,
    /// What a reader who cannot see the page is told: the link's words and where it leads.
    pub contents: String,
}

/// A heading, for the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub node: NodeId,
    pub level: u8,
    pub title: String,
    /// Its first run, which tells where it stands.
    pub run: RunId,
}

#[derive(Debug, Default)]
pub struct StructureTree {
    nodes: Vec<Node>,
    /// The node of each run.
    runs: Vec<NodeId>,
    links: Vec<Link>,
    headings: Vec<Heading>,
}

impl StructureTree {
    /// A tree with its root.
    pub fn new() -> (StructureTree, NodeId) {
        let root = Node { tag: StructureType::Document, parent: None, kids: Vec::new(), lang: None, alt: None };
        (StructureTree { nodes: vec![root], ..StructureTree::default() }, NodeId(0))
    }

    /// A new last part of `parent`.
    pub fn add(&mut self, parent: NodeId, tag: StructureType) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { tag, parent: Some(parent), kids: Vec::new(), lang: None, alt: None });
        if let Some(parent) = self.nodes.get_mut(parent.0) {
            parent.kids.push(Kid::Node(id));
        }
        id
    }

    /// Says that `node` is not in the document's language.
    pub fn set_lang(&mut self, node: NodeId, lang: &str) {
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.lang = Some(lang.to_owned());
        }
    }

    /// Says what a picture shows.
    pub fn set_alt(&mut self, node: NodeId, alt: String) {
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.alt = Some(alt);
        }
    }

    /// Text at the end of `node`.
    pub fn run(&mut self, node: NodeId) -> RunId {
        let id = RunId(self.runs.len());
        self.runs.push(node);
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.kids.push(Kid::Run(id));
        }
        id
    }

    /// A heading of at most `level`. PDF/UA-1 7.4.2: no level is skipped on the way down.
    pub fn heading(&mut self, parent: NodeId, level: u8, title: String) -> (NodeId, RunId) {
        let deepest = self.headings.last().map_or(1, |before| before.level.saturating_add(1));
        let level = level.clamp(1, 6).min(deepest);
        let node = self.add(parent, StructureType::Heading(level));
        let run = self.run(node);
        self.headings.push(Heading { node, level, title, run });
        (node, run)
    }

    /// A link at the end of `parent`.
    pub fn link(&mut self, parent: NodeId, to: String, contents: String) -> (NodeId, LinkId) {
        let node = self.add(parent, StructureType::Link);
        let id = LinkId(self.links.len());
        self.links.push(Link { node, to: LinkDestination::Address(to), contents });
        (node, id)
    }

    /// Leads a link to a page of the same document, which is known only when all before it is set.
    pub fn lead(&mut self, link: LinkId, page: usize, contents: String) {
        if let Some(link) = self.links.get_mut(link.0) {
            link.to = LinkDestination::Page(page);
            link.contents = contents;
        }
    }

    /// Each after its parent; the first is the root.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// In reading order.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// How many runs there are.
    pub fn run_count(&self) -> usize {
        self.runs.len()
    }

    /// The node that `run` belongs to.
    pub fn owner(&self, run: RunId) -> Option<NodeId> {
        self.runs.get(run.0).copied()
    }

    /// `None` for a node of another tree.
    pub fn get(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(node.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_levels_are_never_skipped() {
        let (mut tree, root) = StructureTree::new();
        for (asked, given) in [(1, 1), (4, 2), (4, 3), (2, 2), (9, 3), (6, 4)] {
            let (node, _) = tree.heading(root, asked, "Rubrik".to_owned());
            assert_eq!(tree.get(node).unwrap().tag, StructureType::Heading(given));
        }
    }
}
