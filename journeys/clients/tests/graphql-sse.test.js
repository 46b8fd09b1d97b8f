// graphql-sse in its distinct connections mode.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from 'graphql-sse';
import { remark, stage, until, url } from '../stage.js';

test('graphql-sse asks, changes, pages and follows over event streams', async () => {
  const { token, story } = await stage();
  const client = createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
  const one = async (query, variables) => {
    for await (const result of client.iterate({ query, variables })) {
      assert.equal(result.errors, undefined, JSON.stringify(result.errors));
      return result.data;
    }
    throw new Error('no answer');
  };

  const page = 'query ($id: ID!, $after: String) { story(id: $id) { comments(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } } }';
  const first = (await one(page, { id: story.id })).story.comments;
  const second = (await one(page, { id: story.id, after: first.pageInfo.endCursor })).story.comments;
  assert.equal(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size, 3);

  const follow = 'subscription ($id: ID!, $after: String) { commentEvents(storyId: $id, after: $after) { cursor kind comment { id } } }';
  const say = 'mutation ($input: CreateCommentInput!) { createComment(input: $input) { comment { id } errors { message } } }';
  // A stream says nothing when it begins, so comments are made until one is heard; then the rest is read from its cursor.
  const events = client.iterate({ query: follow, variables: { id: story.id } });
  const heard = events.next();
  let isHeard = false;
  heard.then(() => { isHeard = true; }, () => { isHeard = true; });
  await until(async () => {
    await one(say, { input: { storyId: story.id, body: remark() } });
    return isHeard;
  });
  const { value } = await heard;
  assert.equal(value.data.commentEvents.kind, 'PUBLISHED');
  await events.return();

  const last = await one(say, { input: { storyId: story.id, body: remark() } });
  const after = value.data.commentEvents.cursor;
  for await (const { data } of client.iterate({ query: follow, variables: { id: story.id, after } })) {
    if (data.commentEvents.comment.id === last.createComment.comment.id) break;
  }
  client.dispose();
});
