// urql's core with its document cache.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheExchange, Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { remark, sayUntilHeard, socketUrl, stage, url } from '../stage.js';

const PAGE = gql`
  query Page($id: ID!, $after: String) {
    story(id: $id) {
      id
      comments(first: 2, after: $after) {
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
`;

test('urql asks, changes, pages and follows', async () => {
  const { token, story } = await stage();
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const client = new Client({
    url,
    preferGetMethod: 'within-url-limit',
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [
      cacheExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
      fetchExchange,
    ],
  });
  const ask = async (variables) => {
    const { data, error } = await client.query(PAGE, variables).toPromise();
    assert.equal(error, undefined);
    return data.story.comments;
  };
  const first = await ask({ id: story.id });
  assert.equal(first.pageInfo.hasNextPage, true);
  const second = await ask({ id: story.id, after: first.pageInfo.endCursor });
  assert.equal(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size, 3);
  assert.ok(client.readQuery(PAGE, { id: story.id })?.data, 'the page is in the cache');

  const FOLLOW = gql`
    subscription Follow($id: ID!) {
      commentEvents(storyId: $id) {
        kind
        comment {
          id
        }
      }
    }
  `;
  const event = new Promise((resolve) => {
    client.subscription(FOLLOW, { id: story.id }).subscribe(resolve);
  });
  const SAY = gql`
    mutation Say($input: CreateCommentInput!) {
      createComment(input: $input) {
        comment {
          id
        }
        errors {
          message
        }
      }
    }
  `;
  const { heard, said } = await sayUntilHeard(event, async () => {
    const answer = await client.mutation(SAY, { input: { storyId: story.id, body: remark() } }).toPromise();
    assert.equal(answer.error, undefined);
    return answer.data.createComment.comment.id;
  });
  assert.ok(said.has(heard.data.commentEvents.comment.id));
  await socket.dispose();
});

test('urql shows what was refused', async () => {
  const client = new Client({ url, preferGetMethod: false, exchanges: [fetchExchange] });
  const { error } = await client.query('{ secrets }', {}).toPromise();
  assert.equal(error.graphQLErrors[0].extensions.code, 'BAD_USER_INPUT');
});
