-- The one function that policies ask what the caller is to a webinar. It gives the caller's
-- webinars as a set, so that a policy costs one call per statement and not one per row, and it is
-- PL/pgSQL because that keeps its plans: docs/decisions has the measurement. It is `security
-- definer` because the tables that it reads are guarded by policies that ask it.

-- Whether a role in a registration makes its holder a host.
create function eventlive.hosts(role text)
returns boolean
language sql
immutable
parallel safe
as $$
  select role in ('host', 'moderator', '관리자', '운영자')
$$;

-- The clients whose webinars the caller runs, as a member of the client or of its agency.
create function eventlive.clients_run_by_me()
returns setof uuid
language plpgsql
stable
parallel safe
security definer
rows 5
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
begin
  return query
  select member.client_id
  from public.client_members as member
  where member.user_id = me
    and member.role in ('owner', 'admin', 'operator', 'member');

  return query
  select client.id
  from public.agency_members as member
  join public.clients as client on client.agency_id = member.agency_id
  where member.user_id = me
    and member.role in ('owner', 'admin');
end
$$;

comment on function eventlive.clients_run_by_me() is
  'The clients whose webinars the caller runs.';

create function eventlive.webinars_as(standing text)
returns setof uuid
language plpgsql
stable
parallel safe
security definer
rows 20
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
begin
  if me is null then
    return;
  end if;
  case standing
    when 'attendee' then
      return query
      select registration.webinar_id
      from public.registrations as registration
      where registration.user_id = me;
    when 'host' then
      return query
      select registration.webinar_id
      from public.registrations as registration
      where registration.user_id = me
        and eventlive.hosts(registration.role);

      return query
      select webinar.id
      from public.webinars as webinar
      where webinar.client_id in (select eventlive.clients_run_by_me());
  end case;
end
$$;

comment on function eventlive.webinars_as(text) is
  'The membership function of every policy. ''attendee'': the webinars for which the caller is registered; ''host'': those that the caller runs.';

create function eventlive.standing(webinar_id uuid)
returns text
language plpgsql
stable
parallel safe
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
  registered_as text;
begin
  if me is null then
    return 'none';
  end if;
  select registration.role into registered_as
  from public.registrations as registration
  where registration.webinar_id = standing.webinar_id
    and registration.user_id = me;
  if eventlive.hosts(registered_as) then
    return 'host';
  end if;
  if exists (
    select from public.webinars as webinar
    where webinar.id = standing.webinar_id
      and webinar.client_id in (select eventlive.clients_run_by_me()))
  then
    return 'host';
  end if;
  return case when registered_as is null then 'none' else 'attendee' end;
end
$$;

comment on function eventlive.standing(uuid) is
  'What the caller is to one webinar: ''host'', ''attendee'' or ''none''. Says the same as eventlive.webinars_as.';

revoke execute on function eventlive.clients_run_by_me() from public;
revoke execute on function eventlive.webinars_as(text) from public;
revoke execute on function eventlive.standing(uuid) from public;
grant usage on schema eventlive to anon, authenticated, service_role;
grant execute on function eventlive.clients_run_by_me() to authenticated, service_role;
grant execute on function eventlive.webinars_as(text) to authenticated, service_role;
grant execute on function eventlive.standing(uuid) to anon, authenticated, service_role;
