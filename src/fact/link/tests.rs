use super::*;
use proptest::prelude::*;

#[test]
fn addresses_are_taken_apart_as_browsers_do() {
    use HrefKind::*;
    for (href, kind, host, path, query) in [
        ("", Empty, None, "", ""),
        (" \n", Empty, None, "", ""),
        ("#", Fragment, None, "", ""),
        ("#top", Fragment, None, "", ""),
        ("/a/b?c=d#e", Relative, None, "/a/b", "c=d"),
        ("page.html", Relative, None, "page.html", ""),
        ("?p=1", Relative, None, "", "p=1"),
        ("www.example.com", Relative, None, "www.example.com", ""),
        ("http://example.com", Absolute, Some("example.com"), "", ""),
        ("HTTP://WWW.Example.COM:8080/A?b#c?d", Absolute, Some("example.com"), "/A", "b"),
        ("https://user:pw@example.com@evil.com/x", Absolute, Some("evil.com"), "/x", ""),
        (" http://exa\nmple.com/\tx ", Absolute, Some("example.com"), "/x", ""),
        ("http:\\\\example.com\\x", Absolute, Some("example.com"), "\\x", ""),
        ("http:///example.com/x", Absolute, Some("example.com"), "/x", ""),
        ("http:/example.com/x", Absolute, Some("example.com"), "/x", ""),
        ("http:example.com/x", Absolute, Some("example.com"), "/x", ""),
        ("http:page", Relative, None, "page", ""),
        ("http://", Other, None, "", ""),
        ("http://@", Other, None, "", ""),
        ("http://%65xample.com./", Absolute, Some("example.com"), "/", ""),
        ("http://ｅｘａｍｐｌｅ．com", Absolute, Some("example.com"), "", ""),
        ("http://例子.中国/路", Absolute, Some("例子.中国"), "/路", ""),
        ("http://[::1]:80/", Absolute, Some("[::1]"), "/", ""),
        ("http://[::1]/", Absolute, Some("[::1]"), "/", ""),
        ("http://www.com/", Absolute, Some("www.com"), "/", ""),
        ("http://example.com?q", Absolute, Some("example.com"), "", "q"),
        ("//cdn.example.com/x.js", ProtocolRelative, Some("cdn.example.com"), "/x.js", ""),
        ("\\\\example.com", ProtocolRelative, Some("example.com"), "", ""),
        ("JavaScript:void(0)", Script, None, "", ""),
        ("java\nscript:alert(1)", Script, None, "", ""),
        ("mailto:a@b.c", Mail, None, "", ""),
        ("tel:+1", Tel, None, "", ""),
        ("data:text/html,x", Data, None, "", ""),
        ("weixin://dl", Other, None, "", ""),
        ("a/b:c", Relative, None, "a/b:c", ""),
    ] {
        let got = parse_href(href);
        assert_eq!((got.kind, got.host(), got.path(), got.query()), (kind, host, path, query), "{href:?}");
    }
}

#[test]
fn an_ordinary_address_costs_no_allocation() {
    let href = parse_href("https://www.example.com/a");
    assert!(matches!(href.host, Some(Cow::Borrowed(_))) && matches!(href.text, Cow::Borrowed(_)));
}

proptest! {
    #[test]
    fn any_text_is_an_address(href in any::<String>()) {
        let got = parse_href(&href);
        let _ = (got.path(), got.query());
        prop_assert_eq!(got.has_host(), matches!(got.kind, HrefKind::Absolute | HrefKind::ProtocolRelative));
    }

    #[test]
    fn near_addresses_are_addresses(href in "[ \\t]?(http|HTTPS|ftp|data)?:?[/\\\\]{0,3}[a-zA-Z@.:%é/?#\\[\\]-]{0,24}") {
        let got = parse_href(&href);
        if let Some(host) = got.host() {
            prop_assert!(!host.is_empty() && !host.contains(['/', '?', '#']) || host.contains('%') || !host.is_ascii());
            prop_assert_eq!(host.to_lowercase(), host);
        }
    }
}

#[test]
fn a_port_of_its_own_is_seen() {
    for (address, port) in [
        ("http://a.cn:8080/ts/in.cgi", true),
        ("//a.cn:8443", true),
        ("https://a.cn:443/", false),
        ("http://user:pw@a.cn/x:80", false),
        ("http://a.cn/x:81", false),
        ("a:81", false),
    ] {
        assert_eq!(names_port(address), port, "{address}");
    }
}
