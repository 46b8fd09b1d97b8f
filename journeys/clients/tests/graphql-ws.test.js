// graphql-ws: everything over one socket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { remark, sayUntilHeard, socketUrl, stage } from '../stage.js';

test('graphql-ws asks, changes, pages and follows over one socket', async () => {
  const { token, story } = await stage();
  const client = createClient({
    url: socketUrl,
    webSocketImpl: WebSocket,
    // One socket for all, kept while nothing runs on it.
    lazy: false,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const one = async (query, variables) => {
    for await (const result of client.iterate({ query, variables })) {
      assert.equal(result.errors, undefined, JSON.stringify(result.errors));
      return result.data;
    }
    throw new Error('no answer');
  };

  const page = 'query ($id: ID!, $after: String) { story(id: $id) { comments(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }';
  const first = (await one(page, { id: story.id })).story.comments;
  assert.equal(first.pageInfo.hasNextPage, true);
  const second = (await one(page, { id: story.id, after: first.pageInfo.endCursor })).story.comments;
  assert.equal(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size, 3);

  const events = client.iterate({
    query: 'subscription ($id: ID!) { commentEvents(storyId: $id) { cursor kind comment { id body } } }',
    variables: { id: story.id },
  });
  const next = events.next();
  // Queries run beside the subscription.
  assert.ok((await one('{ viewer { email } }')).viewer.email);
  const say = 'mutation ($input: CreateCommentInput!) { createComment(input: $input) { comment { id } errors { message } } }';
  const { heard, said } = await sayUntilHeard(next, async () => {
    const { createComment } = await one(say, { input: { storyId: story.id, body: remark() } });
    return createComment.comment.id;
  });
  const { value } = heard;
  assert.equal(value.data.commentEvents.kind, 'PUBLISHED');
  assert.ok(said.has(value.data.commentEvents.comment.id));
  await events.return();
  await client.dispose();
});

test('graphql-ws is told why a request is refused', async () => {
  const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const refused = client.iterate({ query: '{ secrets }' }).next();
  await assert.rejects(refused, (errors) => errors[0].extensions.code === 'BAD_USER_INPUT');
  await client.dispose();
});
