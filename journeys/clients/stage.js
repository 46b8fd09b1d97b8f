// What every client's test needs before it begins: somebody, a board, a story with comments. Plain HTTP, so that a test
// shows what its own client can do.
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';

export const url = `${process.env.FABULA_URL}/graphql`;
export const socketUrl = url.replace(/^http/, 'ws');

async function ask(query, variables, token) {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const body = await answer.json();
  assert.equal(body.errors, undefined, JSON.stringify(body));
  return body.data;
}

async function change(query, input, token) {
  const [payload] = Object.values(await ask(query, { input }, token));
  assert.deepEqual(payload.errors, []);
  return payload;
}

/** Somebody with a board and a story that has `comments` comments, each published. */
export async function stage(comments = 3) {
  const name = randomUUID().slice(0, 8);
  const { token } = await change(
    'mutation ($input: RegisterInput!) { register(input: $input) { token errors { message } } }',
    { handle: `c_${name}`, email: `${name}@example.org`, password: `the secret of ${name}`, languages: ['en'] },
  );
  const { board } = await change(
    'mutation ($input: CreateBoardInput!) { createBoard(input: $input) { board { id slug } errors { message } } }',
    {
      slug: `board-${name}`,
      title: 'Memories of the river',
      description: 'What people along it remember.',
      languages: ['en'],
      moderationMode: 'POST',
    },
    token,
  );
  const { story } = await change(
    'mutation ($input: CreateStoryInput!) { createStory(input: $input) { story { id } errors { message } } }',
    {
      boardId: board.id,
      title: 'The winter when the river froze',
      body: 'In that winter the ferries lay still and people walked across the ice to the market.',
      publish: true,
    },
    token,
  );
  for (let number = 0; number < comments; number += 1) {
    await change(
      'mutation ($input: CreateCommentInput!) { createComment(input: $input) { comment { id } errors { message } } }',
      { storyId: story.id, body: remark() },
      token,
    );
  }
  await until(async () => {
    const { story: seen } = await ask('query ($id: ID!) { story(id: $id) { commentCount } }', { id: story.id });
    return seen.commentCount >= comments;
  });
  return { token, board, story };
}

const words = `river bridge winter market letter garden miller harbour window teacher village orchard lantern weaver
  journey mountain kitchen brother festival railway station carpenter chapel meadow storm bread copper ferry island
  singer painter archive diary cousin tailor printer library valley shepherd stable candle barrel cellar anchor sailor
  captain theatre violin dancer baker butcher fountain square tower clock engine tunnel quarry mason pottery basket
  blanket needle thread button mirror portrait museum scholar harvest summer autumn spring morning`.split(/\s+/);

/** A remark that nobody has made yet, and that moderation, which minds repetition, lets through. */
export function remark() {
  return Array.from({ length: 30 }, () => words[randomInt(words.length)]).join(' ');
}

/** Asks again until it is so. */
export async function until(holds) {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'it did not come to be in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Makes remarks until the first event of a discussion has come, and answers that and the ids of all remarks: a
 * subscription says nothing when it begins, so nobody can know which remark it will hear first.
 */
export async function sayUntilHeard(event, say) {
  const said = new Set();
  let isHeard = false;
  const heard = event.finally(() => { isHeard = true; });
  heard.catch(() => {});
  await until(async () => {
    said.add(await say());
    return isHeard;
  });
  return { heard: await heard, said };
}
