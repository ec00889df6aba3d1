//! Hiding: which way, by what, and how much of the block.
use crate::block::C;
use crate::feature::{FeatureDef, Unit::*, block, both, flag, log, share};

pub(super) const FEATURES: &[FeatureDef] =
    &[
        block("root_hidden", Flag, "Its first element hides itself.", |b| flag(b.root_hidden)),
        block("root_hook", Flag, "Its first element is addressed by scripts or screen readers.", |b| {
            flag(b.root_hook)
        }),
        block("root_hidden_inline", Flag, "Its first element hides itself by its own attributes.", |b| {
            flag(b.root_inline)
        }),
        block("inside_hidden", Flag, "It stands inside a hidden element.", |b| flag(b.inside_hidden)),
        block("root_unclosed_hidden", Flag, "Its first element hides itself and is never closed.", |b| {
            flag(b.root_hidden && b.root_unclosed)
        }),
        both("log_hidden", LogCount, "Elements that hide themselves.", |b| log(b.f(C::Hidden))),
        both("hidden_ink_share", Ratio, "Share of ink inside hidden elements.", |b| {
            share(b.f(C::HiddenInk), f64::from(b.counts.text.ink))
        }),
        both("hidden_element_share", Ratio, "Share of elements inside hidden ones.", |b| {
            share(b.f(C::HiddenElements), b.f(C::Elements))
        }),
        both(
            "hidden_display",
            LogCount,
            "Elements hidden by display, visibility or the hidden attribute.",
            |b| log(b.f(C::HiddenDisplay)),
        ),
        both("hidden_off_screen", LogCount, "Elements moved off screen, clipped or indented away.", |b| {
            log(b.f(C::HiddenOff))
        }),
        both("hidden_zero", LogCount, "Elements with a box, font or opacity of nothing.", |b| {
            log(b.f(C::HiddenZero))
        }),
        both("hidden_colour", LogCount, "Elements with text in the background's colour.", |b| {
            log(b.f(C::HiddenColour))
        }),
        both("hidden_marquee", LogCount, "Moving boxes too small to read.", |b| log(b.f(C::HiddenMarquee))),
        both("hidden_by_sheet", LogCount, "Elements hidden by a style sheet of the page.", |b| {
            log(b.f(C::HiddenBySheet))
        }),
        both("hidden_by_script", LogCount, "Elements hidden by a script of the page.", |b| {
            log(b.f(C::HiddenByScript))
        }),
        both("hidden_media", LogCount, "Media and controls inside hidden elements.", |b| {
            log(b.f(C::HiddenMedia))
        }),
        both(
            "hidden_hooks",
            LogCount,
            "Elements inside hidden ones that scripts or screen readers address.",
            |b| log(b.f(C::HiddenHooks)),
        ),
    ];
