-- Views, triggers and functions of the old platform that the old client's calls reach.

-- The caller's own standing. As on the platform these views pass over row level security, because
-- their owner does; policies look through them so as not to run into each other.
create view public.me as
select id as user_id, is_super_admin from public.profiles where id = auth.uid();

create view public.my_agencies as
select agency_id, role from public.agency_members where user_id = auth.uid();

create view public.my_clients as
select client_id, role from public.client_members where user_id = auth.uid();

create function public.jwt_is_super_admin()
returns boolean
language sql
stable
as $$
  select coalesce((auth.jwt() -> 'app_metadata' ->> 'is_super_admin')::boolean, false)
$$;

-- Copies the organisation of what a row belongs to into the row.
create function public.fill_org_fields()
returns trigger
language plpgsql
security definer
set search_path = public
as $$
declare
  of_webinar uuid;
  of_campaign uuid;
begin
  if tg_table_name in ('form_questions', 'form_submissions', 'form_answers', 'quiz_attempts') then
    select webinar_id, campaign_id into of_webinar, of_campaign
    from forms where id = new.form_id;
  elsif tg_table_name = 'forms' then
    of_webinar := new.webinar_id;
    of_campaign := new.campaign_id;
  else
    of_webinar := new.webinar_id;
  end if;
  if of_webinar is not null then
    select agency_id, client_id into new.agency_id, new.client_id
    from webinars where id = of_webinar;
  elsif of_campaign is not null then
    select agency_id, client_id into new.agency_id, new.client_id
    from event_survey_campaigns where id = of_campaign;
  end if;
  return new;
end
$$;

do $$
declare
  filled text;
begin
  foreach filled in array array[
    'messages', 'questions', 'forms', 'form_questions', 'form_submissions', 'form_answers',
    'quiz_attempts', 'webinar_files', 'giveaways']
  loop
    execute format(
      'create trigger fill_org_fields before insert on public.%I
         for each row execute function public.fill_org_fields()', filled);
  end loop;
end
$$;

create function public.rate_limit_messages()
returns trigger
language plpgsql
security definer
set search_path = public
as $$
begin
  if (
    select count(*) from messages
    where user_id = new.user_id and created_at > now() - interval '5 seconds'
  ) >= 3 then
    raise exception 'rate limit exceeded: at most 3 messages in 5 seconds';
  end if;
  return new;
end
$$;

create trigger rate_limit_messages before insert on public.messages
  for each row execute function public.rate_limit_messages();

-- "Once" is looked up before the insert, not a constraint: two at the same time both pass.
create function public.survey_only_once()
returns trigger
language plpgsql
security definer
set search_path = public
as $$
begin
  if new.participant_id is not null
    and (select kind from forms where id = new.form_id) = 'survey'
    and exists (
      select from form_submissions
      where form_id = new.form_id and participant_id = new.participant_id)
  then
    raise exception 'survey was already submitted';
  end if;
  return new;
end
$$;

create trigger survey_only_once before insert on public.form_submissions
  for each row execute function public.survey_only_once();

create function public.session_duration()
returns trigger
language plpgsql
as $$
begin
  if new.exited_at is null then
    new.duration_seconds := null;
  else
    new.duration_seconds := greatest(0, extract(epoch from new.exited_at - new.entered_at)::int);
  end if;
  return new;
end
$$;

create trigger session_duration before insert or update on public.webinar_user_sessions
  for each row execute function public.session_duration();

create function public.check_heartbeat_throttle(
  p_webinar_id uuid, p_session_id text, p_min_interval_seconds int default 60)
returns boolean
language sql
stable
security definer
set search_path = public
as $$
  select coalesce(
    (
      select last_heartbeat_at is null
        or last_heartbeat_at <= now() - make_interval(secs => p_min_interval_seconds)
      from webinar_user_sessions
      where webinar_id = p_webinar_id and session_id = p_session_id
    ),
    true)
$$;

create function public.update_session_heartbeat(
  p_webinar_id uuid, p_session_id text, p_now timestamptz default now())
returns jsonb
language plpgsql
security definer
set search_path = public
as $$
declare
  watched int;
begin
  update webinar_user_sessions
  set watched_seconds_raw = watched_seconds_raw + least(
        360,
        greatest(0, extract(epoch from p_now - coalesce(last_heartbeat_at, entered_at))::int)),
      last_heartbeat_at = p_now
  where webinar_id = p_webinar_id and session_id = p_session_id and exited_at is null
  returning watched_seconds_raw into watched;
  if not found then
    return jsonb_build_object(
      'success', false, 'reason', 'session_not_found', 'updated_rows', 0);
  end if;
  return jsonb_build_object(
    'success', true,
    'session_id', p_session_id,
    'last_heartbeat_at', p_now,
    'watched_seconds_raw', watched,
    'updated_rows', 1);
end
$$;

create function public.batch_close_stale_sessions(p_stale_timeout timestamptz)
returns jsonb
language plpgsql
security definer
set search_path = public
as $$
declare
  closed int;
begin
  update webinar_user_sessions
  set exited_at = coalesce(last_heartbeat_at, entered_at)
  where exited_at is null and coalesce(last_heartbeat_at, entered_at) < p_stale_timeout;
  get diagnostics closed = row_count;
  return jsonb_build_object('closed_count', closed);
end
$$;

create function public.bucket_time(ts timestamptz)
returns timestamptz
language sql
immutable
as $$
  select date_bin(interval '5 minutes', ts, timestamptz '2000-01-01 00:00:00+00')
$$;

create function public.get_active_webinar_participant_counts(_active_since timestamptz)
returns table (webinar_id uuid, participant_count int)
language sql
stable
security definer
set search_path = public
as $$
  select p.webinar_id, count(*)::int
  from webinar_live_presence p
  where p.last_seen_at >= _active_since
  group by p.webinar_id
$$;

create function public.record_webinar_access_snapshot_batch(
  _snapshots jsonb, _sampled_at timestamptz)
returns int
language plpgsql
security definer
set search_path = public
as $$
declare
  recorded int;
begin
  insert into webinar_access_logs as old (
    webinar_id, time_bucket, sample_count, sum_participants, min_participants, max_participants,
    last_participants, first_sample_at, last_sample_at, agency_id, client_id)
  select
    s.webinar_id, bucket_time(_sampled_at), 1, s.participant_count, s.participant_count,
    s.participant_count, s.participant_count, _sampled_at, _sampled_at, w.agency_id, w.client_id
  from jsonb_to_recordset(_snapshots) as s (webinar_id uuid, participant_count int)
  join webinars w on w.id = s.webinar_id
  on conflict (webinar_id, time_bucket) do update
  set sample_count = old.sample_count + 1,
      sum_participants = old.sum_participants + excluded.sum_participants,
      min_participants = least(old.min_participants, excluded.min_participants),
      max_participants = greatest(old.max_participants, excluded.max_participants),
      last_participants = excluded.last_participants,
      last_sample_at = excluded.last_sample_at,
      updated_at = now();
  get diagnostics recorded = row_count;
  return recorded;
end
$$;

-- Fails with 42501 for every attendee: its ON CONFLICT needs a select policy that does not exist.
create function public.webinar_presence_ping(_webinar_id uuid)
returns void
language sql
as $$
  insert into webinar_live_presence as p (webinar_id, user_id, joined_at, last_seen_at)
  values (_webinar_id, auth.uid(), now(), now())
  on conflict (webinar_id, user_id) do update
  set last_seen_at = now(), updated_at = now()
  where p.last_seen_at < now() - interval '60 seconds'
$$;
