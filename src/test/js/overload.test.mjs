// The published client against an EventLive of which far more is asked than it can do: nobody's
// application sees an error. The newest client keeps the appointments that it is given; the one of
// the incident repeats nothing, so it is let wait.
//
//   SUPABASE_URL=… ANON_KEY=… node --test overload.test.mjs

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as newest from '@supabase/supabase-js';
import * as incident from 'supabase-js-at-the-incident';
import WebSocket from 'ws';

const { SUPABASE_URL, ANON_KEY } = process.env;
const CROWD = 30;
const MILLIS = 100;

/** A client, and every answer that it got. */
const connect = (createClient) => {
  const answers = [];
  const watched = async (...request) => {
    const answer = await fetch(...request);
    answers.push({ status: answer.status, returnIn: answer.headers.get('Retry-After') });
    return answer;
  };
  const client = createClient(SUPABASE_URL, ANON_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket },
    global: { fetch: watched },
  });
  return { client, answers };
};

const crowd = (client) =>
  Promise.all(Array.from({ length: CROWD }, () => client.rpc('look', { ms: MILLIS }, { get: true })));

describe('supabase-js under overload', () => {
  it('keeps the appointments that it is given, and shows no error', async () => {
    const { client, answers } = connect(newest.createClient);

    const results = await crowd(client);

    const refused = answers.filter(({ status }) => status === 503);
    assert.deepEqual(results.map(({ error }) => error), Array(CROWD).fill(null));
    assert.ok(refused.length > 0, 'somebody was refused');
    assert.ok(refused.every(({ returnIn }) => /^[1-9]\d?$/.test(returnIn)));
    assert.equal(answers.filter(({ status }) => status === 200).length, CROWD);
  });

  it('of the incident is let wait, and shows no error', async () => {
    const { client, answers } = connect(incident.createClient);

    const results = await crowd(client);

    assert.deepEqual(results.map(({ error }) => error), Array(CROWD).fill(null));
    assert.deepEqual(answers.map(({ status }) => status), Array(CROWD).fill(200));
  });
});
