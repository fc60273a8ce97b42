-- Who sees and writes what on the old platform, as it was when it fell over: auth.uid() is called row
-- by row, policies look through the views me, my_agencies and my_clients, and presence has no policy
-- for select. Nearly everything that the old client's servers did, they did as service_role.

do $$
declare
  one regclass;
begin
  for one in
    select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
  loop
    execute format('alter table %s enable row level security', one);
  end loop;
end
$$;

create policy "own profile" on public.profiles for select using (id = auth.uid());
create policy "change own profile" on public.profiles for update using (id = auth.uid());

create policy "read agency" on public.agencies for select using (
  exists (select 1 from public.me where is_super_admin)
  or id in (select agency_id from public.my_agencies));

create policy "read client" on public.clients for select using (
  exists (select 1 from public.me where is_super_admin)
  or agency_id in (select agency_id from public.my_agencies)
  or id in (select client_id from public.my_clients));
create policy "make client" on public.clients for insert with check (
  agency_id in (select agency_id from public.my_agencies where role in ('owner', 'admin')));

create policy "read agency members" on public.agency_members for select using (
  user_id = auth.uid() or agency_id in (select agency_id from public.my_agencies));
create policy "read client members" on public.client_members for select using (
  user_id = auth.uid() or client_id in (select client_id from public.my_clients));

create policy "read webinar" on public.webinars for select using (
  exists (select 1 from public.me where is_super_admin)
  or agency_id in (select agency_id from public.my_agencies)
  or client_id in (select client_id from public.my_clients)
  or exists (
    select 1 from public.registrations r
    where r.webinar_id = webinars.id and r.user_id = auth.uid())
  or (is_public and access_policy = 'guest_allowed'));
create policy "manage webinar" on public.webinars for all using (
  client_id in (
    select client_id from public.my_clients where role in ('owner', 'admin', 'operator')));

create policy "own registration" on public.registrations for select using (user_id = auth.uid());
create policy "register oneself" on public.registrations for insert
  with check (user_id = auth.uid());
create policy "leave or be removed" on public.registrations for delete using (
  user_id = auth.uid()
  or exists (
    select 1 from public.webinars w
    join public.my_clients c on c.client_id = w.client_id
    where w.id = registrations.webinar_id and c.role in ('owner', 'admin', 'operator')));

create policy "read chat" on public.messages for select to authenticated using (
  exists (
    select 1 from public.registrations r
    where r.webinar_id = messages.webinar_id and r.user_id = auth.uid()));
create policy "write chat" on public.messages for insert to authenticated
  with check (user_id = auth.uid());
create policy "change chat" on public.messages for update to authenticated using (
  user_id = auth.uid() or public.jwt_is_super_admin());
create policy "delete chat" on public.messages for delete to authenticated using (
  user_id = auth.uid() or public.jwt_is_super_admin());

create policy "read questions" on public.questions for select using (
  exists (select 1 from public.me where is_super_admin)
  or agency_id in (select agency_id from public.my_agencies)
  or client_id in (select client_id from public.my_clients)
  or exists (
    select 1 from public.registrations r
    where r.webinar_id = questions.webinar_id and r.user_id = auth.uid()));
create policy "ask" on public.questions for insert with check (
  user_id = auth.uid()
  and exists (
    select 1 from public.registrations r
    where r.webinar_id = questions.webinar_id and r.user_id = auth.uid()));
create policy "answer" on public.questions for update using (
  client_id in (
    select client_id from public.my_clients where role in ('owner', 'admin', 'operator')));
create policy "withdraw" on public.questions for delete using (
  user_id = auth.uid()
  or exists (select 1 from public.me where is_super_admin)
  or client_id in (
    select client_id from public.my_clients where role in ('owner', 'admin', 'operator')));

-- Open to the registered, managed by operators.

create policy "read forms" on public.forms for select using (
  exists (select 1 from public.me where is_super_admin)
  or agency_id in (select agency_id from public.my_agencies)
  or client_id in (select client_id from public.my_clients)
  or (
    status = 'open'
    and exists (
      select 1 from public.registrations r
      where r.webinar_id = forms.webinar_id and r.user_id = auth.uid()))
  or exists (
    select 1 from public.event_survey_campaigns c
    where c.id = forms.campaign_id and c.status = 'published'));
create policy "manage forms" on public.forms for all using (
  client_id in (
    select client_id from public.my_clients where role in ('owner', 'admin', 'operator')));

create policy "read form questions" on public.form_questions for select using (
  exists (select 1 from public.forms f where f.id = form_questions.form_id));

create policy "own submissions" on public.form_submissions for select using (
  participant_id = auth.uid()
  or client_id in (select client_id from public.my_clients));
create policy "submit" on public.form_submissions for insert with check (
  participant_id = auth.uid()
  or (
    participant_id is null
    and exists (
      select 1 from public.forms f
      join public.event_survey_campaigns c on c.id = f.campaign_id
      where f.id = form_submissions.form_id and c.status = 'published')));

create policy "own answers" on public.form_answers for select using (
  participant_id = auth.uid()
  or client_id in (select client_id from public.my_clients));
create policy "answer form" on public.form_answers for insert
  with check (participant_id = auth.uid());

create policy "own attempts" on public.quiz_attempts for select using (
  participant_id = auth.uid()
  or client_id in (select client_id from public.my_clients));
create policy "attempt" on public.quiz_attempts for insert with check (participant_id = auth.uid());

create policy "read giveaways" on public.giveaways for select using (
  exists (select 1 from public.me where is_super_admin)
  or agency_id in (select agency_id from public.my_agencies)
  or client_id in (select client_id from public.my_clients)
  or exists (
    select 1 from public.registrations r
    where r.webinar_id = giveaways.webinar_id and r.user_id = auth.uid()));
create policy "manage giveaways" on public.giveaways for all using (
  client_id in (
    select client_id from public.my_clients where role in ('owner', 'admin', 'operator')));

create policy "read entries" on public.giveaway_entries for select using (
  exists (select 1 from public.giveaways g where g.id = giveaway_entries.giveaway_id));
create policy "enter" on public.giveaway_entries for insert with check (
  participant_id = auth.uid()
  and exists (
    select 1 from public.giveaways g
    where g.id = giveaway_entries.giveaway_id and g.status = 'open'));
create policy "read winners" on public.giveaway_winners for select using (
  exists (select 1 from public.giveaways g where g.id = giveaway_winners.giveaway_id));

create policy "read files" on public.webinar_files for select using (
  agency_id in (select agency_id from public.my_agencies)
  or client_id in (select client_id from public.my_clients)
  or exists (
    select 1 from public.registrations r
    where r.webinar_id = webinar_files.webinar_id and r.user_id = auth.uid()));
create policy "manage files" on public.webinar_files for all using (
  client_id in (
    select client_id from public.my_clients where role in ('owner', 'admin', 'operator')));
create policy "log own download" on public.webinar_downloads for insert
  with check (user_id = auth.uid());

-- Presence: written by people themselves, seen by nobody but the server.

create policy "appear" on public.webinar_live_presence for insert with check (
  user_id = auth.uid()
  and exists (
    select 1 from public.registrations r
    where r.webinar_id = webinar_live_presence.webinar_id and r.user_id = auth.uid()));
create policy "stay" on public.webinar_live_presence for update using (user_id = auth.uid());

create policy "own session" on public.webinar_user_sessions for select using (
  user_id = auth.uid() or client_id in (select client_id from public.my_clients));

create policy "read access logs" on public.webinar_access_logs for select using (
  client_id in (select client_id from public.my_clients));

-- Campaigns.

create policy "read campaigns" on public.event_survey_campaigns for select using (
  status = 'published' or client_id in (select client_id from public.my_clients));
create policy "read entries of own campaigns" on public.event_survey_entries for select using (
  client_id in (select client_id from public.my_clients));
create policy "read visits" on public.event_access_logs for select using (true);
create policy "log visit" on public.event_access_logs for insert with check (true);
create policy "read allowed addresses" on public.webinar_allowed_emails for select using (
  exists (
    select 1 from public.webinars w
    join public.my_clients c on c.client_id = w.client_id
    where w.id = webinar_allowed_emails.webinar_id));
create policy "read statistics" on public.marketing_stats_daily for select using (
  client_id in (select client_id from public.my_clients));
create policy "read audit log" on public.audit_logs for select using (
  client_id in (select client_id from public.my_clients));
