-- A profile shows what somebody chose to be called here. `name` and `full_name` are what other
-- sign-in providers know about a person; everybody who is signed in reads profiles, so neither is
-- copied.

create or replace function eventlive.introduce_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.profiles (id, display_name, nickname)
  values (
    new.id,
    eventlive.presentable(new.raw_user_meta_data ->> 'display_name', 100),
    eventlive.presentable(new.raw_user_meta_data ->> 'nickname', 40))
  on conflict (id) do nothing;
  if new.email is not null then
    insert into public.profile_addresses (user_id, email)
    values (new.id, new.email)
    on conflict (user_id) do update set email = excluded.email;
  end if;
  return null;
end
$$;
