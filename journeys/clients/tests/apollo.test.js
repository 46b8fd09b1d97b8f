// Apollo Client with its normalised cache, automatic persisted queries and GET.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { remark, sayUntilHeard, socketUrl, stage, url } from '../stage.js';

const PAGE = gql`
  query Page($id: ID!, $first: Int!, $after: String) {
    story(id: $id) {
      id
      title
      comments(first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            body
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

test('Apollo Client asks, changes, pages and follows, and its cache knows what is what', async () => {
  const { token, story } = await stage();
  const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
  const sent = [];
  const recording = async (address, options) => {
    sent.push({ method: options.method, address: String(address), body: options.body ?? '' });
    return fetch(address, options);
  };
  const sha256 = (text) => createHash('sha256').update(text).digest('hex');
  const http = ApolloLink.from([
    new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
    new HttpLink({ uri: url, fetch: recording, headers: { authorization: `Bearer ${token}` } }),
  ]);
  const isFollowing = ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION;
  const client = new ApolloClient({
    cache: new InMemoryCache({ typePolicies: { Story: { fields: { comments: relayStylePagination() } } } }),
    link: ApolloLink.split(isFollowing, new GraphQLWsLink(socket), http),
  });

  const watched = client.watchQuery({ query: PAGE, variables: { id: story.id, first: 2 } });
  const shown = [];
  const watching = watched.subscribe((result) => shown.push(result));
  const { data: first } = await client.query({ query: PAGE, variables: { id: story.id, first: 2 } });
  assert.equal(first.story.comments.edges.length, 2);
  await watched.fetchMore({ variables: { after: first.story.comments.pageInfo.endCursor } });
  const joined = client.cache.readQuery({ query: PAGE, variables: { id: story.id, first: 2 } });
  assert.equal(joined.story.comments.edges.length, 3, 'the cache has joined the pages');
  const byHash = sent.filter(({ method, address }) => method === 'GET' && !new URL(address).searchParams.has('query'));
  assert.ok(byHash.length >= 2, 'documents were asked for by hash');
  assert.ok(sent.some(({ body, address }) => body.includes('query Page') || new URL(address).searchParams.has('query')));
  watching.unsubscribe();

  const event = new Promise((resolve, reject) => {
    const FOLLOW = gql`
      subscription Follow($id: ID!) {
        commentEvents(storyId: $id) {
          cursor
          kind
          comment {
            id
          }
        }
      }
    `;
    client.subscribe({ query: FOLLOW, variables: { id: story.id } }).subscribe({ next: resolve, error: reject });
  });
  const SAY = gql`
    mutation Say($input: CreateCommentInput!) {
      createComment(input: $input) {
        comment {
          id
          body
        }
        errors {
          message
        }
      }
    }
  `;
  const { heard, said } = await sayUntilHeard(event, async () => {
    const body = remark();
    const { data } = await client.mutate({ mutation: SAY, variables: { input: { storyId: story.id, body } } });
    const { id } = data.createComment.comment;
    assert.equal(client.cache.extract()[`Comment:${id}`].body, body);
    return id;
  });
  assert.ok(said.has(heard.data.commentEvents.comment.id));
  client.stop();
  await socket.dispose();
});
