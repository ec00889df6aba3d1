//! The room that pages took, kept for the pages that come next.
use crate::page::Room;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Longest page, bytes, whose room is kept: most are far shorter, and one that is nothing but tags takes forty times its size.
const KEPT: usize = 256 * 1024;

/// Rooms that are free. There are never more than pages were read at one time.
#[derive(Default)]
pub(super) struct Rooms(Mutex<Vec<Room>>);

impl Rooms {
    /// A room for a page.
    pub(super) fn take(&self) -> Room {
        self.free().pop().unwrap_or_default()
    }

    /// Gives back the room of a page of so many bytes.
    pub(super) fn give_back(&self, room: Room, bytes: usize) {
        if bytes <= KEPT {
            self.free().push(room);
        }
    }

    fn free(&self) -> MutexGuard<'_, Vec<Room>> {
        // Whatever a panic left behind is room like any other.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms").field("free", &self.free().len()).finish()
    }
}
