-- Somebody who is removed but whose row stays, so that questions and messages stay too, is named by
-- nothing any more: not by the profile, the registrations, what their forms asked for, or an entry
-- on a host's list.

create function eventlive.forget_person()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.profiles
  set display_name = null, nickname = null, avatar_url = null
  where id = new.id;
  delete from public.profile_addresses where user_id = new.id;
  update public.registrations set nickname = null
  where user_id = new.id and nickname is not null;
  delete from public.registration_details where user_id = new.id;
  delete from public.arrivals where user_id = new.id;
  return null;
end
$$;

-- A removed person's address is a digest of what it was, which is nobody's business either.
create or replace function eventlive.follow_address()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.email is null or new.deleted_at is not null then
    delete from public.profile_addresses where user_id = new.id;
  else
    insert into public.profile_addresses (user_id, email)
    values (new.id, new.email)
    on conflict (user_id) do update set email = excluded.email;
  end if;
  return null;
end
$$;

create trigger users_who_are_removed_name_nobody
  after update of deleted_at on auth.users
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function eventlive.forget_person();

revoke execute on function eventlive.forget_person() from public;
