//! Keeping a list in the order that its owner gives it.
//!
//! Everything in a list has a rank, with gaps between. What is put between two others gets the rank in the middle; where no
//! gap is left, all get new ranks. That takes twenty moves to one place, or more than a thousand to one end; whoever reads
//! the list page by page at that moment may then meet something twice, or miss it.

use uuid::Uuid;

use super::model::{MOST_ITEMS, MOST_SHELVES};

/// The gap between neighbours, when there is no reason for another.
const GAP: i32 = 1 << 20;
/// Half of all ranks stay free when a full list gets new ones.
const _: () = assert!(MOST_ITEMS < i32::MAX as usize / GAP as usize && MOST_SHELVES <= MOST_ITEMS);

/// Where in a list something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<T> {
    /// Before all others.
    First,
    /// Right behind this one.
    After(T),
    /// Behind all others.
    Last,
}

impl<T> Place<T> {
    /// The same place, with what it is behind named otherwise.
    pub(super) fn map<U>(self, name: impl FnOnce(T) -> U) -> Place<U> {
        match self {
            Self::First => Place::First,
            Self::After(other) => Place::After(name(other)),
            Self::Last => Place::Last,
        }
    }
}

/// The ranks that change when `moved` is put at `place`, whether it is in the list yet or not: mostly its own alone, and
/// none at all if it stands there already. `None` if nothing else in the list is what `place` is behind.
///
/// `list` has ids and ranks, in their order.
pub(super) fn put(list: &[(Uuid, i32)], moved: Uuid, place: Place<Uuid>) -> Option<Vec<(Uuid, i32)>> {
    let mut others: Vec<_> = list.iter().copied().filter(|(id, _)| *id != moved).collect();
    let at = match place {
        Place::First => 0,
        Place::After(other) => others.iter().position(|(id, _)| *id == other)? + 1,
        Place::Last => others.len(),
    };
    if list.get(at).is_some_and(|(id, _)| *id == moved) {
        return Some(Vec::new());
    }
    let rank = |index: usize| others.get(index).map(|(_, rank)| *rank);
    if let Some(rank) = between(at.checked_sub(1).and_then(rank), rank(at)) {
        return Some(vec![(moved, rank)]);
    }
    others.insert(at, (moved, 0));
    let first = i32::try_from(others.len() / 2).map_or(i32::MIN, |half| -half * GAP);
    Some(others.into_iter().zip((first..).step_by(GAP as usize)).map(|((id, _), rank)| (id, rank)).collect())
}

/// A rank between two neighbours, if there is one.
fn between(before: Option<i32>, after: Option<i32>) -> Option<i32> {
    match (before, after) {
        (None, None) => Some(0),
        (None, Some(after)) => after.checked_sub(GAP),
        (Some(before), None) => before.checked_add(GAP),
        (Some(before), Some(after)) => {
            let middle = i32::midpoint(before, after);
            (before < middle && middle < after).then_some(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// A list as the database keeps it: ranks by id, read in the order of both.
    #[derive(Default)]
    struct Kept(BTreeMap<Uuid, i32>);

    impl Kept {
        fn read(&self) -> Vec<(Uuid, i32)> {
            let mut list: Vec<_> = self.0.iter().map(|(id, rank)| (*id, *rank)).collect();
            list.sort_by_key(|(id, rank)| (*rank, *id));
            list
        }

        fn put(&mut self, moved: Uuid, place: Place<Uuid>) -> Option<usize> {
            let changed = put(&self.read(), moved, place)?;
            let count = changed.len();
            self.0.extend(changed);
            Some(count)
        }
    }

    fn id(number: u8) -> Uuid {
        Uuid::from_u128(number.into())
    }

    fn any_place() -> impl Strategy<Value = Place<u8>> {
        prop_oneof![Just(Place::First), Just(Place::Last), (0..12_u8).prop_map(Place::After)]
    }

    proptest! {
        #[test]
        fn any_moves_give_the_order_that_a_plain_list_has(
            steps in prop::collection::vec((0..12_u8, any_place(), prop::bool::weighted(0.1)), 1..400),
        ) {
            let (mut kept, mut model) = (Kept::default(), Vec::<Uuid>::new());
            for (number, place, is_removal) in steps {
                let moved = id(number);
                if is_removal {
                    kept.0.remove(&moved);
                    model.retain(|other| *other != moved);
                    continue;
                }
                let others: Vec<Uuid> = model.iter().copied().filter(|other| *other != moved).collect();
                let at = match place {
                    Place::First => Some(0),
                    Place::Last => Some(others.len()),
                    Place::After(other) => others.iter().position(|kept| *kept == id(other)).map(|at| at + 1),
                };
                prop_assert_eq!(kept.put(moved, place.map(id)).is_some(), at.is_some());
                if let Some(at) = at {
                    model = others;
                    model.insert(at, moved);
                }
                let order: Vec<Uuid> = kept.read().into_iter().map(|(id, _)| id).collect();
                prop_assert_eq!(&order, &model);
            }
        }
    }

    #[test]
    fn a_move_writes_one_rank_until_its_gap_is_full() {
        let mut kept = Kept::default();
        for number in 0..3 {
            assert_eq!(kept.put(id(number), Place::Last), Some(1));
        }
        assert_eq!(kept.put(id(2), Place::Last), Some(0), "it stands there already");
        assert_eq!(kept.put(id(2), Place::After(id(2))), None, "nothing is behind itself");
        let mut moves = 0;
        // The last two take turns behind the first, and halve the gap each time.
        while kept.put(id(1 + moves % 2), Place::After(id(0))).is_some_and(|changed| changed < 3) {
            moves += 1;
        }
        assert!((20..=23).contains(&moves), "{moves}");
        let ranks: Vec<i32> = kept.read().into_iter().map(|(_, rank)| rank).collect();
        assert_eq!(ranks, [-GAP, 0, GAP]);
    }

    #[test]
    fn a_full_list_whose_ends_have_run_out_gets_new_ranks() {
        let ranks = (i32::MIN..).take(MOST_ITEMS);
        let mut kept = Kept((0..).map(Uuid::from_u128).zip(ranks).collect());
        let last = Uuid::from_u128(MOST_ITEMS as u128 - 1);
        assert_eq!(kept.put(last, Place::First), Some(MOST_ITEMS));
        assert_eq!(kept.read()[0].0, last);
        assert!(kept.read().windows(2).all(|pair| pair[1].1 - pair[0].1 == GAP));
    }
}
