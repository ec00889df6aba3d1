//! Links: how many, where to, and how they are written.
use crate::block::C;
use crate::feature::{FeatureDef, Unit::*, both, log, share};

pub(super) const FEATURES: &[FeatureDef] = &[
    both("log_links", LogCount, "Links.", |b| log(b.f(C::Links))),
    both(
        "link_density",
        Ratio,
        "Share of ink inside links (Kohlschütter et al., WSDM 2010, in bytes).",
        |b| share(b.f(C::AnchorInk), f64::from(b.counts.text.ink)),
    ),
    both("log_off_site", LogCount, "Links to other sites, hosts everybody links to aside.", |b| {
        log(b.f(C::OffSite))
    }),
    both("off_site_share", Ratio, "Share of links that lead to other sites.", |b| {
        share(b.f(C::OffSite), b.f(C::Links))
    }),
    both("off_site_ink_share", Ratio, "Share of ink inside off-site links.", |b| {
        share(b.f(C::OffSiteInk), f64::from(b.counts.text.ink))
    }),
    both("popular_share", Ratio, "Share of links to hosts everybody links to.", |b| {
        share(b.f(C::Popular), b.f(C::Links))
    }),
    both("internal_share", Ratio, "Share of links within the site.", |b| {
        share(b.f(C::Internal), b.f(C::Links))
    }),
    both("log_internal", LogCount, "Links within the site.", |b| log(b.f(C::Internal))),
    both("nowhere_share", Ratio, "Share of links that lead nowhere.", |b| {
        share(b.f(C::Nowhere), b.f(C::Links))
    }),
    both("log_hosts", LogCount, "Distinct off-site domains linked to.", |b| log(f64::from(b.distinct_hosts))),
    both("host_spread", Ratio, "Distinct domains over off-site links.", |b| {
        share(f64::from(b.distinct_hosts), b.f(C::OffSite))
    }),
    both("same_host_share", Ratio, "Share of off-site links that lead to one domain, from three on.", |b| {
        if b.most_same_host >= 3 { share(f64::from(b.most_same_host), b.f(C::OffSite)) } else { 0.0 }
    }),
    both("off_site_root_share", Ratio, "Share of off-site links to a bare host.", |b| {
        share(b.f(C::OffSiteRoot), b.f(C::OffSite))
    }),
    both("nofollow_share", Ratio, "Share of off-site links marked nofollow.", |b| {
        share(b.f(C::Nofollow), b.f(C::OffSite))
    }),
    both("dofollow_share", Ratio, "Share of off-site links marked dofollow.", |b| {
        share(b.f(C::Dofollow), b.f(C::OffSite))
    }),
    both("blank_share", Ratio, "Share of off-site links that open a new window.", |b| {
        share(b.f(C::Blank), b.f(C::OffSite))
    }),
    both("bare_link_share", Ratio, "Share of off-site links with the address as only attribute.", |b| {
        share(b.f(C::OffSiteBare), b.f(C::OffSite))
    }),
    both("unquoted_share", Ratio, "Share of off-site links with an unquoted first attribute.", |b| {
        share(b.f(C::Unquoted), b.f(C::OffSite))
    }),
    both("title_is_anchor_share", Ratio, "Share of off-site links whose title repeats the anchor.", |b| {
        share(b.f(C::TitleIsAnchor), b.f(C::OffSite))
    }),
    both("image_link_share", Ratio, "Share of off-site links around a picture.", |b| {
        share(b.f(C::OffSiteImage), b.f(C::OffSite))
    }),
    both(
        "hijack_path_share",
        Ratio,
        "Share of off-site links into directories known from hijacked sites, or with a keyword slug.",
        |b| share(b.f(C::HijackPath), b.f(C::OffSite)),
    ),
    both("victim_host_share", Ratio, "Share of off-site links to government and school domains.", |b| {
        share(b.f(C::VictimHost), b.f(C::OffSite))
    }),
    both("abused_host_share", Ratio, "Share of off-site links to much-abused top-level domains.", |b| {
        share(b.f(C::AbusedHost), b.f(C::OffSite))
    }),
    both("odd_host_share", Ratio, "Share of off-site links to hosts with digits or two hyphens.", |b| {
        share(b.f(C::OddHost), b.f(C::OffSite))
    }),
    both("url_anchor_share", Ratio, "Share of off-site links whose anchor is an address.", |b| {
        share(b.f(C::UrlAnchor), b.f(C::OffSite))
    }),
    both("anchor_length", LogCount, "Ink bytes per off-site link.", |b| {
        if b.f(C::OffSite) > 0.0 { log(b.f(C::OffSiteInk) / b.f(C::OffSite)) } else { 0.0 }
    }),
    both("log_iframes", LogCount, "Frames.", |b| log(b.f(C::Iframes))),
    both("log_iframe_off_site", LogCount, "Frames from other sites.", |b| log(b.f(C::IframeOffSite))),
];
