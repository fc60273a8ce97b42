// Asks a server that fails on purpose, once with each client and table, all at the same time.
import { createClient as current } from '@supabase/supabase-js';
import { createClient as old } from 'supabase-js-at-the-incident';
import WebSocket from 'ws';

const cases = JSON.parse(process.env.CASES);
await Promise.all(
  cases.map(async ({ version, method, table }) => {
    const create = version === '2.81.1' ? old : current;
    const client = create(process.env.SUPABASE_URL, 'a-key', {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket },
    });
    const rows = client.from(table);
    await (method === 'GET' ? rows.select() : rows.insert({ a: 1 }));
  }),
);
