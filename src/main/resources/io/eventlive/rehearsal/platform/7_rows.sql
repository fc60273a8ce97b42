-- The evening of the incident: 850 people are registered at webinar 1, and the platform holds 100,000
-- rows and more. Everybody is made up and has the password "correct horse battery", hashed by Supabase
-- Auth's own method (bcrypt of cost 10). Attendee 1 is the newest account.

create temporary table person on commit drop as
select md5('attendee ' || n)::uuid as id,
  format('attendee-%s@example.com', n) as email,
  format('Attendee %s', n) as name,
  now() - n * interval '1 minute' as since,
  n
from generate_series(1, 10000) as n
union all
select md5('host ' || n)::uuid, format('host-%s@example.com', n), format('Host %s', n),
  now() - interval '30 days' - n * interval '1 minute', 10000 + n
from generate_series(1, 3) as n;

insert into auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token,
  recovery_token, email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data,
  created_at, updated_at)
select '00000000-0000-0000-0000-000000000000', id, 'authenticated', 'authenticated', email,
  '$2a$10$93cbdvpwAexwtiQpZzxJyeek19We5qMb0MoGqFj1ZdhO97OmM8meG', since, '', '', '', '',
  '{"provider": "email", "providers": ["email"]}',
  jsonb_build_object('display_name', name, 'email_verified', true),
  since, since
from person;

insert into auth.identities (
  provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select id::text, id,
  jsonb_build_object(
    'sub', id, 'email', email, 'email_verified', true, 'phone_verified', false),
  'email', since, since, since
from person;

-- Attendee 2 is signed in on one device.
insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
select md5('session of attendee 2')::uuid, id, now() - interval '2 hours', now() - interval '2 hours',
  'aal1', 'node', '192.0.2.2'
from person where n = 2;

insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
select md5('proof of attendee 2')::uuid, id, created_at, created_at, 'password' from auth.sessions;

insert into auth.refresh_tokens (
  instance_id, token, user_id, revoked, created_at, updated_at, session_id)
select '00000000-0000-0000-0000-000000000000', 'attendee-two', user_id::text, false, created_at,
  created_at, id
from auth.sessions;

insert into public.profiles (id, email, display_name, nickname, created_at)
select id, email, name, case when n % 3 = 0 then 'Nickname ' || n end, since from person;

insert into public.agencies (id, name) values (md5('agency 1')::uuid, 'Agency 1');

insert into public.clients (id, agency_id, name, logo_url, brand_config)
select md5('client ' || n)::uuid, md5('agency 1')::uuid, 'Client ' || n,
  'https://example.com/logo-' || n || '.png', jsonb_build_object('color', '#1a73e8')
from generate_series(1, 5) as n;

insert into public.agency_members (agency_id, user_id, role)
values (md5('agency 1')::uuid, md5('host 2')::uuid, 'owner');

insert into public.client_members (client_id, user_id, role)
values
  (md5('client 1')::uuid, md5('host 1')::uuid, 'operator'),
  (md5('client 2')::uuid, md5('host 3')::uuid, 'admin');

insert into public.event_survey_campaigns (
  id, agency_id, client_id, title, host, public_path, status, type, next_survey_no)
select md5('campaign ' || n)::uuid, md5('agency 1')::uuid, md5('client ' || n)::uuid,
  'Registration ' || n, 'Host 1', format('/%s', 200000 + n), 'published', 'registration', 1001
from generate_series(1, 5) as n;

insert into public.webinars (
  id, agency_id, client_id, slug, title, description, youtube_url, start_time, end_time,
  webinar_start_time, is_public, access_policy, max_participants, registration_campaign_id,
  email_template_text, settings, created_by, created_at)
select md5('webinar ' || n)::uuid, md5('agency 1')::uuid, md5('client ' || (n - 1) % 5 + 1)::uuid,
  (100000 + n)::text, 'Webinar ' || n, 'The webinar number ' || n,
  'https://video.example.com/watch?v=' || n,
  now() - interval '10 minutes' - (n - 1) * interval '7 days',
  now() + interval '110 minutes' - (n - 1) * interval '7 days',
  now() - (n - 1) * interval '7 days', n % 4 = 0,
  case when n = 1 then 'name_email_auth' when n % 4 = 0 then 'guest_allowed' else 'auth' end,
  1000, case when n <= 5 then md5('campaign ' || n)::uuid end, 'You are registered.',
  '{"chat": true}', md5('host 1')::uuid, now() - n * interval '8 days'
from generate_series(1, 60) as n;

insert into public.registrations (
  webinar_id, user_id, role, nickname, registered_via, registration_data, survey_no, code6,
  created_at)
select md5('webinar 1')::uuid, id, 'attendee', case when n % 5 = 0 then 'Chatter ' || n end,
  'registration_page', jsonb_build_object('name', name, 'email', email, 'company', 'Company ' || n % 40),
  n, lpad(n::text, 6, '0'), now() - interval '3 days' + n * interval '1 second'
from person where n <= 850;

insert into public.registrations (webinar_id, user_id, role, registered_via)
values (md5('webinar 1')::uuid, md5('host 1')::uuid, 'host', 'manual');

insert into public.registrations (webinar_id, user_id, registered_via, created_at)
select md5('webinar ' || 2 + n % 59)::uuid, md5('attendee ' || 1 + n / 4)::uuid, 'webinar',
  now() - n * interval '1 minute'
from generate_series(0, 39148) as n;

insert into public.event_survey_entries (
  campaign_id, agency_id, client_id, name, company, phone_norm, survey_no, code6, registration_data,
  consent_data, utm_source, created_at, verified_at, prize_recorded_at)
select md5('campaign ' || c)::uuid, md5('agency 1')::uuid, md5('client ' || c)::uuid, name,
  'Company ' || n % 40, '0100000' || lpad(n::text, 4, '0'), n, lpad(n::text, 6, '0'),
  jsonb_build_object('name', name, 'email', email, 'company', 'Company ' || n % 40),
  '{"privacy": true}', case when n % 2 = 0 then 'newsletter' end,
  now() - interval '3 days' + n * interval '1 second',
  case when n % 10 = 0 then now() - interval '1 hour' end,
  case when n % 50 = 0 then now() - interval '30 minutes' end
from person cross join generate_series(1, 5) as c
where n <= case when c = 1 then 850 else 1000 end;

insert into public.event_access_logs (
  campaign_id, session_id, utm_source, utm_medium, referrer, user_agent, accessed_at)
select md5('campaign ' || 1 + n % 5)::uuid, 'visit_' || n / 2, case when n % 2 = 0 then 'newsletter' end,
  case when n % 2 = 0 then 'mail' end, 'https://example.com/', 'Mozilla/5.0',
  now() - n * interval '1 minute'
from generate_series(1, 5000) as n;

insert into public.webinar_allowed_emails (webinar_id, email)
select md5('webinar ' || 2 + n % 59)::uuid, format('attendee-%s@example.com', n)
from generate_series(1, 500) as n;

-- Without the limit of 3 messages in 5 seconds: it reads the whole table for every row.
alter table public.messages disable trigger rate_limit_messages;

insert into public.messages (webinar_id, user_id, content, hidden, client_msg_id, created_at)
select md5('webinar ' || case when n <= 5000 then 1 else 2 + n % 59 end)::uuid,
  md5('attendee ' || 1 + n % 850)::uuid, 'Message ' || n, n % 50 = 0,
  md5('message ' || n)::uuid, now() - interval '10 seconds' - n * interval '1 second'
from generate_series(1, 20000) as n;

alter table public.messages enable trigger rate_limit_messages;

insert into public.questions (
  webinar_id, user_id, content, status, answered_by, answered_at, answer, created_at)
select md5('webinar ' || case when n <= 400 then 1 else 2 + n % 59 end)::uuid,
  md5('attendee ' || 1 + n % 850)::uuid, 'Question ' || n,
  case when n % 20 = 0 then 'hidden' when n % 20 = 1 then 'pinned'
    when n % 4 = 0 then 'answered' else 'published' end,
  case when n % 4 = 0 then md5('host 1')::uuid end,
  case when n % 4 = 0 then now() - interval '5 seconds' end,
  case when n % 4 = 0 then 'Answer ' || n end,
  now() - n * interval '2 seconds'
from generate_series(1, 3000) as n;

insert into public.webinar_live_presence (
  webinar_id, user_id, joined_at, last_seen_at, agency_id, client_id)
select md5('webinar 1')::uuid, id, now() - interval '9 minutes',
  now() - (n % 10) * interval '30 seconds', md5('agency 1')::uuid, md5('client 1')::uuid
from person where n <= 430;

insert into public.webinar_user_sessions (
  webinar_id, user_id, session_id, entered_at, exited_at, user_agent, agency_id, client_id,
  last_heartbeat_at)
select md5('webinar ' || 1 + n % 10)::uuid, md5('attendee ' || 1 + n % 850)::uuid,
  format('session_%s', n), now() - interval '9 minutes',
  case when n % 3 = 0 then now() - interval '1 minute' end, 'Mozilla/5.0',
  md5('agency 1')::uuid, md5('client ' || n % 10 % 5 + 1)::uuid,
  now() - (n % 10) * interval '1 minute'
from generate_series(1, 2000) as n;

insert into public.webinar_access_logs (
  webinar_id, time_bucket, sample_count, sum_participants, min_participants, max_participants,
  last_participants, first_sample_at, last_sample_at, agency_id, client_id)
select md5('webinar 1')::uuid, public.bucket_time(now() - n * interval '5 minutes'), 5, 5 * (300 - n),
  290 - n, 310 - n, 300 - n, now() - n * interval '5 minutes', now() - n * interval '5 minutes',
  md5('agency 1')::uuid, md5('client 1')::uuid
from generate_series(1, 100) as n;

insert into public.forms (
  id, webinar_id, title, description, kind, status, max_attempts, opened_at, created_by, created_at)
values
  (md5('form 1')::uuid, md5('webinar 1')::uuid, 'Survey 1', 'Not opened yet', 'survey', 'draft', 1,
    null, md5('host 1')::uuid, now() - interval '3 hours'),
  (md5('survey 1')::uuid, md5('webinar 1')::uuid, 'Survey 2', 'Open', 'survey', 'open', 1,
    now() - interval '5 minutes', md5('host 1')::uuid, now() - interval '2 hours'),
  (md5('quiz 1')::uuid, md5('webinar 1')::uuid, 'Quiz 1', 'Open', 'quiz', 'open', 3,
    now() - interval '4 minutes', md5('host 1')::uuid, now() - interval '1 hour');

insert into public.form_questions (
  id, form_id, order_no, type, body, options, points, answer_key, created_at)
select md5(form || ' question ' || n)::uuid, md5(form)::uuid, n,
  case when n = 3 then 'text' else 'single' end, 'Question ' || n || ' of ' || form,
  case when n < 3 then '[{"id": "a", "text": "Yes"}, {"id": "b", "text": "No"}]'::jsonb end,
  10, case when form = 'quiz 1' and n < 3 then '["a"]'::jsonb end, now() - interval '2 hours'
from unnest(array['form 1', 'survey 1', 'quiz 1']) as form, generate_series(1, 3) as n;

insert into public.form_submissions (id, form_id, participant_id, submitted_at)
select md5('submission ' || form || n)::uuid, md5(form)::uuid, md5('attendee ' || n)::uuid,
  now() - interval '3 minutes'
from unnest(array['survey 1', 'quiz 1']) as form, generate_series(101, 200) as n;

insert into public.form_answers (form_id, question_id, participant_id, submission_id, choice_ids)
select s.form_id, q.id, s.participant_id, s.id, '["a"]'
from public.form_submissions s join public.form_questions q on q.form_id = s.form_id and q.order_no < 3;

insert into public.quiz_attempts (form_id, participant_id, attempt_no, completed_at, total_score)
select md5('quiz 1')::uuid, md5('attendee ' || n)::uuid, 1, now() - interval '3 minutes', 20
from generate_series(101, 200) as n;

insert into public.giveaways (id, webinar_id, name, winners_count, status, created_by, created_at)
values
  (md5('giveaway 1')::uuid, md5('webinar 1')::uuid, 'Giveaway 1', 3, 'open', md5('host 1')::uuid,
    now() - interval '2 hours'),
  (md5('giveaway 2')::uuid, md5('webinar 1')::uuid, 'Giveaway 2', 1, 'draft', md5('host 1')::uuid,
    now() - interval '1 hour');

insert into public.giveaway_entries (giveaway_id, participant_id, created_at)
select md5('giveaway 1')::uuid, md5('attendee ' || n)::uuid, now() - interval '2 minutes'
from generate_series(101, 200) as n;

insert into public.giveaway_winners (giveaway_id, participant_id, rank, proof_json)
select md5('giveaway 1')::uuid, md5('attendee ' || 100 + n)::uuid, n, '{"method": "random"}'
from generate_series(1, 3) as n;

insert into public.webinar_files (
  webinar_id, file_name, file_path, file_size, mime_type, uploaded_by, created_at)
select md5('webinar 1')::uuid, format('slides-%s.pdf', n), format('webinar-files/%s.pdf', n),
  100000 + n, 'application/pdf', md5('host 1')::uuid, now() - n * interval '1 minute'
from generate_series(1, 25) as n;

insert into public.webinar_downloads (webinar_id, file_id, user_id, downloaded_at)
select f.webinar_id, f.id, md5('attendee ' || n)::uuid, now() - interval '1 minute'
from public.webinar_files f, generate_series(1, 10) as n;

insert into public.marketing_stats_daily (client_id, bucket_date, campaign_id, visits, conversions)
values (
  md5('client 1')::uuid, (now() at time zone 'utc')::date, md5('campaign 1')::uuid, 1000, 850);
