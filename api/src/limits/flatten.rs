use std::collections::HashMap;

use async_graphql::{
    Name, Positioned,
    parser::types::{
        Directive, DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, Selection,
    },
};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Writes out the fragments at the root of every operation: the executor follows a subscription only by a field that
/// stands there itself. The document has been analysed, so no fragment is unknown or spreads itself.
pub(crate) fn flatten_roots(document: &mut ExecutableDocument) {
    let mut used = Vec::new();
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            flatten_operation(&mut operation.node, &document.fragments, &mut used);
        }
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                flatten_operation(&mut operation.node, &document.fragments, &mut used);
            }
        }
    }
    // What stood on the root type can't be spread anywhere else, and a fragment that nothing uses is not valid.
    for name in used {
        document.fragments.remove(&name);
    }
}

fn flatten_operation(operation: &mut OperationDefinition, fragments: &Fragments, used: &mut Vec<Name>) {
    let selected = std::mem::take(&mut operation.selection_set.node.items);
    let fields = &mut operation.selection_set.node.items;
    flatten(selected, &[], fragments, fields, used);
}

fn flatten(
    items: Vec<Positioned<Selection>>,
    directives: &[Positioned<Directive>],
    fragments: &Fragments,
    fields: &mut Vec<Positioned<Selection>>,
    used: &mut Vec<Name>,
) {
    for mut item in items {
        // `@skip` on a fragment skips what is in it.
        item.node.directives_mut().extend_from_slice(directives);
        match item.node {
            Selection::Field(_) => fields.push(item),
            Selection::InlineFragment(fragment) => {
                let fragment = fragment.node;
                flatten(fragment.selection_set.node.items, &fragment.directives, fragments, fields, used);
            }
            Selection::FragmentSpread(spread) => {
                let spread = spread.node;
                if let Some(fragment) = fragments.get(&spread.fragment_name.node) {
                    let items = fragment.node.selection_set.node.items.clone();
                    used.push(spread.fragment_name.node);
                    flatten(items, &spread.directives, fragments, fields, used);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn fields_in_fragments_stand_at_the_root_with_their_conditions() {
        let mut document = parse_query(
            "subscription { ...A @skip(if: true) } fragment A on Subscription { ... { a { ...B } } } \
             fragment B on X { b }",
        )
        .unwrap();
        flatten_roots(&mut document);
        let (_, operation) = document.operations.iter().next().unwrap();
        let items = &operation.node.selection_set.node.items;
        assert!(matches!(&items[..], [item] if matches!(&item.node, Selection::Field(field)
            if field.node.name.node == "a" && field.node.directives.len() == 1)));
        assert_eq!(document.fragments.len(), 1, "what is used further down stays");
    }
}
