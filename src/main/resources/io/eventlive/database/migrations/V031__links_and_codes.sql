-- What a link or a code out of a mail is checked against, and what a browser left behind when it
-- asked for one. Names, types and indexes are those of Supabase Auth, of which sign-in uses no
-- more than it finds there: the same code serves a database that comes from it.

create type auth.one_time_token_type as enum (
  'confirmation_token',
  'reauthentication_token',
  'recovery_token',
  'email_change_token_new',
  'email_change_token_current',
  'phone_change_token'
);

create type auth.code_challenge_method as enum ('s256', 'plain');

-- One token of each kind for a person: a new one takes the old one's place.
create table auth.one_time_tokens (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token_type auth.one_time_token_type not null,
  token_hash text not null,
  relates_to text not null,
  created_at timestamp not null default now(),
  updated_at timestamp not null default now(),
  constraint one_time_tokens_token_hash_check check (char_length(token_hash) > 0)
);

create index one_time_tokens_token_hash_hash_idx on auth.one_time_tokens using hash (token_hash);
create index one_time_tokens_relates_to_hash_idx on auth.one_time_tokens using hash (relates_to);
create unique index one_time_tokens_user_id_token_type_key
  on auth.one_time_tokens (user_id, token_type);

create table auth.flow_state (
  id uuid primary key,
  user_id uuid,
  auth_code text,
  code_challenge_method auth.code_challenge_method,
  code_challenge text,
  provider_type text not null,
  provider_access_token text,
  provider_refresh_token text,
  created_at timestamptz,
  updated_at timestamptz,
  authentication_method text not null,
  auth_code_issued_at timestamptz,
  invite_token text,
  referrer text,
  oauth_client_state_id uuid,
  linking_target_id uuid,
  email_optional boolean not null default false
);

create index idx_auth_code on auth.flow_state (auth_code);
create index idx_user_id_auth_method on auth.flow_state (user_id, authentication_method);
create index flow_state_created_at_idx on auth.flow_state (created_at desc);

create unique index confirmation_token_idx
  on auth.users (confirmation_token) where confirmation_token !~ '^[0-9 ]*$';
create unique index recovery_token_idx
  on auth.users (recovery_token) where recovery_token !~ '^[0-9 ]*$';
create unique index email_change_token_current_idx
  on auth.users (email_change_token_current) where email_change_token_current !~ '^[0-9 ]*$';
create unique index email_change_token_new_idx
  on auth.users (email_change_token_new) where email_change_token_new !~ '^[0-9 ]*$';
create unique index reauthentication_token_idx
  on auth.users (reauthentication_token) where reauthentication_token !~ '^[0-9 ]*$';

do $$
declare
  sign_in_table text;
begin
  foreach sign_in_table in array array['one_time_tokens', 'flow_state'] loop
    execute format('alter table auth.%I enable row level security', sign_in_table);
    execute format('alter table auth.%I force row level security', sign_in_table);
    execute format(
      'create policy sign_in_works on auth.%I to supabase_auth_admin using (true) with check (true)',
      sign_in_table);
    execute format(
      'create policy owner_works on auth.%I to eventlive_owner using (true) with check (true)',
      sign_in_table);
    execute format('revoke all on auth.%I from public, anon, authenticated', sign_in_table);
    execute format(
      'grant select, insert, update, delete on auth.%I to supabase_auth_admin', sign_in_table);
  end loop;
end
$$;
