//! Answers what is at hand without waiting for it.
//!
//! For every field of every object the executor makes a future, a task and an entry of a map that grows. On a page of a
//! discussion nearly all is known once its rows are read: hundreds of fields that wait for nothing were half of the
//! gateway's work. An object that tells its plain fields by [`AtHand`] is answered in one go where a selection asks for
//! nothing else, and left to the executor where it does.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, Name, ObjectType, OutputType, Positioned, ServerResult, Value,
    connection::{Connection, Edge, EmptyFields, PageInfo},
    indexmap::IndexMap,
    parser::types::{Field, Selection},
    registry::Registry,
};

/// An object that can tell some of its fields at once.
pub(crate) trait AtHand {
    /// The name of its type.
    fn kind() -> Cow<'static, str>;

    /// The value of a field; `None` if that takes waiting, or fails.
    fn at_hand(&self, field: &Context<'_>) -> Option<Value>;
}

/// What a field's selection asks of an object; `None` if something of it is not at hand.
pub(crate) fn answer<T: AtHand>(field: &Context<'_>, object: &T) -> Option<Value> {
    select(&field.with_selection_set(&field.item.node.selection_set), object)
}

/// What a field's selection asks of each of these.
fn answer_each<T: AtHand>(field: &Context<'_>, objects: impl ExactSizeIterator<Item = T>) -> Option<Value> {
    let ctx = field.with_selection_set(&field.item.node.selection_set);
    let mut answers = Vec::with_capacity(objects.len());
    for object in objects {
        answers.push(select(&ctx, &object)?);
    }
    Some(Value::List(answers))
}

fn select<T: AtHand>(ctx: &ContextSelectionSet<'_>, object: &T) -> Option<Value> {
    let mut answer = IndexMap::with_capacity(ctx.item.node.items.len());
    add(ctx, object, &mut answer)?;
    Some(Value::Object(answer))
}

fn add<T: AtHand>(
    ctx: &ContextSelectionSet<'_>,
    object: &T,
    answer: &mut IndexMap<Name, Value>,
) -> Option<()> {
    for selection in &ctx.item.node.items {
        if !selection.node.directives().is_empty() {
            return None;
        }
        match &selection.node {
            Selection::Field(field) => {
                let ctx = ctx.with_field(field);
                let value = match field.node.name.node.as_str() {
                    "__typename" => Value::String(T::kind().into_owned()),
                    _ => object.at_hand(&ctx)?,
                };
                // What is asked for twice is for the executor to merge.
                if answer.insert(field.node.response_key().node.clone(), value).is_some() {
                    return None;
                }
            }
            Selection::InlineFragment(fragment) => {
                let fragment = &fragment.node;
                if fragment.type_condition.as_ref().is_some_and(|on| on.node.on.node.as_str() != T::kind()) {
                    return None;
                }
                add(&ctx.with_selection_set(&fragment.selection_set), object, answer)?;
            }
            Selection::FragmentSpread(spread) => {
                let fragment = &ctx.query_env.fragments.get(&spread.node.fragment_name.node)?.node;
                if fragment.type_condition.node.on.node.as_str() != T::kind() {
                    return None;
                }
                add(&ctx.with_selection_set(&fragment.selection_set), object, answer)?;
            }
        }
    }
    Some(())
}

impl<T: AtHand> AtHand for &T {
    fn kind() -> Cow<'static, str> {
        T::kind()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        T::at_hand(self, field)
    }
}

impl<T: AtHand> AtHand for Arc<T> {
    fn kind() -> Cow<'static, str> {
        T::kind()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        T::at_hand(self, field)
    }
}

/// The output of a resolver, answered in one go where that can be.
#[derive(Debug)]
pub(crate) struct Ready<T>(pub(crate) T);

impl<T: AtHand + OutputType> OutputType for Ready<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match select(ctx, &self.0) {
            Some(value) => Ok(value),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

impl<Node: AtHand + OutputType, Fields: AtHand + ObjectType> AtHand for Connection<String, Node, Fields> {
    fn kind() -> Cow<'static, str> {
        format!("{}Connection", Node::kind()).into()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        match field.item.node.name.node.as_str() {
            "nodes" => answer_each(field, self.edges.iter().map(|edge| &edge.node)),
            "edges" => answer_each(field, self.edges.iter().map(|edge| Entry(&edge.cursor, &edge.node))),
            "pageInfo" => {
                let cursor = |edge: &Edge<String, Node, EmptyFields>| edge.cursor.clone();
                let info = PageInfo {
                    has_previous_page: self.has_previous_page,
                    has_next_page: self.has_next_page,
                    start_cursor: self.edges.first().map(cursor),
                    end_cursor: self.edges.last().map(cursor),
                };
                answer(field, &info)
            }
            _ => self.additional_fields.at_hand(field),
        }
    }
}

/// An entry of a page: its cursor, and what stands there.
struct Entry<'e, Node>(&'e str, &'e Node);

impl<Node: AtHand> AtHand for Entry<'_, Node> {
    fn kind() -> Cow<'static, str> {
        format!("{}Edge", Node::kind()).into()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        match field.item.node.name.node.as_str() {
            "cursor" => Some(self.0.into()),
            "node" => answer(field, self.1),
            _ => None,
        }
    }
}

impl AtHand for PageInfo {
    fn kind() -> Cow<'static, str> {
        "PageInfo".into()
    }

    fn at_hand(&self, field: &Context<'_>) -> Option<Value> {
        Some(match field.item.node.name.node.as_str() {
            "hasNextPage" => self.has_next_page.into(),
            "hasPreviousPage" => self.has_previous_page.into(),
            "startCursor" => self.start_cursor.as_deref().into(),
            "endCursor" => self.end_cursor.as_deref().into(),
            _ => return None,
        })
    }
}
