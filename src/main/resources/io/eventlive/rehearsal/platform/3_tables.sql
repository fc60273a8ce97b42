-- Schema public of the old webinar platform: the tables that a join, a live page and a host's
-- dashboard touch, with the keys, checks and indexes that they had when the platform fell over. They
-- are not improved: registrations have no id, forms and giveaways no foreign key to their webinar, and
-- registrations_pkey has a twin.

create table public.agencies (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null default now()
);

create table public.clients (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references public.agencies (id) on delete cascade,
  name text not null,
  logo_url text,
  brand_config jsonb,
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null default now()
);

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  email text,
  display_name text,
  nickname text,
  is_super_admin boolean not null default false,
  created_at timestamptz not null default now()
);

create table public.agency_members (
  agency_id uuid not null references public.agencies (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'analyst')),
  created_at timestamptz not null default now(),
  primary key (agency_id, user_id)
);

create table public.client_members (
  client_id uuid not null references public.clients (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'operator', 'analyst', 'member')),
  created_at timestamptz not null default now(),
  primary key (client_id, user_id)
);

create table public.event_survey_campaigns (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references public.agencies (id),
  client_id uuid not null references public.clients (id),
  title text not null,
  host text,
  public_path text not null,
  status text not null default 'draft' check (status in ('draft', 'published', 'closed')),
  type text not null default 'survey' check (type in ('survey', 'registration')),
  form_id uuid,
  next_survey_no int not null default 1,
  dashboard_code text unique,
  created_by uuid references public.profiles (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (client_id, public_path)
);

create table public.webinars (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references public.agencies (id) on delete restrict,
  client_id uuid not null references public.clients (id) on delete restrict,
  slug text,
  title text not null,
  description text,
  youtube_url text not null,
  start_time timestamptz,
  end_time timestamptz,
  webinar_start_time timestamptz,
  is_public boolean not null default false,
  access_policy text not null default 'auth' check (
    access_policy in ('auth', 'guest_allowed', 'invite_only', 'email_auth', 'name_email_auth')),
  max_participants bigint,
  project_name text,
  registration_campaign_id uuid references public.event_survey_campaigns (id) on delete set null,
  email_template_text text,
  email_thumbnail_url text,
  meta_title text,
  meta_description text,
  meta_thumbnail_url text,
  dashboard_code text,
  type text check (type in ('live', 'ondemand')),
  settings jsonb not null default '{}',
  created_by uuid references public.profiles (id),
  created_at timestamptz not null default now()
);

create unique index idx_webinars_slug on public.webinars (slug) where slug is not null;
create unique index idx_webinars_dashboard_code on public.webinars (dashboard_code)
  where dashboard_code is not null;
create index idx_webinars_settings on public.webinars using gin (settings);

create table public.registrations (
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null default 'attendee' check (
    role in ('attendee', 'host', 'moderator', '관리자', '운영자', '분석가')),
  nickname text,
  registered_via text not null default 'webinar',
  registration_data jsonb,
  survey_no int,
  code6 text,
  marketing_campaign_link_id uuid,
  created_at timestamptz not null default now(),
  constraint registrations_pkey primary key (webinar_id, user_id)
);

create index idx_registrations_webinar_user on public.registrations (webinar_id, user_id);
create index idx_registrations_registered_via on public.registrations (registered_via);
create index idx_registrations_data on public.registrations using gin (registration_data);
create unique index idx_registrations_survey_no on public.registrations (webinar_id, survey_no)
  where survey_no is not null;
create unique index idx_registrations_code6 on public.registrations (webinar_id, code6)
  where code6 is not null;

create table public.messages (
  id bigserial primary key,
  agency_id uuid,
  client_id uuid,
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  content text not null check (char_length(content) between 1 and 500),
  hidden boolean not null default false,
  client_msg_id uuid,
  created_at timestamptz not null default now(),
  constraint messages_client_msg_unique unique (webinar_id, user_id, client_msg_id)
);

create index idx_messages_webinar_id on public.messages (webinar_id, id);
create index idx_messages_client_msg_id on public.messages (client_msg_id);
create index idx_messages_webinar_newest on public.messages (webinar_id, created_at desc, id desc);
create index idx_messages_visible on public.messages (webinar_id, created_at) where hidden = false;
create index idx_messages_visible_by on public.messages (webinar_id, user_id) where hidden = false;

create table public.questions (
  id bigserial primary key,
  agency_id uuid,
  client_id uuid,
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  content text not null,
  status text not null default 'published' check (
    status in ('published', 'answered', 'hidden', 'pinned')),
  answered_by uuid references public.profiles (id),
  answered_at timestamptz,
  answer text,
  created_at timestamptz not null default now()
);

create index idx_questions_answer on public.questions (webinar_id) where answer is not null;
create index idx_questions_shown on public.questions (webinar_id, created_at)
  where status <> 'hidden';
create index idx_questions_answered on public.questions (webinar_id, answered_at)
  where answered_at is not null;

create table public.event_survey_entries (
  id uuid primary key default gen_random_uuid(),
  campaign_id uuid not null references public.event_survey_campaigns (id) on delete cascade,
  agency_id uuid not null,
  client_id uuid not null,
  name text not null,
  company text,
  phone_norm text,
  survey_no int not null,
  code6 text not null,
  registration_data jsonb,
  consent_data jsonb,
  completed_at timestamptz not null default now(),
  verified_at timestamptz,
  verified_by uuid references public.profiles (id),
  prize_label text,
  prize_recorded_at timestamptz,
  prize_recorded_by uuid references public.profiles (id),
  form_submission_id uuid,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  utm_first_visit_at timestamptz,
  utm_referrer text,
  marketing_campaign_link_id uuid,
  created_at timestamptz not null default now(),
  unique (campaign_id, phone_norm),
  unique (campaign_id, survey_no),
  unique (campaign_id, code6)
);

create index idx_event_survey_entries_data
  on public.event_survey_entries using gin (registration_data);

create table public.event_access_logs (
  id uuid primary key default gen_random_uuid(),
  campaign_id uuid references public.event_survey_campaigns (id) on delete cascade,
  webinar_id uuid references public.webinars (id) on delete cascade,
  session_id text not null,
  entry_id uuid,
  converted_at timestamptz,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  cid text,
  referrer text,
  user_agent text,
  marketing_campaign_link_id uuid,
  accessed_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);

create index idx_event_access_logs_campaign on public.event_access_logs (campaign_id, accessed_at);
create index idx_event_access_logs_session on public.event_access_logs (session_id);

create table public.webinar_allowed_emails (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  email text not null,
  created_at timestamptz not null default now()
);

create unique index idx_webinar_allowed_emails
  on public.webinar_allowed_emails (webinar_id, lower(email));

create table public.webinar_live_presence (
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  joined_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  agency_id uuid,
  client_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (webinar_id, user_id)
);

create index idx_live_presence_webinar_seen
  on public.webinar_live_presence (webinar_id, last_seen_at desc);
create index idx_live_presence_seen on public.webinar_live_presence (last_seen_at desc);

create table public.webinar_user_sessions (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  user_id uuid references public.profiles (id) on delete set null,
  session_id text not null,
  entered_at timestamptz not null default now(),
  exited_at timestamptz,
  duration_seconds int,
  watched_seconds_raw int not null default 0,
  last_heartbeat_at timestamptz,
  user_agent text,
  referrer text,
  ip_address text,
  agency_id uuid,
  client_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (webinar_id, session_id)
);

create index idx_user_sessions_entered on public.webinar_user_sessions (webinar_id, entered_at);
create index idx_user_sessions_open on public.webinar_user_sessions (last_heartbeat_at)
  where exited_at is null;

create table public.webinar_access_logs (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  time_bucket timestamptz not null,
  sample_count int not null default 0,
  sum_participants int not null default 0,
  min_participants int not null default 0,
  max_participants int not null default 0,
  last_participants int not null default 0,
  first_sample_at timestamptz,
  last_sample_at timestamptz,
  agency_id uuid,
  client_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (webinar_id, time_bucket)
);

create table public.audit_logs (
  id bigserial primary key,
  actor_user_id uuid references public.profiles (id),
  agency_id uuid,
  client_id uuid,
  webinar_id uuid,
  action text not null,
  payload jsonb,
  created_at timestamptz not null default now()
);

create table public.marketing_stats_daily (
  id uuid primary key default gen_random_uuid(),
  client_id uuid not null references public.clients (id) on delete cascade,
  bucket_date date not null,
  campaign_id uuid,
  marketing_campaign_link_id uuid,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  visits bigint not null default 0,
  conversions bigint not null default 0,
  cvr numeric(5, 2) generated always as (
    case when visits > 0 then round(conversions * 100.0 / visits, 2) else 0 end) stored
);

create unique index uq_marketing_stats_daily_key on public.marketing_stats_daily (
  client_id,
  bucket_date,
  coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'),
  coalesce(marketing_campaign_link_id, '00000000-0000-0000-0000-000000000000'),
  coalesce(utm_source, ''),
  coalesce(utm_medium, ''),
  coalesce(utm_campaign, ''));
