-- What a host opens during a webinar on the old platform: forms, giveaways and files.

create table public.forms (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid,
  campaign_id uuid references public.event_survey_campaigns (id) on delete cascade,
  agency_id uuid,
  client_id uuid,
  title text not null,
  description text,
  kind text not null check (kind in ('survey', 'quiz')),
  status text not null default 'draft' check (status in ('draft', 'open', 'closed')),
  time_limit_sec int,
  max_attempts int not null default 1,
  opened_at timestamptz,
  closed_at timestamptz,
  config jsonb,
  created_by uuid references public.profiles (id),
  created_at timestamptz not null default now(),
  constraint forms_belongs_to_one check ((webinar_id is null) <> (campaign_id is null))
);

create index idx_forms_webinar on public.forms (webinar_id, status);

create table public.form_questions (
  id uuid primary key default gen_random_uuid(),
  form_id uuid not null references public.forms (id) on delete cascade,
  agency_id uuid,
  client_id uuid,
  order_no int not null,
  type text not null check (type in ('single', 'multiple', 'text')),
  body text not null,
  options jsonb,
  points int not null default 0,
  answer_key jsonb,
  created_at timestamptz not null default now()
);

create index idx_form_questions_form on public.form_questions (form_id, order_no);

create table public.form_submissions (
  id uuid primary key default gen_random_uuid(),
  form_id uuid not null references public.forms (id) on delete cascade,
  participant_id uuid references public.profiles (id) on delete cascade,
  agency_id uuid,
  client_id uuid,
  submitted_at timestamptz not null default now()
);

create index idx_form_submissions_participant on public.form_submissions (form_id, participant_id);

create table public.form_answers (
  id uuid primary key default gen_random_uuid(),
  form_id uuid not null references public.forms (id) on delete cascade,
  question_id uuid not null references public.form_questions (id) on delete cascade,
  participant_id uuid references public.profiles (id) on delete cascade,
  submission_id uuid not null references public.form_submissions (id) on delete cascade,
  agency_id uuid,
  client_id uuid,
  choice_ids jsonb,
  text_answer text,
  is_correct boolean,
  points_awarded int,
  answered_at timestamptz not null default now()
);

create unique index idx_form_answers_by_participant
  on public.form_answers (question_id, participant_id, submission_id)
  where participant_id is not null;
create unique index idx_form_answers_by_nobody
  on public.form_answers (question_id, submission_id)
  where participant_id is null;

create table public.quiz_attempts (
  id uuid primary key default gen_random_uuid(),
  form_id uuid not null references public.forms (id) on delete cascade,
  participant_id uuid not null references public.profiles (id) on delete cascade,
  agency_id uuid,
  client_id uuid,
  attempt_no int not null,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  total_score int,
  duration_ms int,
  unique (form_id, participant_id, attempt_no)
);

create table public.giveaways (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null,
  agency_id uuid,
  client_id uuid,
  name text not null,
  description text,
  winners_count int not null default 1 check (winners_count > 0),
  status text not null default 'draft' check (status in ('draft', 'open', 'closed', 'drawn')),
  draw_type text not null default 'random' check (draw_type in ('random', 'manual')),
  manual_winners jsonb,
  seed_commit text,
  seed_reveal text,
  drawn_at timestamptz,
  created_by uuid references public.profiles (id),
  created_at timestamptz not null default now()
);

create index idx_giveaways_webinar on public.giveaways (webinar_id);

create table public.giveaway_entries (
  id uuid primary key default gen_random_uuid(),
  giveaway_id uuid not null references public.giveaways (id) on delete cascade,
  participant_id uuid not null references public.profiles (id) on delete cascade,
  weight int not null default 1,
  eligible boolean not null default true,
  reason text,
  created_at timestamptz not null default now(),
  unique (giveaway_id, participant_id)
);

create table public.giveaway_winners (
  id uuid primary key default gen_random_uuid(),
  giveaway_id uuid not null references public.giveaways (id) on delete cascade,
  participant_id uuid not null references public.profiles (id) on delete cascade,
  rank int not null,
  proof_json jsonb,
  created_at timestamptz not null default now(),
  unique (giveaway_id, participant_id),
  unique (giveaway_id, rank)
);

create table public.webinar_files (
  id bigserial primary key,
  agency_id uuid,
  client_id uuid,
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  file_name text not null,
  file_path text not null,
  file_size bigint not null,
  mime_type text,
  uploaded_by uuid references public.profiles (id),
  created_at timestamptz not null default now()
);

create index idx_webinar_files_webinar on public.webinar_files (webinar_id);

create table public.webinar_downloads (
  id uuid primary key default gen_random_uuid(),
  webinar_id uuid not null references public.webinars (id) on delete cascade,
  file_id bigint not null references public.webinar_files (id) on delete cascade,
  user_id uuid references public.profiles (id) on delete set null,
  downloaded_at timestamptz not null default now(),
  agency_id uuid,
  client_id uuid,
  created_at timestamptz not null default now()
);

create index idx_webinar_downloads on public.webinar_downloads (webinar_id, downloaded_at);

alter publication supabase_realtime add table
  public.messages,
  public.questions,
  public.forms,
  public.form_questions,
  public.form_submissions,
  public.form_answers,
  public.quiz_attempts,
  public.webinar_files,
  public.giveaways,
  public.giveaway_entries,
  public.giveaway_winners,
  public.event_survey_campaigns,
  public.event_survey_entries;
