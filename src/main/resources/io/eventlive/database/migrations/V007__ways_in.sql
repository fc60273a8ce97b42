-- What the organiser lays down before the doors open: addresses that may come, invitations, and
-- the list of people who registered elsewhere. All of it is personal or secret; none of it is ever
-- readable by attendees.

-- One spelling per address, so that the list and the person agree.
create function eventlive.plain_address(said text)
returns text
language sql
immutable
parallel safe
as $$
  select nullif(lower(btrim(said)), '')
$$;

-- One spelling per name: forms and phones differ in spaces, capitals and the way in which they
-- compose Hangul.
create function eventlive.plain_name(said text)
returns text
language sql
immutable
parallel safe
as $$
  select nullif(lower(regexp_replace(normalize(said, nfkc), '\s', '', 'g')), '')
$$;

create table public.webinar_allowed_emails (
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  email text not null,
  created_at timestamptz not null default now(),
  constraint webinar_allowed_emails_pkey primary key (webinar_id, email),
  constraint webinar_allowed_emails_email_check check (
    email = lower(btrim(email)) and char_length(email) between 3 and 320 and position('@' in email) > 1)
);

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  token_hash bytea not null,
  note text,
  max_uses integer not null default 1,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint invitations_token_hash_key unique (token_hash),
  constraint invitations_token_hash_check check (octet_length(token_hash) = 32),
  constraint invitations_note_check check (char_length(note) <= 200),
  constraint invitations_max_uses_check check (max_uses between 1 and 100000)
);

comment on column public.invitations.token_hash is
  'SHA-256 of the token. The token itself is shown once, to who made it, and stored nowhere.';

create index invitations_webinar_id_idx on public.invitations (webinar_id);
create index invitations_created_by_idx
  on public.invitations (created_by) where created_by is not null;

create table public.invitation_uses (
  invitation_id uuid not null references public.invitations (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  created_at timestamptz not null default now(),
  constraint invitation_uses_pkey primary key (invitation_id, user_id)
);

create index invitation_uses_user_id_idx on public.invitation_uses (user_id);

create table public.expected_attendees (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  name text not null,
  email text not null,
  plain_name text not null generated always as (eventlive.plain_name(name)) stored,
  registration_data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint expected_attendees_person_key unique (webinar_id, email, plain_name),
  constraint expected_attendees_name_check check (char_length(name) between 1 and 100),
  constraint expected_attendees_email_check check (
    email = lower(btrim(email)) and char_length(email) between 3 and 320 and position('@' in email) > 1),
  constraint expected_attendees_registration_data_check check (
    jsonb_typeof(registration_data) = 'object' and octet_length(registration_data::text) <= 16384)
);

comment on table public.expected_attendees is
  'People who registered elsewhere, as the organiser imported them: name and address.';

-- Which identities came in on which entry. An identity comes in on one entry only.
create table public.arrivals (
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  expected_attendee_id uuid not null references public.expected_attendees (id) on delete cascade,
  created_at timestamptz not null default now(),
  constraint arrivals_pkey primary key (webinar_id, user_id)
);

create index arrivals_user_id_idx on public.arrivals (user_id);
create index arrivals_expected_attendee_id_idx on public.arrivals (expected_attendee_id);
