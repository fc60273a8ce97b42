-- What a policy may know of its caller, under the names that Supabase's policies use. The claims
-- are those of the verified token; the server sets them for one transaction only.

create function auth.jwt()
returns jsonb
language sql
stable
parallel safe
as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;

create function auth.uid()
returns uuid
language sql
stable
parallel safe
as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;

create function auth.role()
returns text
language sql
stable
parallel safe
as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
$$;

create function auth.email()
returns text
language sql
stable
parallel safe
as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
$$;

comment on function auth.jwt() is 'The claims of the caller''s token; null where there is none.';
comment on function auth.uid() is 'The caller''s id; null where nobody is signed in.';
comment on function auth.role() is 'The role that the caller''s token names.';
comment on function auth.email() is
  'The address in the caller''s token. It may be unverified: never let anybody in because of it.';

grant execute on function auth.jwt(), auth.uid(), auth.role(), auth.email()
  to anon, authenticated, service_role;

-- What is created in the exposed schema later is reachable as on Supabase: grants open the door to
-- every role and row level security decides. EventLive's own tables grant less, below.
alter default privileges for role eventlive_owner in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role eventlive_owner in schema public
  grant all on sequences to anon, authenticated, service_role;
alter default privileges for role eventlive_owner in schema public
  grant all on functions to anon, authenticated, service_role;
