//! Shapes that make careless readers of HTML slow.

/// A shape's name, and a page of it of about so many bytes.
pub(crate) type Hostile = (&'static str, fn(usize) -> String);

/// Shapes that make careless readers of HTML slow.
pub(crate) const HOSTILE: [Hostile; 20] = [
    ("nested tags", |n| "<div>".repeat(n / 5)),
    ("nested formatting", |n| "<b><a href=x><i>".repeat(n / 16)),
    ("attributes of one tag", |n| {
        let attributes: String = (0..n / 10).map(|i| format!("a{i}=\"{i}\" ")).collect();
        format!("<p {attributes}>")
    }),
    ("a tag that never ends", |n| format!("<p {}", "a='>' ".repeat(n / 6))),
    ("titles without end", |n| "<title>".repeat(n / 7)),
    ("scripts in comments", |n| "<script><!--<script>".repeat(n / 20)),
    ("comments without end", |n| "<!--".repeat(n / 4)),
    ("NULs", |n| "\0".repeat(n)),
    ("less-than signs", |n| "<".repeat(n)),
    ("hidden openers", |n| "<div style=display:none><a href=http://x.top/>x</a>".repeat(n / 50)),
    ("hidden links without end", |n| "<a style=display:none href=http://x.top/>".repeat(n / 41)),
    ("siblings of one id", |n| "<span id=rz99h></span>".repeat(n / 22)),
    ("links to as many hosts", |n| {
        (0..n / 32).map(|i| format!("<a href=http://h{i:07}.com/>x</a> ")).collect()
    }),
    ("rules and what they hide", |n| {
        (0..n / 55)
            .map(|i| format!("<style>.c{i:06}{{display:none}}</style><p class=c{i:06}>x</p>"))
            .collect()
    }),
    ("classes and their rules", |n| {
        let classes: String = (0..n.min(400_000) / 80).map(|i| format!("c{i} ")).collect();
        let rules: String =
            (0..n / 80).map(|i| format!(".a.b.c{i}{{display:none}}.d.e.c{i}{{display:none}}")).collect();
        format!("<style>{rules}</style><p class=\"{classes}\">x")
    }),
    ("scripts that write", |n| "<script>document.write('<div style=display:none>')</script>".repeat(n / 59)),
    ("scripts without end", |n| "<script>".repeat(n / 8)),
    ("style attributes, all different", |n| {
        (0..n / 40).map(|i| format!("<p style=\"top:{i}px;left:{i:05}px\">")).collect()
    }),
    ("look-alike letters", |n| "ка\u{301}ѕіnо ".repeat(n / 14)),
    ("end tags of nothing", |n| format!("{}{}", "<p>".repeat(n / 10), "</x>".repeat(n * 7 / 40))),
];

/// Sizes of hostile pages, in bytes: linear work costs the same per byte at each.
pub(crate) const HOSTILE_SIZES: [usize; 3] = [50_000, 200_000, 800_000];
