-- Names are free, so a name alone says nothing about who speaks: anybody may call himself after the
-- host. What a room shows says of each question and message whether its author is one now.

create or replace function eventlive.room_snapshot(
  webinar_id uuid, out webinar json, out questions json, out messages json, out forms json)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  run_by uuid[];
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

  -- Those who run the webinar without being registered for it: few, so they are read once.
  select array(
    select member.user_id
    from public.client_members as member
    join public.webinars as room on room.client_id = member.client_id
    where room.id = room_snapshot.webinar_id
      and member.role in ('owner', 'admin', 'operator', 'member')
    union
    select member.user_id
    from public.agency_members as member
    join public.clients as client on client.agency_id = member.agency_id
    join public.webinars as room on room.client_id = client.id
    where room.id = room_snapshot.webinar_id
      and member.role in ('owner', 'admin'))
  into run_by;

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
      question.user_id = any (run_by) or coalesce(
        (
          select eventlive.hosts(author.role)
          from public.registrations as author
          where author.webinar_id = question.webinar_id
            and author.user_id = question.user_id),
        false) as author_is_host,
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
      message.user_id = any (run_by) or coalesce(
        (
          select eventlive.hosts(author.role)
          from public.registrations as author
          where author.webinar_id = message.webinar_id
            and author.user_id = message.user_id),
        false) as author_is_host,
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
  'What everybody in a room sees of it: the webinar, its newest 100 questions and 50 messages that are not hidden, newest first, with their authors'' names and whether they are hosts, and its open forms. Depends on no caller; only for who has been let in.';
