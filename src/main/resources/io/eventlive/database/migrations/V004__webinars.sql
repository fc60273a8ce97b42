-- The event itself. What anybody may know stands in `webinars`; the stream, which is what a
-- registration buys, stands in a table of its own, so that publishing a webinar does not give it
-- away.

create table public.webinars (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references public.agencies (id) on delete restrict,
  client_id uuid not null references public.clients (id) on delete restrict,
  slug text,
  title text not null,
  description text,
  state text not null default 'scheduled',
  start_time timestamptz,
  end_time timestamptz,
  access_policy text not null default 'auth',
  is_public boolean not null default false,
  max_participants integer,
  meta_title text,
  meta_description text,
  meta_thumbnail_url text,
  settings jsonb not null default '{}',
  created_by uuid references public.profiles (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint webinars_slug_key unique (slug),
  constraint webinars_slug_check check (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  constraint webinars_title_check check (char_length(title) between 1 and 200),
  constraint webinars_description_check check (char_length(description) <= 10000),
  constraint webinars_state_check check (state in ('draft', 'scheduled', 'live', 'over')),
  constraint webinars_times_check check (end_time > start_time),
  constraint webinars_access_policy_check check (
    access_policy in ('auth', 'guest_allowed', 'invite_only', 'email_auth', 'name_email_auth')),
  constraint webinars_max_participants_check check (max_participants > 0),
  constraint webinars_settings_check check (jsonb_typeof(settings) = 'object')
);

comment on column public.webinars.state is
  'What the host said last. The clock goes on from there: see eventlive.state_now.';
comment on column public.webinars.max_participants is 'Seats; null means as many as come.';
comment on column public.webinars.settings is 'What pages need to know. Readable by whoever may read the row.';

create index webinars_agency_id_idx on public.webinars (agency_id);
create index webinars_client_id_idx on public.webinars (client_id);
create index webinars_created_by_idx on public.webinars (created_by) where created_by is not null;
create index webinars_public_start_time_idx
  on public.webinars (start_time desc, id) where is_public and state <> 'draft';
alter table public.webinars replica identity full;

create table public.webinar_streams (
  webinar_id uuid primary key references public.webinars (id) on delete cascade,
  youtube_url text,
  constraint webinar_streams_youtube_url_check check (char_length(youtube_url) <= 2000)
);

-- The agency is the client's, always: a webinar that named another one would show itself to
-- strangers.
create function eventlive.fill_agency()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  select client.agency_id into new.agency_id
  from public.clients as client
  where client.id = new.client_id;
  return new;
end
$$;

create trigger webinars_belong_to_their_clients_agency
  before insert or update of agency_id, client_id on public.webinars
  for each row execute function eventlive.fill_agency();

-- A webinar goes live at its time without anybody pressing a button, and is over after it.
create function eventlive.state_now(
  state text, start_time timestamptz, end_time timestamptz, at timestamptz)
returns text
language sql
immutable
parallel safe
as $$
  select case
    when state in ('draft', 'over') then state
    when end_time <= at then 'over'
    when state = 'live' or start_time <= at then 'live'
    else state
  end
$$;

-- Being in the room counts as attending from half an hour before the start until the end.
create function eventlive.doors_open(webinar public.webinars, at timestamptz)
returns boolean
language sql
immutable
parallel safe
set search_path = ''
as $$
  select case eventlive.state_now(webinar.state, webinar.start_time, webinar.end_time, at)
    when 'live' then true
    when 'scheduled' then coalesce(webinar.start_time - interval '30 minutes' <= at, false)
    else false
  end
$$;
