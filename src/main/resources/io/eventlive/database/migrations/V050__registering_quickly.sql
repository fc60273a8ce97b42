-- What a registration asks of the database, by key and in the cheap order. A plan that was made
-- while a table held a handful of rows reads the whole of it, and sessions keep their plans: in the
-- minute in which a webinar fills, each registration would read all before it.

alter function eventlive.clients_run_by_me() set enable_seqscan = off;
alter function eventlive.webinars_as(text) set enable_seqscan = off;
alter function eventlive.standing(uuid) set enable_seqscan = off;
alter function eventlive.verified_address(uuid) set enable_seqscan = off;
alter function eventlive.identity(uuid) set enable_seqscan = off;
alter function eventlive.may_register(uuid) set enable_seqscan = off;
alter function eventlive.take_seat() set enable_seqscan = off;
alter function eventlive.fill_organisation() set enable_seqscan = off;

-- Whether the caller runs the webinar is asked last, and only for whom nothing else lets in.
create or replace function eventlive.entry_refusal(webinar public.webinars, person uuid)
returns text
language plpgsql
stable
security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  identity constant text := eventlive.identity(person);
  address text;
  refusal text;
begin
  if identity = 'nobody' then
    return 'sign_in_required';
  end if;
  if webinar.state = 'draft' or exists (
    select from public.clients as client
    join public.agencies as agency on agency.id = client.agency_id
    where client.id = webinar.client_id
      and (client.status = 'suspended' or agency.status = 'suspended'))
  then
    refusal := 'webinar_not_found';
  elsif eventlive.state_now(webinar.state, webinar.start_time, webinar.end_time, now()) = 'over'
  then
    refusal := 'webinar_over';
  else
    case webinar.access_policy
      when 'guest_allowed' then
        null;
      when 'auth' then
        if identity = 'anonymous' then
          refusal := 'sign_in_required';
        end if;
      when 'invite_only' then
        refusal := 'invitation_required';
      when 'name_email_auth' then
        refusal := 'name_and_address_required';
      when 'email_auth' then
        address := eventlive.verified_address(person);
        if identity = 'anonymous' then
          refusal := 'sign_in_required';
        elsif address is null then
          refusal := 'address_not_verified';
        elsif not exists (
          select from public.webinar_allowed_emails as allowed
          where allowed.webinar_id = webinar.id
            and allowed.email = address)
        then
          refusal := 'address_not_listed';
        end if;
    end case;
  end if;
  if refusal is not null and webinar.client_id in (select eventlive.clients_run_by_me()) then
    return null;
  end if;
  return refusal;
end
$$;
