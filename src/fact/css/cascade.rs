//! Which of several declarations holds, and what those that hold hide together.
use super::StyleFacts;
use super::paint::Colour;
use super::value::{Clip, Length, Transform};
use crate::fact::hiding::{Hiding, ZERO_BOX_PX};

/// Offset (CSS px) from which an element has left the window.
/// Source: the training pages, where smaller ones are sprites and nudges.
const FAR_OFFSET_PX: f32 = -400.0;

/// Margin (CSS px) from which an element has left the window. Source: as above.
const FAR_MARGIN_PX: f32 = -1000.0;

/// Offset or margin (CSS px) to the other side that no screen reaches.
const FAR_SIDE_PX: f32 = 5000.0;

/// Translation, in per cent of the element's own size, that is no centring or sliding.
const FAR_TRANSLATE_PERCENT: f32 = 400.0;

/// Largest opacity that cannot be seen. Source: docs/techniques.md T24.
const UNSEEN_OPACITY: f32 = 0.01;

/// Largest opacity that is suspicious at most.
const FAINT_OPACITY: f32 = 0.1;

/// Largest letters (CSS px) that nobody can read. Source: docs/techniques.md T24.
const UNSEEN_FONT_PX: f32 = 1.0;

/// Largest letters (CSS px) that are suspicious at most.
const TINY_FONT_PX: f32 = 4.0;

/// One valid declaration.
#[derive(Clone, Copy, Debug)]
pub(super) enum Set {
    /// `true`: none.
    Display(bool),
    Visible(bool),
    Opacity(f32),
    Filter(Option<f32>),
    Position {
        moved: bool,
    },
    Side(u8, Option<Length>),
    Sides([Option<Length>; 4]),
    MarginSide(u8, Option<Length>),
    Margin([Option<Length>; 4]),
    /// Padding above or below makes room.
    Padded(bool),
    TextIndent(Length),
    Transform(Transform),
    Translate(Transform),
    Scale(Transform),
    Width(Option<Length>),
    Height(Option<Length>),
    MaxWidth(Option<Length>),
    MaxHeight(Option<Length>),
    /// Overflow is cut or scrolled.
    Clips(bool),
    FontSize(f32),
    Clip(Clip),
    ClipPath(Clip),
    Color(Colour),
    Background(Option<Colour>, bool),
    BackgroundColor(Colour),
    Picture(bool),
    ClippedToText(bool),
    Shadow(bool),
    ZIndex(f32),
    ContentHidden(bool),
}

/// The declaration of one property that holds so far.
#[derive(Clone, Copy, Debug)]
struct Slot<T> {
    value: Option<T>,
    important: bool,
}

impl<T> Default for Slot<T> {
    fn default() -> Slot<T> {
        Slot { value: None, important: false }
    }
}

impl<T: Copy> Slot<T> {
    fn set(&mut self, value: T, important: bool) {
        if important || !self.important {
            *self = Slot { value: Some(value), important };
        }
    }
}

/// All properties that hold so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cascade {
    display_none: Slot<bool>,
    visible: Slot<bool>,
    opacity: Slot<f32>,
    filter: Slot<Option<f32>>,
    moved: Slot<bool>,
    sides: [Slot<Option<Length>>; 4],
    margins: [Slot<Option<Length>>; 4],
    padded: Slot<bool>,
    text_indent: Slot<Length>,
    transform: Slot<Transform>,
    translate: Slot<Transform>,
    scale: Slot<Transform>,
    width: Slot<Option<Length>>,
    height: Slot<Option<Length>>,
    max_width: Slot<Option<Length>>,
    max_height: Slot<Option<Length>>,
    clips: Slot<bool>,
    font_px: Slot<f32>,
    clip: Slot<Clip>,
    clip_path: Slot<Clip>,
    color: Slot<Colour>,
    background: Slot<Option<Colour>>,
    picture: Slot<bool>,
    clipped_to_text: Slot<bool>,
    shadow: Slot<bool>,
    z_index: Slot<f32>,
    content_hidden: Slot<bool>,
}

impl Cascade {
    pub(super) fn apply(&mut self, set: Set, important: bool) {
        match set {
            Set::Display(v) => self.display_none.set(v, important),
            Set::Visible(v) => self.visible.set(v, important),
            Set::Opacity(v) => self.opacity.set(v, important),
            Set::Filter(v) => self.filter.set(v, important),
            Set::Position { moved } => self.moved.set(moved, important),
            Set::Side(side, v) => self.sides[side as usize].set(v, important),
            Set::Sides(all) => self.sides.iter_mut().zip(all).for_each(|(s, v)| s.set(v, important)),
            Set::MarginSide(side, v) => self.margins[side as usize].set(v, important),
            Set::Margin(all) => self.margins.iter_mut().zip(all).for_each(|(s, v)| s.set(v, important)),
            // Two properties share the slot: room above stays room whatever is said of below.
            Set::Padded(v) => self.padded.set(v || self.padded.value.unwrap_or(false), important),
            Set::TextIndent(v) => self.text_indent.set(v, important),
            Set::Transform(v) => self.transform.set(v, important),
            Set::Translate(v) => self.translate.set(v, important),
            Set::Scale(v) => self.scale.set(v, important),
            Set::Width(v) => self.width.set(v, important),
            Set::Height(v) => self.height.set(v, important),
            Set::MaxWidth(v) => self.max_width.set(v, important),
            Set::MaxHeight(v) => self.max_height.set(v, important),
            Set::Clips(v) => self.clips.set(v, important),
            Set::FontSize(v) => self.font_px.set(v, important),
            Set::Clip(v) => self.clip.set(v, important),
            Set::ClipPath(v) => self.clip_path.set(v, important),
            Set::Color(v) => self.color.set(v, important),
            Set::Background(colour, picture) => {
                self.background.set(colour, important);
                self.picture.set(picture, important);
            }
            Set::BackgroundColor(v) => self.background.set(Some(v), important),
            Set::Picture(v) => self.picture.set(v, important),
            Set::ClippedToText(v) => self.clipped_to_text.set(v, important),
            Set::Shadow(v) => self.shadow.set(v, important),
            Set::ZIndex(v) => self.z_index.set(v, important),
            Set::ContentHidden(v) => self.content_hidden.set(v, important),
        }
    }

    pub(super) fn finish(&self) -> StyleFacts {
        let (hiding, shows) = self.words();
        let hiding = hiding | self.places() | self.boxes() | self.letters();
        StyleFacts { hiding, shows }
    }

    /// Kinds that one keyword or number decides, and those that it takes back.
    fn words(&self) -> (Hiding, Hiding) {
        let (mut hiding, mut shows) = (Hiding::NONE, Hiding::NONE);
        let mut decide = |hidden: Option<bool>, kind: Hiding| match hidden {
            Some(true) => hiding |= kind,
            Some(false) => shows |= kind,
            None => {}
        };
        decide(self.display_none.value, Hiding::DISPLAY_NONE);
        decide(self.visible.value.map(|v| !v), Hiding::VISIBILITY_HIDDEN);
        decide(self.content_hidden.value, Hiding::CONTENT_VIS);
        let opacity = match (self.opacity.value, self.filter.value.flatten()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        decide(opacity.map(|o| o <= UNSEEN_OPACITY), Hiding::OPACITY_ZERO);
        if opacity.is_some_and(|o| o > UNSEEN_OPACITY && o <= FAINT_OPACITY)
            || self.z_index.value.is_some_and(|z| z < 0.0)
        {
            hiding |= Hiding::WEAK;
        }
        (hiding, shows)
    }

    /// Kinds that depend on where the content stands.
    fn places(&self) -> Hiding {
        let mut hiding = Hiding::NONE;
        let far = |px: f32, back: f32| px <= back || px >= FAR_SIDE_PX;
        let offset = |side: &Slot<Option<Length>>| side.value.flatten().map(Length::offset_px);
        if self.sides.iter().filter_map(offset).any(|px| far(px, FAR_OFFSET_PX)) {
            hiding |= if self.moved.value == Some(true) { Hiding::OFFSCREEN } else { Hiding::WEAK };
        }
        // Only top and left: `margin-bottom: -9999px` with padding makes columns of one height.
        for (margin, side) in [0, 3].map(|n| (&self.margins[n], &self.sides[n])) {
            // `left: 50%; margin-left: -1200px` centres a wide picture.
            let centred = side.value.flatten().is_some_and(|s| s.percent > 0.0);
            if !centred && offset(margin).is_some_and(|px| far(px, FAR_MARGIN_PX)) {
                hiding |= Hiding::OFFSCREEN;
            }
        }
        let moves = [self.transform.value, self.translate.value, self.scale.value];
        for transform in moves.into_iter().flatten() {
            if transform.px >= -FAR_OFFSET_PX || transform.percent >= FAR_TRANSLATE_PERCENT {
                hiding |= Hiding::OFFSCREEN;
            }
            if transform.vanishes {
                hiding |= Hiding::ZERO_BOX;
            }
        }
        if let Some(indent) = self.text_indent.value {
            // `text-indent: 100%; overflow: hidden` is the same trick to the right.
            let pushed = indent.percent >= 100.0 && self.clips.value == Some(true);
            if pushed || far(indent.px + indent.number, FAR_OFFSET_PX) || indent.percent <= -100.0 {
                hiding |= Hiding::TEXT_INDENT;
            }
        }
        hiding
    }

    /// Kinds that cut the content off.
    fn boxes(&self) -> Hiding {
        let mut hiding = Hiding::NONE;
        for clip in [self.clip.value, self.clip_path.value].into_iter().flatten() {
            hiding |= match clip {
                Clip::Seen => Hiding::NONE,
                Clip::ScreenReader => Hiding::SR_ONLY,
                Clip::Nothing => Hiding::CLIPPED,
            };
        }
        if hiding.contains(Hiding::SR_ONLY) {
            // The 1 px box belongs to the pattern.
            return hiding;
        }
        let zero = |slot: Slot<Option<Length>>| fixed_px(slot).is_some_and(|px| px <= ZERO_BOX_PX);
        let flat = zero(self.height) || zero(self.max_height);
        let thin = zero(self.width) || zero(self.max_width);
        let clips = self.clips.value == Some(true);
        // `height: 0; padding-bottom: 56.25%` keeps a video's shape.
        let room = self.padded.value == Some(true) && !thin;
        let placed = self.moved.value == Some(true);
        if (clips && (flat || thin) && !room) || (placed && flat && thin) {
            hiding |= Hiding::ZERO_BOX;
        }
        hiding
    }

    /// Kinds that keep the letters from being read.
    fn letters(&self) -> Hiding {
        let mut hiding = Hiding::NONE;
        match self.font_px.value {
            Some(px) if px <= UNSEEN_FONT_PX => hiding |= Hiding::ZERO_FONT,
            Some(px) if px <= TINY_FONT_PX => hiding |= Hiding::WEAK,
            _ => {}
        }
        let painted = self.clipped_to_text.value == Some(true) || self.shadow.value == Some(true);
        let covered = self.picture.value == Some(true);
        let same = match (self.color.value, self.background.value.flatten()) {
            (Some(Colour::Transparent), _) => !painted,
            (Some(Colour::Solid(text)), Some(Colour::Solid(ground))) => {
                !covered && text.is_same_to_the_eye(ground)
            }
            (Some(Colour::Solid(text)), None | Some(Colour::Transparent)) => {
                !covered && text.is_almost_white()
            }
            _ => false,
        };
        if same { hiding | Hiding::SAME_COLOUR } else { hiding }
    }
}

/// A size in CSS px, where it does not depend on what is around it.
fn fixed_px(slot: Slot<Option<Length>>) -> Option<f32> {
    let length = slot.value.flatten()?;
    if length.percent > 0.0 { None } else { Some(length.px + length.number) }
}
