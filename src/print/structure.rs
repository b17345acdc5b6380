//! The structure tree: the role of each part of the text (heading, list, quote), in reading order.
//!
//! Named as in ISO 32000-1, 14.8; independent of pages and PDF objects.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// Text of one node; the numbers ascend in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub usize);

/// A link, which has one or more clickable areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureType {
    Document,
    /// One release of a collection.
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
    HeaderCell,
    Cell,
    /// Text in another language.
    Span,
    Emphasis,
    Strong,
    Link,
    Figure,
    /// The table of contents.
    Contents,
    ContentsItem,
    /// A link to another part of the document.
    Reference,
    Caption,
    /// A picture and its caption.
    Group,
}

impl StructureType {
    /// Its standard name (ISO 32000-1, 14.8.4).
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

/// A child of a node.
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
    /// A language tag; `None` for the language of the parent.
    pub lang: Option<String>,
    /// Alternative text of a picture.
    pub alt: Option<String>,
    /// Identifies the element for programs: of a quote, who speaks.
    pub title: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkDestination {
    /// A web address, a mail address, a telephone number.
    Address(String),
    /// The top of a page of the same document, counted from 0.
    Page(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub node: NodeId,
    pub to: LinkDestination,
    /// What a screen reader says: the text of the link and its destination.
    pub contents: String,
}

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub node: NodeId,
    pub level: u8,
    pub title: String,
    /// Its first run, which locates it on a page.
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
    pub const ROOT: NodeId = NodeId(0);

    /// A tree with its root.
    pub fn new() -> StructureTree {
        let root = Node { tag: StructureType::Document, parent: None, kids: Vec::new(), lang: None, alt: None, title: None };
        StructureTree { nodes: vec![root], ..StructureTree::default() }
    }

    /// Appends a node to `parent`.
    pub fn add(&mut self, parent: NodeId, tag: StructureType) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node { tag, parent: Some(parent), kids: Vec::new(), lang: None, alt: None, title: None });
        if let Some(parent) = self.nodes.get_mut(parent.0) {
            parent.kids.push(Kid::Node(id));
        }
        id
    }

    pub fn set_lang(&mut self, node: NodeId, lang: &str) {
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.lang = Some(lang.to_owned());
        }
    }

    pub fn set_alt(&mut self, node: NodeId, alt: String) {
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.alt = Some(alt);
        }
    }

    pub fn set_title(&mut self, node: NodeId, title: String) {
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.title = Some(title);
        }
    }

    /// Appends a run of text to `node`.
    pub fn add_run(&mut self, node: NodeId) -> RunId {
        let id = RunId(self.runs.len());
        self.runs.push(node);
        if let Some(node) = self.nodes.get_mut(node.0) {
            node.kids.push(Kid::Run(id));
        }
        id
    }

    /// Appends a heading. Its level is raised where it would skip one (PDF/UA-1, 7.4.2).
    pub fn add_heading(&mut self, parent: NodeId, level: u8, title: String) -> (NodeId, RunId) {
        let deepest = self.headings.last().map_or(1, |before| before.level.saturating_add(1));
        let level = level.clamp(1, 6).min(deepest);
        let node = self.add(parent, StructureType::Heading(level));
        let run = self.add_run(node);
        self.headings.push(Heading { node, level, title, run });
        (node, run)
    }

    /// Appends a link to an address.
    pub fn add_link(&mut self, parent: NodeId, to: String, contents: String) -> (NodeId, LinkId) {
        let node = self.add(parent, StructureType::Link);
        let id = LinkId(self.links.len());
        self.links.push(Link { node, to: LinkDestination::Address(to), contents });
        (node, id)
    }

    /// Redirects a link to a page of the same document, once its number is known.
    pub fn link_to_page(&mut self, link: LinkId, page: usize, contents: String) {
        if let Some(link) = self.links.get_mut(link.0) {
            link.to = LinkDestination::Page(page);
            link.contents = contents;
        }
    }

    /// Each follows its parent; the first is the root.
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

    pub fn run_count(&self) -> usize {
        self.runs.len()
    }

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
        let mut tree = StructureTree::new();
        for (level, expected) in [(1, 1), (4, 2), (4, 3), (2, 2), (9, 3), (6, 4)] {
            let (node, _) = tree.add_heading(StructureTree::ROOT, level, "Rubrik".to_owned());
            assert_eq!(tree.get(node).unwrap().tag, StructureType::Heading(expected));
        }
    }
}
