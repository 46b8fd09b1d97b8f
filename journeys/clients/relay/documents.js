// What Relay's compiler reads: it checks these against the contract and writes `generated/`. The test imports that.
import relay from 'relay-runtime';

const { graphql } = relay;

export const documents = () => [
  graphql`
    query documentsStoryQuery($id: ID!, $first: Int!, $after: String) {
      story(id: $id) {
        id
        title
        comments(first: $first, after: $after, orderBy: OLDEST) @connection(key: "Story_comments") {
          edges {
            node {
              id
              body
              author {
                handle
              }
            }
          }
        }
      }
      node(id: $id) {
        __typename
        id
      }
    }
  `,
  graphql`
    mutation documentsCommentMutation($input: CreateCommentInput!) {
      createComment(input: $input) {
        comment {
          id
          body
        }
        errors {
          __typename
          message
        }
      }
    }
  `,
  graphql`
    subscription documentsFollowSubscription($id: ID!) {
      commentEvents(storyId: $id) {
        cursor
        kind
        comment {
          id
          body
        }
      }
    }
  `,
];
