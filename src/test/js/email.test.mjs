// The published client and the mails of sign-in: the links and codes are read from the outbox, as
// the operator of a server without a mail server does.
//
//   SUPABASE_URL=… ANON_KEY=… SERVICE_ROLE_KEY=… OPERATOR_KEY=… SITE_URL=… node --test email.test.mjs

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import * as newest from '@supabase/supabase-js';
import * as incident from 'supabase-js-at-the-incident';
import WebSocket from 'ws';

const { SUPABASE_URL, ANON_KEY, SERVICE_ROLE_KEY, OPERATOR_KEY, SITE_URL } = process.env;
const PASSWORD = 'correct horse battery staple';

for (const [name, { createClient }] of Object.entries({ newest, incident })) {
  const connect = (key = ANON_KEY, auth = {}, fetch = globalThis.fetch) =>
    createClient(SUPABASE_URL, key, {
      auth: { persistSession: false, autoRefreshToken: false, ...auth },
      realtime: { transport: WebSocket },
      global: { fetch },
    });
  const organiser = connect(SERVICE_ROLE_KEY);

  describe(`mails and supabase-js, ${name}`, () => {
    it('signs somebody new in by the code of a mail', async () => {
      const client = connect();
      const email = address();

      ok(await client.auth.signInWithOtp({ email, options: { data: { nickname: 'A' } } }));
      const letter = await newestLetter(email);
      const { user, session } = ok(
        await client.auth.verifyOtp({ email, token: letter.code, type: 'email' }),
      );
      const again = await connect().auth.verifyOtp({ email, token: letter.code, type: 'email' });

      assert.equal(user.email, email);
      assert.equal(user.user_metadata.nickname, 'A');
      assert.ok(user.email_confirmed_at);
      assert.equal(ok(await client.auth.getUser(session.access_token)).user.id, user.id);
      assert.deepEqual([again.error.status, again.error.code], [403, 'otp_expired']);
    });

    it('lets nobody in by a code that is another', async () => {
      const email = address();
      ok(await connect().auth.signInWithOtp({ email }));
      const { code } = await newestLetter(email);
      const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0');

      const { data, error } = await connect().auth.verifyOtp({ email, token: other, type: 'email' });

      assert.equal(data.session, null);
      assert.deepEqual([error.status, error.code], [403, 'otp_expired']);
    });

    it('leads the reader of a link back to the application, with a session in the fragment', async () => {
      const client = connect();
      const email = address();

      ok(await client.auth.signInWithOtp({ email, options: { emailRedirectTo: `${SITE_URL}/room?x=1` } }));
      const { link } = await newestLetter(email);
      const first = await follow(link);
      const second = await follow(link);

      assert.equal(first.status, 303);
      assert.equal(first.to.href.split('#')[0], `${SITE_URL}/room?x=1`);
      const { session } = ok(
        await client.auth.setSession({
          access_token: first.fragment.get('access_token'),
          refresh_token: first.fragment.get('refresh_token'),
        }),
      );
      assert.equal(session.user.email, email);
      assert.equal(first.fragment.get('token_type'), 'bearer');
      assert.equal(second.status, 303);
      assert.equal(second.fragment.get('error_code'), 'otp_expired');
      assert.equal(second.fragment.get('access_token'), null);
    });

    it('leads nobody to a site that is not allowed', async () => {
      const email = address();

      ok(await connect().auth.signInWithOtp({ email, options: { emailRedirectTo: 'https://elsewhere.example' } }));
      const { to } = await follow((await newestLetter(email)).link);

      assert.equal(to.origin, SITE_URL);
    });

    it('signs up with an address that is confirmed by mail, and tells nobody that one is taken', async () => {
      const client = connect();
      const email = address();

      const first = ok(await client.auth.signUp({ email, password: PASSWORD }));
      const early = await client.auth.signInWithPassword({ email, password: PASSWORD });
      const { code } = await newestLetter(email);
      const { user } = ok(await client.auth.verifyOtp({ email, token: code, type: 'signup' }));
      const taken = ok(await connect().auth.signUp({ email, password: PASSWORD }));

      assert.equal(first.session, null);
      assert.deepEqual([early.error.status, early.error.code], [400, 'email_not_confirmed']);
      assert.equal(user.id, first.user.id);
      ok(await connect().auth.signInWithPassword({ email, password: PASSWORD }));
      assert.equal(taken.session, null);
      assert.deepEqual(taken.user.identities, []);
      assert.notEqual(taken.user.id, user.id);
    });

    it('gives a forgotten password back by mail', async () => {
      const client = connect();
      const { email } = await member();

      ok(await client.auth.resetPasswordForEmail(email, { redirectTo: SITE_URL }));
      const letter = await newestLetter(email);
      ok(await client.auth.verifyOtp({ email, token: letter.code, type: 'recovery' }));
      ok(await client.auth.updateUser({ password: `${PASSWORD}, too` }));

      const old = await connect().auth.signInWithPassword({ email, password: PASSWORD });
      assert.equal(letter.kind, 'recovery');
      assert.equal(old.error.code, 'invalid_credentials');
      ok(await connect().auth.signInWithPassword({ email, password: `${PASSWORD}, too` }));
    });

    it('says nothing, and sends nothing, where the forgotten address is unknown', async () => {
      const email = address();

      ok(await connect().auth.resetPasswordForEmail(email));
      ok(await connect().auth.signInWithOtp({ email, options: { shouldCreateUser: false } }));

      assert.deepEqual(await letters(email), []);
    });

    it('exchanges the code that a link gives, in the browser that asked for it and nowhere else', async () => {
      const browser = connect(ANON_KEY, { flowType: 'pkce', persistSession: true, storage: memory() });
      const elsewhere = connect(ANON_KEY, { flowType: 'pkce', persistSession: true, storage: memory() });
      const { email, id } = await member();

      ok(await browser.auth.signInWithOtp({ email, options: { emailRedirectTo: `${SITE_URL}/back` } }));
      ok(await elsewhere.auth.signInWithOtp({ email: address() }));
      const { to, fragment } = await follow((await newestLetter(email)).link);
      const code = to.searchParams.get('code');
      const stolen = await elsewhere.auth.exchangeCodeForSession(code);
      const { session } = ok(await browser.auth.exchangeCodeForSession(code));
      const used = await browser.auth.exchangeCodeForSession(code);

      assert.equal(to.pathname, '/back');
      assert.equal(fragment.get('access_token'), null);
      assert.deepEqual([stolen.error.status, stolen.error.code], [400, 'bad_code_verifier']);
      assert.equal(session.user.id, id);
      assert.ok(used.error);
    });

    it('gives a forgotten password back with PKCE', async () => {
      const browser = connect(ANON_KEY, { flowType: 'pkce', persistSession: true, storage: memory() });
      const { email } = await member();

      ok(await browser.auth.resetPasswordForEmail(email));
      const { to } = await follow((await newestLetter(email)).link);
      const { redirectType } = ok(
        await browser.auth.exchangeCodeForSession(to.searchParams.get('code')),
      );
      ok(await browser.auth.updateUser({ password: `${PASSWORD}, too` }));

      assert.match(redirectType, /recovery$/i);
      ok(await connect().auth.signInWithPassword({ email, password: `${PASSWORD}, too` }));
    });

    it('makes somebody permanent who came without a name, with the same id', async () => {
      const client = connect();
      const email = address();
      const { user: guest } = ok(await client.auth.signInAnonymously());

      const { user: waiting } = ok(await client.auth.updateUser({ email }));
      const { code } = await newestLetter(email);
      const { user } = ok(await client.auth.verifyOtp({ email, token: code, type: 'email_change' }));
      ok(await client.auth.updateUser({ password: PASSWORD }));

      assert.equal(waiting.is_anonymous, true);
      assert.equal(waiting.new_email, email);
      assert.equal(user.id, guest.id);
      assert.equal(user.email, email);
      assert.equal(user.is_anonymous, false);
      const back = ok(await connect().auth.signInWithPassword({ email, password: PASSWORD }));
      assert.equal(back.user.id, guest.id);
    });

    it('changes an address when both have said so', async () => {
      const { client, email, id } = await member();
      const next = address();

      ok(await client.auth.updateUser({ email: next }));
      const [atOld, atNew] = [await newestLetter(email), await newestLetter(next)];
      const half = await connect().auth.verifyOtp({ email, token: atOld.code, type: 'email_change' });
      const { user } = ok(
        await connect().auth.verifyOtp({ email: next, token: atNew.code, type: 'email_change' }),
      );

      assert.equal(half.error, null);
      assert.equal(half.data.session, null);
      assert.equal(user.id, id);
      assert.equal(user.email, next);
      ok(await connect().auth.signInWithPassword({ email: next, password: PASSWORD }));
    });

    it('sends a mail again where one is waited for', async () => {
      const client = connect();
      const email = address();
      ok(await client.auth.signUp({ email, password: PASSWORD }));
      const first = await newestLetter(email);

      ok(await client.auth.resend({ type: 'signup', email }));
      const second = await newestLetter(email);
      const worthless = await client.auth.verifyOtp({ email, token: first.code, type: 'signup' });

      assert.equal((await letters(email)).length, 2);
      if (first.code !== second.code) assert.equal(worthless.error.code, 'otp_expired');
      ok(await client.auth.verifyOtp({ email, token: second.code, type: 'signup' }));
    });

    it('makes links for an organiser who sends the mails', async () => {
      const known = await member();
      const cases = [
        [{ type: 'magiclink', email: known.email }, 'magiclink'],
        [{ type: 'recovery', email: known.email }, 'recovery'],
        [{ type: 'invite', email: address() }, 'invite'],
        [{ type: 'signup', email: address(), password: PASSWORD }, 'signup'],
      ];

      for (const [wanted, type] of cases) {
        const before = (await letters(wanted.email)).length;
        const { properties, user } = ok(await organiser.auth.admin.generateLink(wanted));
        const verified = ok(
          await connect().auth.verifyOtp({ token_hash: properties.hashed_token, type }),
        );

        assert.equal(properties.verification_type, type);
        assert.match(properties.email_otp, /^\d{6}$/);
        assert.ok(properties.action_link.startsWith(`${SUPABASE_URL}/auth/v1/verify?`));
        assert.equal(verified.user.id, user.id);
        assert.equal((await letters(wanted.email)).length, before, 'nothing is sent');
      }
    });

    it('invites somebody by mail, for the organiser alone', async () => {
      const email = address();

      const { user } = ok(await organiser.auth.admin.inviteUserByEmail(email, { redirectTo: SITE_URL }));
      const { fragment } = await follow((await newestLetter(email)).link);
      const refused = await connect().auth.admin.inviteUserByEmail(address());

      assert.ok(user.invited_at);
      assert.equal(fragment.get('type'), 'invite');
      assert.equal(ok(await connect().auth.getUser(fragment.get('access_token'))).user.id, user.id);
      assert.ok([401, 403].includes(refused.error.status), `status ${refused.error.status}`);
    });

    it('reads claims against the published keys, without asking who it is', async () => {
      const asked = [];
      const client = connect(ANON_KEY, {}, (url, options) => {
        asked.push(new URL(url).pathname);
        return fetch(url, options);
      });
      const { user, session } = ok(await client.auth.signInAnonymously());
      asked.length = 0;

      const { claims, header } = ok(await client.auth.getClaims());
      const [head, , signature] = session.access_token.split('.');
      const changed = Buffer.from(JSON.stringify({ ...claims, role: 'service_role' })).toString('base64url');
      const forged = await client.auth.getClaims(`${head}.${changed}.${signature}`);

      assert.equal(header.alg, 'ES256');
      assert.equal(claims.sub, user.id);
      assert.equal(claims.role, 'authenticated');
      assert.equal(claims.is_anonymous, true);
      assert.equal(claims.aal, 'aal1');
      assert.equal(claims.amr[0].method, 'anonymous');
      assert.equal(claims.iss, `${SUPABASE_URL}/auth/v1`);
      assert.equal(forged.error.name, 'AuthInvalidJwtError');
      assert.deepEqual([...new Set(asked)], ['/auth/v1/.well-known/jwks.json']);
    });

    /** Somebody with a confirmed address and a password, signed in. */
    async function member() {
      const email = address();
      const { user } = ok(
        await organiser.auth.admin.createUser({ email, password: PASSWORD, email_confirm: true }),
      );
      const client = connect();
      ok(await client.auth.signInWithPassword({ email, password: PASSWORD }));
      return { client, email, id: user.id };
    }
  });
}

function address() {
  return `attendee-${randomUUID()}@example.com`;
}

/** The mails to an address, the newest first. */
async function letters(email) {
  const answer = await fetch(`${SUPABASE_URL}/outbox`, {
    headers: { Authorization: `Bearer ${OPERATOR_KEY}`, Accept: 'application/json' },
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).filter((letter) => letter.to === email);
}

async function newestLetter(email) {
  const [letter] = await letters(email);
  assert.ok(letter, `no mail to ${email}`);
  return letter;
}

/** What a browser would be told by a link: where to go, and what to read in the fragment. */
async function follow(link) {
  const answer = await fetch(link, { redirect: 'manual' });
  const to = new URL(answer.headers.get('location'));
  return { status: answer.status, to, fragment: new URLSearchParams(to.hash.slice(1)) };
}

/** What a browser keeps for one application. */
function memory() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** The data of an answer that must not be an error. */
function ok(answer) {
  assert.equal(answer.error, null, answer.error && `${answer.error.code} ${answer.error.message}`);
  return answer.data;
}
