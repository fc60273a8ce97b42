-- Grants say what can be asked for at all, policies decide about rows.
--
-- So that one answer can serve a whole audience, a policy on what people in a room share is made
-- of columns, constants and eventlive.webinars_as alone. What concerns one person only stands in
-- tables of its own. One exception: a person's own registration, which has to be visible to the
-- statement that makes it; whoever has one is an attendee of that webinar anyway, so the
-- exception shows nobody a row that the attendees' policy does not.

do $$
declare
  guarded text;
begin
  foreach guarded in array array[
    'profiles', 'profile_addresses', 'agencies', 'clients', 'agency_members', 'client_members',
    'webinars', 'webinar_streams', 'registrations', 'registration_details', 'attendances',
    'questions', 'messages', 'webinar_allowed_emails', 'invitations', 'invitation_uses',
    'expected_attendees', 'arrivals']
  loop
    execute format('alter table public.%I enable row level security', guarded);
    execute format('alter table public.%I force row level security', guarded);
    execute format(
      'create policy owner_works on public.%I to eventlive_owner using (true) with check (true)',
      guarded);
    execute format('revoke all on public.%I from public, anon, authenticated', guarded);
    execute format('grant select on public.%I to anon, authenticated', guarded);
    execute format('grant all on public.%I to service_role', guarded);
  end loop;
end
$$;

-- profiles: public fields, for whoever is signed in

create policy signed_in_read on public.profiles
  for select to authenticated using (true);
create policy own_update on public.profiles
  for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));
grant update (display_name, nickname, avatar_url) on public.profiles to authenticated;

create policy own_read on public.profile_addresses
  for select to authenticated using (user_id = (select auth.uid()));

-- organisations: members see their own; what is public, everybody

create policy members_read on public.agencies
  for select to authenticated
  using (
    id in (
      select member.agency_id
      from public.agency_members as member
      where member.user_id = (select auth.uid()))
    or id in (
      select client.agency_id
      from public.client_members as member
      join public.clients as client on client.id = member.client_id
      where member.user_id = (select auth.uid())));

create policy public_read on public.clients
  for select to anon, authenticated using (is_public);
create policy members_read on public.clients
  for select to authenticated
  using (
    id in (
      select member.client_id
      from public.client_members as member
      where member.user_id = (select auth.uid()))
    or agency_id in (
      select member.agency_id
      from public.agency_members as member
      where member.user_id = (select auth.uid())));

create policy own_read on public.agency_members
  for select to authenticated using (user_id = (select auth.uid()));
create policy own_read on public.client_members
  for select to authenticated using (user_id = (select auth.uid()));

-- webinars

create policy public_read on public.webinars
  for select to anon, authenticated using (is_public and state <> 'draft');
create policy attendees_read on public.webinars
  for select to authenticated
  using (id in (select eventlive.webinars_as('attendee')) and state <> 'draft');
create policy hosts_read on public.webinars
  for select to authenticated using (id in (select eventlive.webinars_as('host')));
create policy members_read on public.webinars
  for select to authenticated using (client_id in (select eventlive.clients_run_by_me()));
create policy members_insert on public.webinars
  for insert to authenticated
  with check (client_id in (select eventlive.clients_run_by_me()));
create policy hosts_update on public.webinars
  for update to authenticated
  using (id in (select eventlive.webinars_as('host')))
  with check (id in (select eventlive.webinars_as('host')));
create policy members_delete on public.webinars
  for delete to authenticated using (client_id in (select eventlive.clients_run_by_me()));
grant insert (
  id, client_id, slug, title, description, state, start_time, end_time, access_policy, is_public,
  max_participants, meta_title, meta_description, meta_thumbnail_url, settings)
  on public.webinars to authenticated;
grant update (
  slug, title, description, state, start_time, end_time, access_policy, is_public,
  max_participants, meta_title, meta_description, meta_thumbnail_url, settings)
  on public.webinars to authenticated;
grant delete on public.webinars to authenticated;

create policy attendees_read on public.webinar_streams
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('attendee')));
create policy hosts_read on public.webinar_streams
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
create policy hosts_insert on public.webinar_streams
  for insert to authenticated with check (webinar_id in (select eventlive.webinars_as('host')));
create policy hosts_update on public.webinar_streams
  for update to authenticated
  using (webinar_id in (select eventlive.webinars_as('host')))
  with check (webinar_id in (select eventlive.webinars_as('host')));
grant insert (webinar_id, youtube_url), update (youtube_url)
  on public.webinar_streams to authenticated;

-- registrations: a person registers himself, as attendee, where the access policy asks for no
-- proof beyond who he is; every other way in is join_webinar

create policy attendees_read on public.registrations
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('attendee')));
create policy hosts_read on public.registrations
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
create policy own_read on public.registrations
  for select to authenticated using (user_id = (select auth.uid()));
comment on policy own_read on public.registrations is
  'Shows nobody more than attendees_read: whoever has a registration is an attendee of its webinar.';
create policy own_insert on public.registrations
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and role = 'attendee'
    and eventlive.may_register(webinar_id));
create policy hosts_update on public.registrations
  for update to authenticated
  using (webinar_id in (select eventlive.webinars_as('host')))
  with check (webinar_id in (select eventlive.webinars_as('host')));
create policy own_delete on public.registrations
  for delete to authenticated using (user_id = (select auth.uid()));
create policy hosts_delete on public.registrations
  for delete to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
grant insert (webinar_id, user_id, nickname, registered_via) on public.registrations
  to authenticated;
grant update (role, nickname) on public.registrations to authenticated;
grant delete on public.registrations to authenticated;

create policy own_read on public.registration_details
  for select to authenticated using (user_id = (select auth.uid()));
create policy hosts_read on public.registration_details
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
create policy own_insert on public.registration_details
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy own_update on public.registration_details
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant insert (webinar_id, user_id, registration_data), update (registration_data)
  on public.registration_details to authenticated;

create policy own_read on public.attendances
  for select to authenticated using (user_id = (select auth.uid()));
create policy hosts_read on public.attendances
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('host')));

-- questions and messages: attendees read what is not hidden and add their own; hosts do the rest

create policy attendees_read on public.questions
  for select to authenticated
  using (webinar_id in (select eventlive.webinars_as('attendee')) and status <> 'hidden');
create policy hosts_read on public.questions
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
create policy attendees_insert on public.questions
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and webinar_id in (select eventlive.webinars_as('attendee'))
    and status = 'published'
    and answer is null);
create policy hosts_insert on public.questions
  for insert to authenticated
  with check (
    user_id = (select auth.uid()) and webinar_id in (select eventlive.webinars_as('host')));
create policy hosts_update on public.questions
  for update to authenticated
  using (webinar_id in (select eventlive.webinars_as('host')))
  with check (webinar_id in (select eventlive.webinars_as('host')));
create policy hosts_delete on public.questions
  for delete to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
grant insert (webinar_id, user_id, content) on public.questions to authenticated;
grant update (content, status, answer, answered_by, answered_at) on public.questions
  to authenticated;
grant delete on public.questions to authenticated;

create policy attendees_read on public.messages
  for select to authenticated
  using (webinar_id in (select eventlive.webinars_as('attendee')) and not hidden);
create policy hosts_read on public.messages
  for select to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
create policy attendees_insert on public.messages
  for insert to authenticated
  with check (
    user_id = (select auth.uid())
    and webinar_id in (select eventlive.webinars_as('attendee'))
    and not hidden);
create policy hosts_insert on public.messages
  for insert to authenticated
  with check (
    user_id = (select auth.uid()) and webinar_id in (select eventlive.webinars_as('host')));
create policy hosts_update on public.messages
  for update to authenticated
  using (webinar_id in (select eventlive.webinars_as('host')))
  with check (webinar_id in (select eventlive.webinars_as('host')));
create policy hosts_delete on public.messages
  for delete to authenticated using (webinar_id in (select eventlive.webinars_as('host')));
grant insert (webinar_id, user_id, content, client_msg_id) on public.messages to authenticated;
grant update (hidden) on public.messages to authenticated;
grant delete on public.messages to authenticated;

-- ways in: hosts only

do $$
declare
  hosts_only text;
begin
  foreach hosts_only in array array[
    'webinar_allowed_emails', 'invitations', 'expected_attendees', 'arrivals']
  loop
    execute format(
      'create policy hosts_read on public.%I for select to authenticated
         using (webinar_id in (select eventlive.webinars_as(''host'')))', hosts_only);
    execute format(
      'create policy hosts_delete on public.%I for delete to authenticated
         using (webinar_id in (select eventlive.webinars_as(''host'')))', hosts_only);
    execute format('grant delete on public.%I to authenticated', hosts_only);
  end loop;
  foreach hosts_only in array array['webinar_allowed_emails', 'expected_attendees'] loop
    execute format(
      'create policy hosts_insert on public.%I for insert to authenticated
         with check (webinar_id in (select eventlive.webinars_as(''host'')))', hosts_only);
  end loop;
end
$$;

grant insert (webinar_id, email) on public.webinar_allowed_emails to authenticated;
grant insert (webinar_id, name, email, registration_data) on public.expected_attendees
  to authenticated;
create policy hosts_update on public.invitations
  for update to authenticated
  using (webinar_id in (select eventlive.webinars_as('host')))
  with check (webinar_id in (select eventlive.webinars_as('host')));
grant update (note, revoked_at) on public.invitations to authenticated;

create policy hosts_read on public.invitation_uses
  for select to authenticated
  using (
    invitation_id in (
      select invitation.id
      from public.invitations as invitation
      where invitation.webinar_id in (select eventlive.webinars_as('host'))));
