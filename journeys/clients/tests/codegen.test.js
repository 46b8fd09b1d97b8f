// graphql-codegen's client preset: typed documents, checked by TypeScript before this runs, sent as they were generated
// and by their hashes alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Comment, Follow, StoryPage } from '../codegen/generated/js/documents.js';
import { remark, sayUntilHeard, socketUrl, stage, url } from '../stage.js';

test('the client preset asks, changes, pages and follows', async () => {
  const { token, story } = await stage();
  const send = async (body) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const { data, errors } = await answer.json();
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  };
  const first = await send({ query: print(StoryPage), variables: { id: story.id, first: 2 } });
  assert.equal(first.story.comments.pageInfo.hasNextPage, true);
  const after = first.story.comments.pageInfo.endCursor;
  const second = await send({ query: print(StoryPage), variables: { id: story.id, first: 2, after } });
  assert.equal(new Set([...first.story.comments.nodes, ...second.story.comments.nodes].map(({ id }) => id)).size, 3);

  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const events = socket.iterate({ query: print(Follow), variables: { id: story.id } });
  const next = events.next();
  const { heard, said } = await sayUntilHeard(next, async () => {
    const variables = { input: { storyId: story.id, body: remark() } };
    const { createComment } = await send({ query: print(Comment), variables });
    assert.deepEqual(createComment.errors, []);
    return createComment.comment.id;
  });
  assert.ok(said.has(heard.value.data.commentEvents.comment.id));
  await events.return();
  await socket.dispose();
});

test("the client preset's hashes name its documents", async () => {
  const { story } = await stage(1);
  const manifest = JSON.parse(readFileSync(new URL('../codegen/generated/persisted-documents.json', import.meta.url)));
  const [id, query] = Object.entries(manifest).find(([, text]) => text.includes('query StoryPage'));
  const variables = { id: story.id, first: 1 };
  const post = async (body) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  await post({ query, documentId: id, variables });
  const { data } = await post({ documentId: id, variables });
  assert.equal(data.story.id, story.id);
});
