-- The join: one call that may be repeated, in two parts. What a room looks like is the same for
-- everybody in it and knows no caller; what concerns the caller is decided and recorded beside it.

create function eventlive.room_snapshot(
  webinar_id uuid, out webinar json, out questions json, out messages json, out forms json)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- Authors' names are looked up by key, one by one: a join would have the planner read whole
  -- tables as long as they are small, and keep that plan while they grow.
  select json_build_object(
    'id', room.id,
    'slug', room.slug,
    'title', room.title,
    'description', room.description,
    'state', eventlive.state_now(room.state, room.start_time, room.end_time, now()),
    'start_time', room.start_time,
    'end_time', room.end_time,
    'access_policy', room.access_policy,
    'youtube_url', stream.youtube_url,
    'settings', room.settings,
    'client', json_build_object(
      'id', client.id,
      'name', client.name,
      'logo_url', client.logo_url,
      'brand_config', client.brand_config))
  into webinar
  from public.webinars as room
  join public.clients as client on client.id = room.client_id
  left join public.webinar_streams as stream on stream.webinar_id = room.id
  where room.id = room_snapshot.webinar_id;

  select coalesce(json_agg(newest order by newest.created_at desc, newest.id desc), '[]')
  into questions
  from (
    select
      question.id,
      question.user_id,
      coalesce(
        (
          select author.nickname
          from public.registrations as author
          where author.webinar_id = question.webinar_id
            and author.user_id = question.user_id),
        (
          select coalesce(profile.nickname, profile.display_name)
          from public.profiles as profile
          where profile.id = question.user_id)) as author_name,
      question.content,
      question.status,
      question.answer,
      question.answered_at,
      question.created_at
    from public.questions as question
    where question.webinar_id = room_snapshot.webinar_id
      and question.status <> 'hidden'
    order by question.created_at desc, question.id desc
    limit 100
  ) as newest;

  select coalesce(json_agg(newest order by newest.created_at desc, newest.id desc), '[]')
  into messages
  from (
    select
      message.id,
      message.user_id,
      coalesce(
        (
          select author.nickname
          from public.registrations as author
          where author.webinar_id = message.webinar_id
            and author.user_id = message.user_id),
        (
          select coalesce(profile.nickname, profile.display_name)
          from public.profiles as profile
          where profile.id = message.user_id)) as author_name,
      message.content,
      message.client_msg_id,
      message.created_at
    from public.messages as message
    where message.webinar_id = room_snapshot.webinar_id
      and not message.hidden
    order by message.created_at desc, message.id desc
    limit 50
  ) as newest;

  forms := '[]';
end
$$;

comment on function eventlive.room_snapshot(uuid) is
  'What everybody in a room sees of it: the webinar, its newest 100 questions and 50 messages that are not hidden, newest first, with their authors'' names, and its open forms. Depends on no caller; only for who has been let in.';

-- An organiser-made token is the proof. It lets in as many people as it is for; somebody whom it
-- has let in before needs no second use.
create function eventlive.use_invitation(webinar_id uuid, person uuid, token text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  invitation public.invitations;
begin
  select * into invitation
  from public.invitations as candidate
  where candidate.token_hash = sha256(convert_to(btrim(token), 'UTF8'))
    and candidate.webinar_id = use_invitation.webinar_id
  for no key update;

  if invitation.id is null or invitation.revoked_at is not null then
    perform eventlive.refuse('invitation_invalid');
  end if;
  if exists (
    select from public.invitation_uses as used
    where used.invitation_id = invitation.id
      and used.user_id = person)
  then
    return;
  end if;
  if invitation.expires_at <= now() then
    perform eventlive.refuse('invitation_expired');
  end if;
  if invitation.max_uses <= (
    select count(*)
    from public.invitation_uses as used
    where used.invitation_id = invitation.id)
  then
    perform eventlive.refuse('invitation_used');
  end if;
  insert into public.invitation_uses (invitation_id, user_id)
  values (invitation.id, person);
end
$$;

-- Name and address say which registration is meant; they prove nothing, because others know them
-- too. So they open the room to a fresh identity, which holds nothing of anybody's, and never to
-- or through an account. A second device is a second fresh identity on the same entry: up to five
-- may come in, so that nobody is locked out by a cleared browser, nobody throws anybody out, and
-- a list that leaks does not fill the room. Whoever has verified the very address of the entry is
-- that person and always comes in. A host frees an entry by deleting its arrivals.
create function eventlive.arrive(webinar_id uuid, person uuid, said_name text, said_email text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  address constant text := eventlive.plain_address(said_email);
  proven constant boolean := address = eventlive.verified_address(person);
  entry uuid;
  entry_before uuid;
begin
  if address is null or eventlive.plain_name(said_name) is null then
    perform eventlive.refuse('name_and_address_required');
  end if;
  if eventlive.identity(person) <> 'anonymous' and proven is not true then
    perform eventlive.refuse('fresh_identity_required');
  end if;

  select expected.id into entry
  from public.expected_attendees as expected
  where expected.webinar_id = arrive.webinar_id
    and expected.email = address
    and expected.plain_name = eventlive.plain_name(said_name)
  for no key update;
  if entry is null then
    perform eventlive.refuse('registration_not_found');
  end if;

  select arrival.expected_attendee_id into entry_before
  from public.arrivals as arrival
  where arrival.webinar_id = arrive.webinar_id
    and arrival.user_id = person;
  if entry_before = entry then
    return;
  end if;
  if entry_before is not null then
    perform eventlive.refuse('fresh_identity_required');
  end if;
  if proven is not true and 5 <= (
    select count(*)
    from public.arrivals as arrival
    where arrival.expected_attendee_id = entry)
  then
    perform eventlive.refuse('registration_in_use');
  end if;
  insert into public.arrivals (webinar_id, user_id, expected_attendee_id)
  values (webinar_id, person, entry);
end
$$;

-- The nickname as it is kept; null where none was given.
create function eventlive.checked_nickname(said text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  nickname constant text := nullif(btrim(said), '');
begin
  if char_length(nickname) > 40 or nickname ~ '[[:cntrl:]]' then
    perform eventlive.refuse('nickname_invalid');
  end if;
  return nickname;
end
$$;

-- Refuses, without a lock and before any work is done, whoever lacks what the policy asks for, and
-- everybody when all seats are taken. What this lets pass is decided by eventlive.register.
create function eventlive.turn_away_early(
  webinar public.webinars, person uuid, invitation text, name text, email text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  refusal text := eventlive.entry_refusal(webinar, person);
begin
  if refusal = 'invitation_required' and invitation is not null
    or refusal = 'name_and_address_required' and name is not null and email is not null
  then
    refusal := null;
  end if;
  if refusal is not null then
    perform eventlive.refuse(refusal);
  end if;
  if webinar.max_participants <= (
    select count(*)
    from public.registrations as taken
    where taken.webinar_id = webinar.id)
  then
    perform eventlive.refuse('webinar_full');
  end if;
end
$$;

-- Makes the caller's registration, or refuses. One person's joins go one after the other, so that
-- of many at once one does the work and the rest find it done.
create function eventlive.register(
  webinar public.webinars, person uuid, nickname text, invitation text, name text, email text)
returns public.registrations
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  registration public.registrations;
  refusal text;
begin
  perform pg_advisory_xact_lock(hashtextextended('eventlive.join ' || webinar.id || person, 0));
  select * into registration
  from public.registrations as mine
  where mine.webinar_id = webinar.id
    and mine.user_id = person;
  if registration.user_id is not null then
    return registration;
  end if;

  refusal := eventlive.entry_refusal(webinar, person);
  case
    when refusal is null then
      null;
    when refusal = 'invitation_required' and invitation is not null then
      perform eventlive.use_invitation(webinar.id, person, invitation);
    when refusal = 'name_and_address_required' and name is not null and email is not null then
      perform eventlive.arrive(webinar.id, person, name, email);
      nickname := coalesce(nickname, eventlive.presentable(name, 40));
    else
      perform eventlive.refuse(refusal);
  end case;

  insert into public.registrations (webinar_id, user_id, nickname)
  values (webinar.id, person, nickname)
  on conflict on constraint registrations_pkey do nothing;
  select * into registration
  from public.registrations as mine
  where mine.webinar_id = webinar.id
    and mine.user_id = person;
  return registration;
end
$$;

create function public.join_webinar(
  webinar_id uuid,
  nickname text default null,
  invitation text default null,
  name text default null,
  email text default null)
returns json
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  me constant uuid := auth.uid();
  called constant text := eventlive.checked_nickname(nickname);
  room public.webinars;
  registration public.registrations;
  standing text;
  snapshot record;
begin
  if me is null then
    perform eventlive.refuse('sign_in_required');
  end if;
  select * into room from public.webinars as asked where asked.id = join_webinar.webinar_id;
  standing := eventlive.standing(room.id);
  if room.id is null or room.state = 'draft' and standing <> 'host' then
    perform eventlive.refuse('webinar_not_found');
  end if;

  select * into registration
  from public.registrations as mine
  where mine.webinar_id = room.id
    and mine.user_id = me;
  if standing = 'none' then
    perform eventlive.turn_away_early(room, me, invitation, name, email);
  end if;
  -- Before the registration, whose locks are held from then on to the end.
  snapshot := eventlive.room_snapshot(room.id);

  -- Who runs the webinar comes in without a registration: it would take a seat, and would still
  -- be there when he no longer works for the client.
  if standing = 'none' then
    registration := eventlive.register(room, me, called, invitation, name, email);
    standing := 'attendee';
  end if;
  if registration.nickname is distinct from called
    and called is not null
    and registration.user_id is not null
  then
    update public.registrations as mine
    set nickname = called
    where mine.webinar_id = room.id
      and mine.user_id = me;
    registration.nickname := called;
  end if;

  if registration.user_id is not null and eventlive.doors_open(room, now()) and not exists (
    select from public.attendances as attendance
    where attendance.webinar_id = room.id
      and attendance.user_id = me)
  then
    insert into public.attendances (webinar_id, user_id)
    values (room.id, me)
    on conflict do nothing;
  end if;

  return json_build_object(
    'webinar', snapshot.webinar,
    'registration', case when registration.user_id is not null then row_to_json(registration) end,
    'standing', standing,
    'profile', (
      select json_build_object(
        'id', profile.id,
        'display_name', profile.display_name,
        'nickname', profile.nickname,
        'avatar_url', profile.avatar_url)
      from public.profiles as profile
      where profile.id = me),
    'questions', snapshot.questions,
    'messages', snapshot.messages,
    'forms', snapshot.forms,
    'server_time', now());
end
$$;

comment on function public.join_webinar(uuid, text, text, text, text) is
  'Enters a webinar: registers the caller if its access policy lets him in, records his attendance and returns what the page needs. May be repeated. `invitation` is for invite_only, `name` and `email` are for name_email_auth.';

-- The caller's own questions, hidden ones too: they would be an exception for one person in a
-- table that a whole room shares.
create function public.my_questions(webinar_id uuid)
returns setof public.questions
language sql
stable
security definer
rows 10
set search_path = ''
as $$
  select question.*
  from public.questions as question
  where question.user_id = (select auth.uid())
    and question.webinar_id = my_questions.webinar_id
  order by question.created_at desc, question.id desc
  limit 100
$$;

-- For a host: a new invitation. The token is in the answer and nowhere else.
create function public.create_invitation(
  webinar_id uuid,
  max_uses integer default 1,
  expires_at timestamptz default null,
  note text default null)
returns json
language plpgsql
security definer
set search_path = ''
as $$
declare
  token constant text :=
    replace(gen_random_uuid()::text, '-', '') || replace(gen_random_uuid()::text, '-', '');
  made public.invitations;
begin
  if eventlive.standing(create_invitation.webinar_id) <> 'host' then
    raise insufficient_privilege using message = 'only a host may invite';
  end if;
  insert into public.invitations (webinar_id, token_hash, max_uses, expires_at, note, created_by)
  values (
    create_invitation.webinar_id,
    sha256(convert_to(token, 'UTF8')),
    create_invitation.max_uses,
    coalesce(create_invitation.expires_at, now() + interval '30 days'),
    create_invitation.note,
    auth.uid())
  returning * into made;
  return json_build_object(
    'id', made.id, 'token', token, 'max_uses', made.max_uses, 'expires_at', made.expires_at);
end
$$;

-- Inside EventLive only: called by the functions above, in the name of their owner.
revoke execute on function eventlive.room_snapshot(uuid) from public;
revoke execute on function eventlive.use_invitation(uuid, uuid, text) from public;
revoke execute on function eventlive.arrive(uuid, uuid, text, text) from public;
revoke execute on function
  eventlive.turn_away_early(public.webinars, uuid, text, text, text) from public;
revoke execute on function eventlive.register(public.webinars, uuid, text, text, text, text)
  from public;

revoke execute on function public.my_questions(uuid) from public, anon;
revoke execute on function public.create_invitation(uuid, integer, timestamptz, text)
  from public, anon;
revoke execute on function public.join_webinar(uuid, text, text, text, text) from public;
