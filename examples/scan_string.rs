//! Judges a page held in memory and tells why.
//!
//! `cargo run --example scan_string`
#![expect(clippy::print_stdout, reason = "an example shows its result")]
use despam::report::words;
use despam::scanner::{PageContext, Scanner};

fn main() -> Result<(), despam::error::Error> {
    let links: String = (0..30)
        .map(|n| format!("<a href=\"http://casino{n}.example/slots\">online casino slots {n}</a> "))
        .collect();
    let page = format!(
        "<html><body><h1>Bird walks in spring</h1><p>We meet at seven at the north gate of the park.</p>\
         <div style=\"position:absolute; left:-9999px\">{links}</div></body></html>"
    );

    let scanner = Scanner::embedded()?;
    let context = PageContext { url: Some("https://birds.example/"), ..PageContext::default() };
    let report = scanner.scan(page.as_bytes(), &context)?;

    println!("{} ({})", words::verdict(report.verdict), words::probability(report.probability));
    for finding in &report.findings {
        println!("bytes {:?}: {}", finding.span.range(), words::verdict(finding.verdict));
        for reason in &finding.reasons {
            println!("  {:+.2}  {}", reason.contribution, words::plain(reason));
        }
    }
    Ok(())
}
