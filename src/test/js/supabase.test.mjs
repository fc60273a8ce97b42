// The published client against EventLive on a database that Supabase left: people who were there
// before go on as if nothing had happened.
//
//   SUPABASE_URL=… ANON_KEY=… SERVICE_ROLE_KEY=… JWT_SECRET=… PASSWORD=… node --test supabase.test.mjs

import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import * as newest from '@supabase/supabase-js';
import * as incident from 'supabase-js-at-the-incident';
import WebSocket from 'ws';

const { SUPABASE_URL, ANON_KEY, SERVICE_ROLE_KEY, JWT_SECRET, PASSWORD } = process.env;

/** The id that the fixture gives to what it calls so. */
const id = (name) =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

const ok = ({ data, error }) => {
  assert.equal(error, null, error && `${error.code} ${error.message}`);
  return data;
};

/** A token as Supabase Auth signs it with the project's secret. */
const signed = (claims) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', JWT_SECRET).update(content).digest('base64url')}`;
};

const connectWith = (createClient) => (key) =>
  createClient(SUPABASE_URL, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket },
  });

for (const [name, { createClient }] of Object.entries({ newest, incident })) {
  const connect = connectWith(createClient);
  const email = name === 'newest' ? 'attendee-11@example.com' : 'attendee-12@example.com';
  const person = id(email.slice(0, email.indexOf('@')).replace('-', ' '));

  describe(`supabase-js, ${name}, on Supabase's schema`, () => {
    it('signs in somebody whose password Supabase Auth hashed', async () => {
      const client = connect(ANON_KEY);

      const { user, session } = ok(await client.auth.signInWithPassword({ email, password: PASSWORD }));

      assert.equal(user.id, person);
      assert.equal(user.user_metadata.display_name.startsWith('Attendee 1'), true);
      assert.equal(user.identities[0].provider, 'email');
      assert.ok(session.refresh_token);
      assert.equal(ok(await client.auth.getUser()).user.id, person);
    });

    it('lets row level security see who it is', async () => {
      const client = connect(ANON_KEY);
      ok(await client.auth.signInWithPassword({ email, password: PASSWORD }));

      assert.deepEqual(
        ok(await client.from('profiles').select('id, email')),
        [{ id: person, email }],
      );
      assert.deepEqual(ok(await connect(ANON_KEY).from('profiles').select('id')), []);
    });

    it('refuses a wrong password', async () => {
      const { error } = await connect(ANON_KEY).auth.signInWithPassword({ email, password: 'wrong' });

      assert.equal(error.code, 'invalid_credentials');
    });

    it('refreshes, and two tabs at once get one successor', async () => {
      const client = connect(ANON_KEY);
      const { session } = ok(await client.auth.signInWithPassword({ email, password: PASSWORD }));
      const { refresh_token } = session;

      const refreshed = await Promise.all(
        [connect(ANON_KEY), connect(ANON_KEY)].map((tab) => tab.auth.refreshSession({ refresh_token })),
      );

      const tokens = refreshed.map((each) => ok(each).session.refresh_token);
      assert.equal(tokens[0], tokens[1]);
      assert.notEqual(tokens[0], refresh_token);
    });

    it('signs out', async () => {
      const client = connect(ANON_KEY);
      const { session } = ok(await client.auth.signInWithPassword({ email, password: PASSWORD }));

      ok({ data: true, ...(await client.auth.signOut({ scope: 'local' })) });

      const { error } = await connect(ANON_KEY).auth.refreshSession(session);
      assert.equal(error.code, 'refresh_token_not_found');
    });

    it('signs up, changes and signs in somebody new', async () => {
      const client = connect(ANON_KEY);
      const address = `attendee-${randomUUID()}@example.com`;
      const { user } = ok(await client.auth.signUp({ email: address, password: PASSWORD }));
      ok(await client.auth.updateUser({ data: { nickname: 'A' }, password: `${PASSWORD}!` }));

      const again = ok(
        await connect(ANON_KEY).auth.signInWithPassword({ email: address, password: `${PASSWORD}!` }),
      );

      assert.equal(again.user.id, user.id);
      assert.equal(again.user.user_metadata.nickname, 'A');
    });

    it('lets somebody in without a name', async () => {
      const client = connect(ANON_KEY);

      const { user } = ok(await client.auth.signInAnonymously());

      assert.equal(user.is_anonymous, true);
      assert.deepEqual(ok(await client.from('profiles').select('id')), []);
    });

    it('lists, makes, finds and removes people for an administrator', async () => {
      const { admin } = connect(SERVICE_ROLE_KEY).auth;
      const address = `attendee-${randomUUID()}@example.com`;
      const { user } = ok(
        await admin.createUser({ email: address, password: PASSWORD, email_confirm: true }),
      );

      const page = ok(await admin.listUsers({ page: 1, perPage: 50 }));
      assert.equal(page.users.length, 50);
      assert.equal(page.users[0].id, user.id);
      assert.ok(page.total >= 10_003);
      assert.equal(ok(await admin.getUserById(user.id)).user.email, address);
      ok(await admin.deleteUser(user.id));
      assert.equal((await admin.getUserById(user.id)).error.code, 'user_not_found');
    });
  });
}

describe('a session from before', () => {
  const connect = connectWith(newest.createClient);
  const now = Math.floor(Date.now() / 1000);
  const accessToken = signed({
    iss: 'https://project.example.com/auth/v1',
    sub: id('attendee 2'),
    aud: 'authenticated',
    exp: now + 600,
    iat: now - 3000,
    email: 'attendee-2@example.com',
    role: 'authenticated',
    aal: 'aal1',
    amr: [{ method: 'password', timestamp: now - 7200 }],
    session_id: id('session of attendee 2'),
    is_anonymous: false,
  });

  it('is still good, and is refreshed by its own token', async () => {
    const client = connect(ANON_KEY);
    const { session } = ok(
      await client.auth.setSession({ access_token: accessToken, refresh_token: 'attendee-two' }),
    );
    assert.equal(session.user.email, 'attendee-2@example.com');
    assert.deepEqual(
      ok(await client.from('registrations').select('webinar_id').eq('webinar_id', id('webinar 1'))),
      [{ webinar_id: id('webinar 1') }],
    );

    const refreshed = ok(await client.auth.refreshSession());

    assert.notEqual(refreshed.session.refresh_token, 'attendee-two');
    assert.equal(refreshed.user.id, id('attendee 2'));
  });

  it('is not good with the secret of another project', async () => {
    const forged = `${accessToken.slice(0, accessToken.lastIndexOf('.'))}.${'A'.repeat(43)}`;

    const { error } = await connect(ANON_KEY).auth.getUser(forged);

    assert.equal(error.status, 403);
  });
});
