-- The one function that policies ask who somebody is to a webinar. It gives the caller's webinars
-- as a set, so that a policy costs one look-up per statement and not one per row; the decision
-- record "policy-shape" has the measurement. It is `security definer` because the tables that it
-- reads are guarded by policies that ask it.

-- Which clients the caller works for in a role that runs webinars.
create function eventlive.clients_run_by_me()
returns setof uuid
language sql
stable
parallel safe
security definer
set search_path = ''
as $$
  select member.client_id
  from public.client_members as member
  where member.user_id = (select auth.uid())
    and member.role in ('owner', 'admin', 'operator', 'member')
  union all
  select client.id
  from public.agency_members as member
  join public.clients as client on client.agency_id = member.agency_id
  where member.user_id = (select auth.uid())
    and member.role in ('owner', 'admin')
$$;

-- The webinars in which the caller's standing is at least this: 'attendee' or 'host'. Whoever is
-- host is attendee too.
create function eventlive.webinars_as(least_standing text)
returns setof uuid
language sql
stable
parallel safe
security definer
rows 20
set search_path = ''
as $$
  select registration.webinar_id
  from public.registrations as registration
  where registration.user_id = (select auth.uid())
    and (least_standing = 'attendee'
      or least_standing = 'host'
        and registration.role in ('host', 'moderator', '관리자', '운영자'))
  union all
  select webinar.id
  from public.webinars as webinar
  where webinar.client_id in (select eventlive.clients_run_by_me())
    and least_standing in ('attendee', 'host')
$$;

comment on function eventlive.webinars_as(text) is
  'The webinars in which the caller is at least ''attendee'' or ''host'': the membership function of every policy.';

-- The caller's standing in one webinar: 'host', 'attendee' or 'none'.
create function eventlive.standing(webinar_id uuid)
returns text
language sql
stable
parallel safe
security definer
set search_path = ''
as $$
  select case
    when exists (
      select from public.registrations as registration
      where registration.webinar_id = standing.webinar_id
        and registration.user_id = (select auth.uid())
        and registration.role in ('host', 'moderator', '관리자', '운영자'))
      or exists (
        select from public.webinars as webinar
        where webinar.id = standing.webinar_id
          and webinar.client_id in (select eventlive.clients_run_by_me()))
      then 'host'
    when exists (
      select from public.registrations as registration
      where registration.webinar_id = standing.webinar_id
        and registration.user_id = (select auth.uid()))
      then 'attendee'
    else 'none'
  end
$$;

comment on function eventlive.standing(uuid) is
  'What the caller is in a webinar: ''host'', ''attendee'' or ''none''; says the same as eventlive.webinars_as.';

revoke execute on function eventlive.clients_run_by_me() from public;
revoke execute on function eventlive.webinars_as(text) from public;
revoke execute on function eventlive.standing(uuid) from public;
grant usage on schema eventlive to anon, authenticated, service_role;
grant execute on function eventlive.clients_run_by_me() to authenticated, service_role;
grant execute on function eventlive.webinars_as(text) to authenticated, service_role;
grant execute on function eventlive.standing(uuid) to anon, authenticated, service_role;
