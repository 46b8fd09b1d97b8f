// Relay: what its compiler made of the contract, run by its runtime with its store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import relay from 'relay-runtime';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import StoryQuery from '../relay/generated/documentsStoryQuery.graphql.js';
import CommentMutation from '../relay/generated/documentsCommentMutation.graphql.js';
import FollowSubscription from '../relay/generated/documentsFollowSubscription.graphql.js';
import { remark, sayUntilHeard, socketUrl, stage, url } from '../stage.js';

const { commitMutation, createOperationDescriptor, Environment, fetchQuery, Network, Observable, RecordSource } = relay;
const { getRequest, requestSubscription, Store } = relay;

function environment(token, socket) {
  const ask = async ({ text }, variables) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: text, variables }),
    });
    return answer.json();
  };
  const follow = ({ text }, variables) =>
    Observable.create((sink) => socket.subscribe({ query: text, variables }, sink));
  return new Environment({ network: Network.create(ask, follow), store: new Store(new RecordSource()) });
}

test('Relay asks, changes, pages and follows', async () => {
  const { token, story } = await stage();
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const relayed = environment(token, socket);
  const page = (after) => fetchQuery(relayed, StoryQuery, { id: story.id, first: 2, after }).toPromise();

  const first = await page(null);
  assert.equal(first.node.__typename, 'Story');
  assert.equal(first.story.comments.edges.length, 2);
  // The page's own end, which the compiler added to the query for `@connection`.
  const { pageInfo } = first.story.comments;
  assert.equal(pageInfo.hasNextPage, true);
  await page(pageInfo.endCursor);
  const operation = createOperationDescriptor(getRequest(StoryQuery), { id: story.id, first: 2, after: null });
  const stored = relayed.lookup(operation.fragment).data.story.comments.edges;
  assert.equal(new Set(stored.map(({ node }) => node.id)).size, 3, 'the store has joined the pages');

  const event = new Promise((resolve, reject) => {
    requestSubscription(relayed, {
      subscription: FollowSubscription,
      variables: { id: story.id },
      onNext: resolve,
      onError: reject,
    });
  });
  const say = () => new Promise((resolve, reject) => {
    commitMutation(relayed, {
      mutation: CommentMutation,
      variables: { input: { storyId: story.id, body: remark() } },
      onCompleted: resolve,
      onError: reject,
    });
  });
  const { heard, said } = await sayUntilHeard(event, async () => {
    const { createComment } = await say();
    assert.deepEqual(createComment.errors, []);
    return createComment.comment.id;
  });
  assert.ok(said.has(heard.commentEvents.comment.id));
  await socket.dispose();
});
