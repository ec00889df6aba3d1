//! Pages made from a seed: ordinary ones of any size, script-heavy and Chinese ones.
use std::fmt::Write;

/// Xorshift numbers below what is asked for.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |n| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    }
}

/// A page of `items` articles of 1 kB each, with the byte mix of the web pages in the design's measurements: about 40 % tags, 45 %
/// scripts and styles, 15 % text.
pub(crate) fn ordinary(seed: u64, items: usize) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page</title>\n",
    );
    let mut next = numbers(seed);
    let words =
        ["river", "the", "of", "station", "über", "morning", "and", "glass", "中文", "price", "a", "walked"];
    page += "<style>\n";
    for rule in 0..items.clamp(10, 120) {
        let _ = writeln!(
            page,
            ".c{rule} > li a:hover {{ color: #{:06x}; margin: {}px }}",
            next(1 << 24),
            next(40)
        );
    }
    page += "</style></head><body>\n";
    for item in 0..items {
        let (class, link) = (next(120), next(100_000));
        let _ = write!(
            page,
            "<div class=\"card c{class} wide\" id=\"item-{item}\" data-key=\"{link}\"><h3><a href=\"/news/{link}?ref=home\" "
        );
        let _ = write!(page, "title=\"News {link}\">");
        for _ in 0..4 {
            page += words[next(words.len() as u64) as usize];
            page.push(' ');
        }
        let _ = write!(
            page,
            "</a></h3><img src=\"/img/{link}.jpg\" alt=\"\" width=\"320\" height=\"200\" loading=\"lazy\"><p>"
        );
        for _ in 0..20 {
            page += words[next(words.len() as u64) as usize];
            page.push(' ');
        }
        page += "&amp; more.</p><!-- end of card --></div>\n<script>\n";
        for line in 0..7 {
            let _ = writeln!(
                page,
                "  window.q = window.q || []; if (q.length < {line}) {{ q.push({{ id: {link}, at: '{class}' }}) }}"
            );
        }
        page += "</script>\n";
    }
    page + "</body></html>\n"
}

/// A page that is nine tenths minified script, as applications serve them, with a list of links below.
pub(crate) fn script_heavy(seed: u64) -> String {
    let mut next = numbers(seed);
    let mut page = ordinary(seed, 20).replace("</body></html>\n", "<script>");
    for _ in 0..2000 {
        let (a, b, c) = (next(26) as u8 + b'a', next(26) as u8 + b'a', next(9999));
        let (a, b) = (char::from(a), char::from(b));
        let _ = write!(
            page,
            "var {a}{b}=function({a},{b}){{if({a}.length>{c}&&!{b}.hidden)return {a}.map(e=>e.id+\"/{c}\");\
             return {b}?{{key:'{a}-{c}',at:[{c},.5]}}:null}};"
        );
    }
    page + "</script></body></html>\n"
}

/// A page of Chinese text with links.
pub(crate) fn cjk(seed: u64) -> String {
    let mut next = numbers(seed);
    let mut page = String::from(
        "<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>新聞</title></head><body>\n",
    );
    for item in 0..80 {
        let _ = write!(page, "<div class=\"item\"><h3><a href=\"/news/{item}.html\">");
        for _ in 0..12 {
            page.push(char::from_u32(0x4e00 + next(3000) as u32).expect("a Chinese character"));
        }
        page += "</a></h3><p>";
        for _ in 0..180 {
            page.push(char::from_u32(0x4e00 + next(3000) as u32).expect("a Chinese character"));
            match next(14) {
                0 => page.push('，'),
                1 if next(2) == 0 => page.push('。'),
                _ => {}
            }
        }
        page += "</p></div>\n";
    }
    page + "</body></html>\n"
}

/// An ordinary page with so many links to as many other sites, spread over it.
pub(crate) fn linked(seed: u64, items: usize, links: usize) -> String {
    let page = ordinary(seed, items);
    let mut out = String::with_capacity(page.len() + links * 60);
    let mut written = 0;
    for (item, part) in page.split_inclusive("</div>\n").enumerate() {
        out += part;
        let due = links * (item + 1) / items;
        for link in written..due.max(written) {
            let _ =
                writeln!(out, "<p>see <a href=\"https://site{link}.example.net/page\">their page</a></p>");
        }
        written = due.max(written);
    }
    out
}
