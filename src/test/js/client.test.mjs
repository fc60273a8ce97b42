// The published client against a running EventLive: everything here is what an application writes.
// Runs twice, with the newest client and with the one that was in use on the day of the incident.
//
//   SUPABASE_URL=… ANON_KEY=… SERVICE_ROLE_KEY=… node --test client.test.mjs

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import * as newest from '@supabase/supabase-js';
import * as incident from 'supabase-js-at-the-incident';
import WebSocket from 'ws';

const { SUPABASE_URL, ANON_KEY, SERVICE_ROLE_KEY } = process.env;
const PASSWORD = 'correct horse battery staple';

for (const [name, { createClient }] of Object.entries({ newest, incident })) {
  const connect = (key) =>
    createClient(SUPABASE_URL, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket },
    });

  /** A signed-up attendee with a client of their own. */
  const attendee = async () => {
    const client = connect(ANON_KEY);
    const email = `attendee-${randomUUID()}@example.com`;
    const { user } = ok(await client.auth.signUp({ email, password: PASSWORD }));
    return { client, email, id: user.id };
  };

  describe(`supabase-js, ${name}`, () => {
    const organiser = connect(SERVICE_ROLE_KEY);
    let webinar;
    let other;
    let me;

    before(async () => {
      const agency = ok(await organiser.from('agencies').insert({ name: 'Agency' }).select().single());
      const client = ok(
        await organiser
          .from('clients')
          .insert({ name: 'Client', agency_id: agency.id, is_public: true })
          .select()
          .single(),
      );
      const row = (title) => ({
        title,
        agency_id: agency.id,
        client_id: client.id,
        access_policy: 'auth',
        is_public: true,
        state: 'live',
        start_time: new Date(Date.now() - 60_000).toISOString(),
      });
      [webinar, other] = ok(
        await organiser.from('webinars').insert([row('First'), row('Second')]).select(),
      );
      me = await attendee();
    });

    describe('sign-in', () => {
      it('signs up with a session, so that the first page needs no mail', async () => {
        const client = connect(ANON_KEY);
        const email = `attendee-${randomUUID()}@example.com`;

        const { user, session } = ok(
          await client.auth.signUp({ email, password: PASSWORD, options: { data: { nickname: 'A' } } }),
        );

        assert.equal(user.email, email);
        assert.equal(user.user_metadata.nickname, 'A');
        assert.equal(session.token_type, 'bearer');
        assert.ok(session.expires_at > Date.now() / 1000);
      });

      it('signs in, and says only that the credentials are wrong when they are', async () => {
        const client = connect(ANON_KEY);

        const right = ok(
          await client.auth.signInWithPassword({ email: me.email, password: PASSWORD }),
        );
        const wrong = await client.auth.signInWithPassword({ email: me.email, password: 'wrong' });
        const nobody = await client.auth.signInWithPassword({
          email: `attendee-${randomUUID()}@example.com`,
          password: PASSWORD,
        });

        assert.equal(right.user.id, me.id);
        assert.equal(wrong.error.status, 400);
        assert.equal(wrong.error.code, 'invalid_credentials');
        assert.deepEqual(
          [nobody.error.status, nobody.error.code, nobody.error.message],
          [wrong.error.status, wrong.error.code, wrong.error.message],
        );
      });

      it('refuses a second account for one address', async () => {
        const { error } = await connect(ANON_KEY).auth.signUp({
          email: me.email,
          password: PASSWORD,
        });

        assert.equal(error.status, 422);
        assert.equal(error.code, 'user_already_exists');
      });

      it('lets somebody in without an account', async () => {
        const { user } = ok(await connect(ANON_KEY).auth.signInAnonymously());

        assert.equal(user.is_anonymous, true);
      });

      it('knows who is calling', async () => {
        const { user } = ok(await me.client.auth.getUser());

        assert.equal(user.id, me.id);
        assert.equal(user.role, 'authenticated');
      });

      it('refreshes a session and goes on with the new one', async () => {
        const { client } = await attendee();
        const { session: first } = ok(await client.auth.getSession());

        const { session: second } = ok(await client.auth.refreshSession());

        assert.notEqual(second.refresh_token, first.refresh_token);
        assert.equal(ok(await client.auth.getUser()).user.id, first.user.id);
      });

      it('signs out: the session is gone and cannot be refreshed', async () => {
        const { client } = await attendee();
        const { session } = ok(await client.auth.getSession());

        assert.equal((await client.auth.signOut()).error, null);

        const again = await client.auth.refreshSession({ refresh_token: session.refresh_token });
        assert.equal(again.error.status, 400);
        assert.equal(again.error.code, 'refresh_token_not_found');
        const user = await client.auth.getUser(session.access_token);
        assert.equal(user.error.name, 'AuthSessionMissingError');
      });

      it('lets the organiser make a person, and nobody else', async () => {
        const email = `attendee-${randomUUID()}@example.com`;

        const { user } = ok(
          await organiser.auth.admin.createUser({ email, password: PASSWORD, email_confirm: true }),
        );
        const { error } = await me.client.auth.admin.createUser({ email: `x${email}` });

        assert.equal(user.email, email);
        assert.ok([401, 403].includes(error.status), `status ${error.status}`);
        ok(await connect(ANON_KEY).auth.signInWithPassword({ email, password: PASSWORD }));
      });
    });

    describe('the doors', () => {
      it('joins with one call, and again with the same result', async () => {
        const { client, id } = await attendee();

        const first = ok(
          await client.rpc('join_webinar', { webinar_id: webinar.id, nickname: 'Attendee 1' }),
        );
        const second = ok(await client.rpc('join_webinar', { webinar_id: webinar.id }));

        assert.equal(first.webinar.id, webinar.id);
        assert.equal(first.registration.user_id, id);
        assert.equal(first.registration.nickname, 'Attendee 1');
        assert.deepEqual(second.registration, first.registration);
        assert.ok(Array.isArray(first.questions));
        assert.ok(Array.isArray(first.messages));
      });

      it('registers twice at once: no error, one row', async () => {
        const { client, id } = await attendee();
        const register = () =>
          client.from('registrations').insert({ webinar_id: other.id, user_id: id }).select();

        const answers = await Promise.all([register(), register()]);

        answers.forEach(ok);
        assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 201]);
        assert.deepEqual(answers[0].data, answers[1].data);
        assert.equal(await countOf(organiser, 'registrations', { webinar_id: other.id, user_id: id }), 1);
      });

      it('registers five times in a row without an error', async () => {
        const { client, id } = await attendee();
        const statuses = [];

        for (let i = 0; i < 5; i++) {
          const answer = await client
            .from('registrations')
            .insert({ webinar_id: other.id, user_id: id });
          ok(answer);
          statuses.push(answer.status);
        }

        assert.deepEqual(statuses, [201, 200, 200, 200, 200]);
      });

      it('refuses the select=id of the incident, with the column and a hint', async () => {
        const answer = await me.client
          .from('registrations')
          .select('id')
          .eq('webinar_id', webinar.id)
          .eq('user_id', me.id)
          .maybeSingle();

        assert.equal(answer.status, 400);
        assert.equal(answer.data, null);
        assert.equal(answer.error.code, '42703');
        assert.equal(answer.error.message, 'column registrations.id does not exist');
        assert.match(answer.error.hint, /webinar_id/);
        assert.match(answer.error.hint, /user_id/);
      });

      it('does not register somebody else', async () => {
        const somebody = await attendee();

        const { error, status } = await me.client
          .from('registrations')
          .insert({ webinar_id: other.id, user_id: somebody.id });

        assert.equal(status, 403);
        assert.equal(error.code, '42501');
      });
    });

    describe('the room', () => {
      let room;

      before(async () => {
        room = await attendee();
        ok(await room.client.rpc('join_webinar', { webinar_id: webinar.id }));
        ok(await room.client.rpc('join_webinar', { webinar_id: other.id }));
      });

      it('reads webinars by a list of ids, with the organiser embedded', async () => {
        const rows = ok(
          await room.client
            .from('webinars')
            .select('id, name:title, client:client_id(name)')
            .in('id', [webinar.id, other.id, randomUUID()])
            .order('title', { ascending: false }),
        );

        assert.deepEqual(rows, [
          { id: other.id, name: 'Second', client: { name: 'Client' } },
          { id: webinar.id, name: 'First', client: { name: 'Client' } },
        ]);
      });

      it('asks a question and finds it among those of the webinar', async () => {
        const content = `Is (this), "quoted", 100% safe? 한국어 ${randomUUID()}`;

        const asked = ok(
          await room.client
            .from('questions')
            .insert({ webinar_id: webinar.id, user_id: room.id, content })
            .select('id, content, status, webinar_id')
            .single(),
        );
        const found = ok(
          await room.client
            .from('questions')
            .select('id, content, status, webinar_id')
            .in('webinar_id', [webinar.id])
            .neq('status', 'hidden')
            .order('created_at', { ascending: false })
            .limit(100),
        );

        assert.equal(asked.content, content);
        assert.equal(asked.status, 'published');
        assert.ok(found.some((question) => question.id === asked.id && question.content === content));
      });

      it('reads the names of people by a list of ids, and never their addresses', async () => {
        const rows = ok(
          await room.client.from('profiles').select('id, nickname').in('id', [room.id]),
        );
        const { error, status } = await room.client.from('profiles').select('email');

        assert.equal(rows.length, 1);
        assert.equal(rows[0].id, room.id);
        assert.equal(status, 400);
        assert.equal(error.code, '42703');
      });

      it('shows the same question to the next person, with who asked', async () => {
        const guest = await attendee();
        ok(await guest.client.rpc('join_webinar', { webinar_id: webinar.id }));

        const rows = ok(
          await guest.client
            .from('questions')
            .select('content, user_id')
            .eq('webinar_id', webinar.id)
            .ilike('content', 'is (this)%'),
        );

        assert.ok(rows.some((question) => question.user_id === room.id));
      });

      it('changes its own name and nobody else\'s', async () => {
        const rename = (id, nickname) =>
          room.client.from('profiles').update({ nickname }).eq('id', id).select('nickname');

        assert.deepEqual(ok(await rename(room.id, 'Attendee 2')), [{ nickname: 'Attendee 2' }]);
        assert.deepEqual(ok(await rename(me.id, 'mine')), []);
      });

      it('leaves, and may come again', async () => {
        const mine = { webinar_id: other.id, user_id: room.id };

        const left = await room.client.from('registrations').delete().match(mine).select('user_id');
        const again = await room.client.from('registrations').insert(mine);

        assert.deepEqual(ok(left), [{ user_id: room.id }]);
        assert.equal(again.status, 201);
      });
    });

    describe('the dialect', () => {
      it('counts, with and without rows', async () => {
        const head = await organiser
          .from('webinars')
          .select('*', { count: 'exact', head: true })
          .in('id', [webinar.id, other.id]);
        const page = await organiser
          .from('webinars')
          .select('id', { count: 'exact' })
          .in('id', [webinar.id, other.id])
          .range(0, 0);

        assert.equal(head.count, 2);
        assert.equal(head.data, null);
        assert.equal(page.count, 2);
        assert.equal(page.data.length, 1);
      });

      it('gives one row for single, none for maybeSingle, and an error where one was promised', async () => {
        const one = ok(await organiser.from('webinars').select('id').eq('id', webinar.id).single());
        const none = await organiser.from('webinars').select('id').eq('id', randomUUID()).maybeSingle();
        const broken = await organiser.from('webinars').select('id').eq('id', randomUUID()).single();

        assert.deepEqual(one, { id: webinar.id });
        assert.equal(none.error, null);
        assert.equal(none.data, null);
        assert.equal(broken.status, 406);
        assert.equal(broken.error.code, 'PGRST116');
        assert.match(broken.error.details, /0 rows/);
      });

      it('filters with or, not, is and comparison', async () => {
        const ids = [webinar.id, other.id];
        const rows = async (filter) =>
          ok(await filter(organiser.from('webinars').select('title').in('id', ids).order('title')))
            .map((row) => row.title);

        assert.deepEqual(await rows((q) => q.or('title.eq.First,title.like.Sec*')), ['First', 'Second']);
        assert.deepEqual(await rows((q) => q.not('title', 'eq', 'First')), ['Second']);
        assert.deepEqual(await rows((q) => q.is('end_time', null)), ['First', 'Second']);
        assert.deepEqual(await rows((q) => q.gt('title', 'First')), ['Second']);
        assert.deepEqual(await rows((q) => q.lte('title', 'First')), ['First']);
        assert.deepEqual(await rows((q) => q.lt('start_time', new Date(0).toISOString())), []);
      });

      it('inserts or updates with upsert, and leaves rows alone when asked to ignore', async () => {
        const { agency_id } = webinar;
        const id = randomUUID();
        const upsert = (name, options) =>
          organiser.from('clients').upsert({ id, agency_id, name }, options).select('name');

        const inserted = ok(await upsert('One'));
        const merged = ok(await upsert('Two', { onConflict: 'id' }));
        const ignored = ok(await upsert('Three', { onConflict: 'id', ignoreDuplicates: true }));
        const stored = ok(await organiser.from('clients').select('name').eq('id', id).single());

        assert.deepEqual(inserted, [{ name: 'One' }]);
        assert.deepEqual(merged, [{ name: 'Two' }]);
        assert.deepEqual(ignored, []);
        assert.deepEqual(stored, { name: 'Two' });
      });

      it('updates and deletes what the filter names', async () => {
        const row = ok(
          await organiser
            .from('clients')
            .insert({ agency_id: webinar.agency_id, name: 'Short' })
            .select()
            .single(),
        );

        const updated = await organiser.from('clients').update({ name: 'Shorter' }).eq('id', row.id);
        const deleted = await organiser.from('clients').delete().eq('id', row.id).select('name');
        const again = await organiser.from('clients').delete().eq('id', row.id).select();

        assert.equal(updated.status, 204);
        assert.deepEqual(ok(deleted), [{ name: 'Shorter' }]);
        assert.deepEqual(ok(again), []);
      });
    });

    describe('errors', () => {
      const cases = {
        'an unknown table': [(c) => c.from('webinar').select(), 404, 'PGRST205'],
        'an unknown function': [(c) => c.rpc('join_webinars', {}), 404, 'PGRST202'],
        'an unknown column in a filter': [(c) => c.from('webinars').select('id').eq('nme', 'x'), 400, '42703'],
        'an unknown column in a body': [(c) => c.from('questions').insert({ contents: 'x' }), 400, 'PGRST204'],
        'an unknown relationship': [(c) => c.from('webinars').select('id, speakers(id)'), 400, 'PGRST200'],
        'a malformed uuid': [(c) => c.from('webinars').select('id').eq('id', 'first'), 400, '22P02'],
      };
      for (const [what, [call, status, code]] of Object.entries(cases)) {
        it(`says what is wrong with ${what}`, async () => {
          const answer = await call(me.client);

          assert.equal(answer.status, status);
          assert.equal(answer.error.code, code);
          assert.equal(answer.data, null);
          assert.deepEqual(
            ['code', 'details', 'hint', 'message'].filter((key) => !(key in answer.error)),
            [],
          );
          assert.ok(answer.error.message.length > 0);
        });
      }

      it('keeps 409 for tables that are not declared idempotent', async () => {
        const row = { id: webinar.client_id, agency_id: webinar.agency_id, name: 'Client' };

        const { error, status } = await organiser.from('clients').insert(row);

        assert.equal(status, 409);
        assert.equal(error.code, '23505');
        assert.match(error.details, /Key \(id\)/);
      });

      it('refuses a token that nobody signed', async () => {
        const [header, payload] = ANON_KEY.split('.');
        const forged = connect(`${header}.${payload}.${'A'.repeat(43)}`);

        const { error, status } = await forged.from('webinars').select('id');

        assert.equal(status, 401);
        assert.ok(error);
      });
    });
  });
}

/** The data of an answer that must not be an error. */
function ok(answer) {
  assert.equal(answer.error, null, JSON.stringify(answer.error));
  return answer.data;
}

async function countOf(client, table, match) {
  const { count, error } = await client
    .from(table)
    .select('*', { count: 'exact', head: true })
    .match(match);
  assert.equal(error, null);
  return count;
}
