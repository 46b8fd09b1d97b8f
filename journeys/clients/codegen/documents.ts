// What graphql-codegen's client preset reads, and TypeScript checks against what it writes.
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { graphql } from './generated/gql.js';

export const StoryPage = graphql(`
  query StoryPage($id: ID!, $first: Int!, $after: String) {
    story(id: $id) {
      id
      title
      comments(first: $first, after: $after, orderBy: OLDEST) {
        nodes {
          id
          body
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const Comment = graphql(`
  mutation Comment($input: CreateCommentInput!) {
    createComment(input: $input) {
      comment {
        id
        body
      }
      errors {
        __typename
        message
        path
        ... on RevisionConflictError {
          currentRevision
        }
      }
    }
  }
`);

export const Follow = graphql(`
  subscription Follow($id: ID!) {
    commentEvents(storyId: $id) {
      cursor
      kind
      comment {
        id
      }
    }
  }
`);

// The types that a client works with: an error here is an error of the contract.
export const variables: VariablesOf<typeof StoryPage> = { id: 'story_', first: 2 };
export const titleOf = (page: ResultOf<typeof StoryPage>): string | undefined => page.story?.title;
