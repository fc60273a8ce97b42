-- Who takes part. The key is (webinar_id, user_id) and there is no other: asking whether somebody
-- is registered, registering, and registering again all meet in one index entry. A row holds what
-- the people in the same room may see of each other; what a form asked for stands beside it.

create table public.registrations (
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null default 'attendee',
  nickname text,
  registered_via text not null default 'webinar',
  created_at timestamptz not null default now(),
  constraint registrations_pkey primary key (webinar_id, user_id),
  constraint registrations_role_check
    check (role in ('attendee', 'host', 'moderator', '관리자', '운영자', '분석가')),
  constraint registrations_nickname_check check (
    nickname = btrim(nickname)
    and char_length(nickname) between 1 and 40
    and nickname !~ '[[:cntrl:]]'),
  constraint registrations_registered_via_check
    check (registered_via in ('webinar', 'registration_page', 'manual'))
);

-- Answers "where am I, and as what?" from the index alone; every policy asks that.
create index registrations_user_id_idx
  on public.registrations (user_id) include (webinar_id, role);

create table public.registration_details (
  webinar_id uuid not null,
  user_id uuid not null,
  registration_data jsonb not null default '{}',
  constraint registration_details_pkey primary key (webinar_id, user_id),
  constraint registration_details_registration_fkey
    foreign key (webinar_id, user_id)
    references public.registrations (webinar_id, user_id) on delete cascade,
  constraint registration_details_registration_data_check check (
    jsonb_typeof(registration_data) = 'object' and octet_length(registration_data::text) <= 16384)
);

create table public.attendances (
  webinar_id uuid not null,
  user_id uuid not null,
  joined_at timestamptz not null default now(),
  constraint attendances_pkey primary key (webinar_id, user_id),
  constraint attendances_registration_fkey
    foreign key (webinar_id, user_id)
    references public.registrations (webinar_id, user_id) on delete cascade
);

comment on table public.attendances is
  'Who opened the room while it was live or about to be, and when first.';
