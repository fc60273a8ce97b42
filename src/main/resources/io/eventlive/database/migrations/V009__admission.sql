-- Whom a webinar lets in. Every way to a registration asks here: join_webinar, and the policy on
-- plain inserts.

create function eventlive.refuse(wire_code text)
returns void
language plpgsql
as $$
begin
  raise exception using errcode = 'EL001', message = wire_code;
end
$$;

comment on function eventlive.refuse(text) is
  'Ends the statement with a refusal from the catalogue in docs/reference/errors.md.';

-- The address that a person has shown to be his, by a link or a code, or for which an administrator
-- vouches. `email_confirmed_at` is no evidence: a server may confirm without mail. Sign-in says in
-- `raw_app_meta_data` who verified the address, or `none`; where it says nothing, as in accounts
-- that come from Supabase, the identity has to say it.
create function eventlive.verified_address(person uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select eventlive.plain_address(account.email)
    from auth.users as account
    where account.id = person
      and account.email_confirmed_at is not null
      and not account.is_anonymous
      and case
        when account.raw_app_meta_data ->> 'email_verified_by' is not null
          then account.raw_app_meta_data ->> 'email_verified_by' <> 'none'
        else exists (
          select from auth.identities as identity
          where identity.user_id = account.id
            and identity.email = lower(account.email)
            and identity.identity_data ->> 'email_verified' = 'true')
      end);
end
$$;

-- What a person is to sign-in: 'anonymous', 'known' or, where there is no such account or it may
-- not be used, 'nobody'.
create function eventlive.identity(person uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return coalesce(
    (
      select case when account.is_anonymous then 'anonymous' else 'known' end
      from auth.users as account
      where account.id = person
        and account.deleted_at is null
        and (account.banned_until is null or account.banned_until <= now())),
    'nobody');
end
$$;

-- Why a person who is not registered may not enter without a proof in hand; null where he may.
create function eventlive.entry_refusal(webinar public.webinars, person uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  identity constant text := eventlive.identity(person);
  address text;
begin
  if identity = 'nobody' then
    return 'sign_in_required';
  end if;
  if webinar.client_id in (select eventlive.clients_run_by_me()) then
    return null;
  end if;
  if webinar.state = 'draft' or exists (
    select from public.clients as client
    join public.agencies as agency on agency.id = client.agency_id
    where client.id = webinar.client_id
      and (client.status = 'suspended' or agency.status = 'suspended'))
  then
    return 'webinar_not_found';
  end if;
  if eventlive.state_now(webinar.state, webinar.start_time, webinar.end_time, now()) = 'over' then
    return 'webinar_over';
  end if;
  case webinar.access_policy
    when 'guest_allowed' then
      return null;
    when 'auth' then
      return case when identity = 'anonymous' then 'sign_in_required' end;
    when 'invite_only' then
      return 'invitation_required';
    when 'name_email_auth' then
      return 'name_and_address_required';
    when 'email_auth' then
      if identity = 'anonymous' then
        return 'sign_in_required';
      end if;
      address := eventlive.verified_address(person);
      if address is null then
        return 'address_not_verified';
      end if;
      if not exists (
        select from public.webinar_allowed_emails as allowed
        where allowed.webinar_id = webinar.id
          and allowed.email = address)
      then
        return 'address_not_listed';
      end if;
      return null;
  end case;
end
$$;

-- Whether the caller may insert his own registration. True for whoever has one, so that a repeat
-- reaches the conflict on the key and is answered with the row that is there.
create function eventlive.may_register(webinar_id uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  me constant uuid := auth.uid();
  webinar public.webinars;
begin
  if exists (
    select from public.registrations as registration
    where registration.webinar_id = may_register.webinar_id
      and registration.user_id = me)
  then
    return true;
  end if;
  select * into webinar
  from public.webinars as candidate
  where candidate.id = may_register.webinar_id;
  -- A webinar that does not exist is for the foreign key to name.
  return webinar.id is null or eventlive.entry_refusal(webinar, me) is null;
end
$$;

-- Seats. Before a registration goes into a webinar that limits them, its transaction takes the
-- webinar's lock and counts what is committed by then and its own rows: of two that race for the
-- last seat the second counts after the first has committed. The lock comes before the row, so
-- that nobody waits for it while others wait for his row. Where seats are not limited there is no
-- lock, and nowhere a counter that everybody writes.
create function eventlive.take_seat()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  seats integer;
begin
  select webinar.max_participants into seats
  from public.webinars as webinar
  where webinar.id = new.webinar_id;
  if seats is null then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('eventlive.seats ' || new.webinar_id, 0));
  if seats <= (
      select count(*)
      from public.registrations as taken
      where taken.webinar_id = new.webinar_id)
    and not exists (
      select from public.registrations as same
      where same.webinar_id = new.webinar_id
        and same.user_id = new.user_id)
  then
    perform eventlive.refuse('webinar_full');
  end if;
  return new;
end
$$;

create trigger registrations_take_seats
  before insert on public.registrations
  for each row execute function eventlive.take_seat();

revoke execute on function eventlive.verified_address(uuid) from public;
revoke execute on function eventlive.identity(uuid) from public;
revoke execute on function eventlive.entry_refusal(public.webinars, uuid) from public;
revoke execute on function eventlive.may_register(uuid) from public;
grant execute on function eventlive.may_register(uuid) to authenticated;
