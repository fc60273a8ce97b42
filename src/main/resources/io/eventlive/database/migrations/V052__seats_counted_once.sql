-- Seats, counted once in a transaction and not once a row: a batch of registrations for one webinar
-- counts the seats that are taken when it takes the webinar's lock, and adds its own. Nobody else
-- adds any before it ends, because whoever wants to takes the same lock. What was counted stands in
-- a setting of the transaction, with the transaction's id, so that nothing of it outlives either
-- the transaction or a member that is undone: a setting is rolled back with what set it.
--
-- Whoever has a registration takes no seat, no lock and no transaction id.
create or replace function eventlive.take_seat()
returns trigger
language plpgsql
security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  seats integer;
  counted text[];
  taken bigint;
begin
  select webinar.max_participants into seats
  from public.webinars as webinar
  where webinar.id = new.webinar_id;
  if seats is null or eventlive.has_seat(new.webinar_id, new.user_id) then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('eventlive.seats ' || new.webinar_id, 0));
  if eventlive.has_seat(new.webinar_id, new.user_id) then
    return new;
  end if;

  counted := string_to_array(current_setting('eventlive.seats_counted', true), ' ');
  if counted[1] = new.webinar_id::text and counted[2] = pg_current_xact_id()::text then
    taken := counted[3];
  else
    select count(*) into taken
    from public.registrations as taken
    where taken.webinar_id = new.webinar_id;
  end if;
  if taken >= seats then
    perform eventlive.refuse('webinar_full');
  end if;
  perform set_config(
    'eventlive.seats_counted',
    concat_ws(' ', new.webinar_id, pg_current_xact_id(), taken + 1),
    true);
  return new;
end
$$;

create function eventlive.has_seat(webinar_id uuid, person uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  return exists (
    select from public.registrations as same
    where same.webinar_id = has_seat.webinar_id
      and same.user_id = person);
end
$$;

-- Who gives a seat back makes the transaction count again.
create function eventlive.count_seats_again()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform set_config('eventlive.seats_counted', '', true);
  return null;
end
$$;

create trigger registrations_give_seats_back
  after delete on public.registrations
  for each statement execute function eventlive.count_seats_again();

revoke execute on function eventlive.has_seat(uuid, uuid) from public;
revoke execute on function eventlive.count_seats_again() from public;
