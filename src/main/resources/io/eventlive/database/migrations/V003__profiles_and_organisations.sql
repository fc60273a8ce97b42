-- People as others see them, and the organisations that run webinars. A profile holds public
-- fields only, so that one answer about it serves everybody; the address stands in a table of its
-- own, which only its owner reads.

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text,
  nickname text,
  avatar_url text,
  created_at timestamptz not null default now(),
  constraint profiles_display_name_check check (
    display_name = btrim(display_name)
    and char_length(display_name) between 1 and 100
    and display_name !~ '[[:cntrl:]]'),
  constraint profiles_nickname_check check (
    nickname = btrim(nickname)
    and char_length(nickname) between 1 and 40
    and nickname !~ '[[:cntrl:]]'),
  constraint profiles_avatar_url_check check (char_length(avatar_url) <= 2000)
);

create table public.profile_addresses (
  user_id uuid primary key references public.profiles (id) on delete cascade,
  email text not null
);

create table public.agencies (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  status text not null default 'active',
  created_at timestamptz not null default now(),
  constraint agencies_name_check check (char_length(name) between 1 and 200),
  constraint agencies_status_check check (status in ('active', 'suspended'))
);

create table public.clients (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references public.agencies (id) on delete cascade,
  name text not null,
  logo_url text,
  brand_config jsonb not null default '{}',
  is_public boolean not null default false,
  status text not null default 'active',
  created_at timestamptz not null default now(),
  constraint clients_name_check check (char_length(name) between 1 and 200),
  constraint clients_status_check check (status in ('active', 'suspended'))
);

comment on column public.clients.is_public is
  'Whether name, logo and colours may be read by people who belong to none of its organisations.';

create index clients_agency_id_idx on public.clients (agency_id);
alter table public.clients replica identity full;

create table public.agency_members (
  agency_id uuid not null references public.agencies (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null,
  created_at timestamptz not null default now(),
  constraint agency_members_pkey primary key (agency_id, user_id),
  constraint agency_members_role_check check (role in ('owner', 'admin', 'analyst'))
);

create index agency_members_user_id_idx on public.agency_members (user_id);

create table public.client_members (
  client_id uuid not null references public.clients (id) on delete cascade,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null,
  created_at timestamptz not null default now(),
  constraint client_members_pkey primary key (client_id, user_id),
  constraint client_members_role_check
    check (role in ('owner', 'admin', 'operator', 'analyst', 'member'))
);

create index client_members_user_id_idx on public.client_members (user_id);

-- Everybody who can sign in has a profile from the same transaction on. What a sign-up says about
-- its owner is cut to size rather than refused: a long name is no reason to turn a person away.
create function eventlive.presentable(said text, longest integer)
returns text
language sql
immutable
parallel safe
set search_path = ''
as $$
  select nullif(btrim(left(btrim(regexp_replace(said, '[[:cntrl:]]+', ' ', 'g')), longest)), '')
$$;

create function eventlive.introduce_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.profiles (id, display_name, nickname)
  values (
    new.id,
    eventlive.presentable(
      coalesce(new.raw_user_meta_data ->> 'display_name', new.raw_user_meta_data ->> 'name'), 100),
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

create function eventlive.follow_address()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.email is null then
    delete from public.profile_addresses where user_id = new.id;
  else
    insert into public.profile_addresses (user_id, email)
    values (new.id, new.email)
    on conflict (user_id) do update set email = excluded.email;
  end if;
  return null;
end
$$;

create trigger users_get_a_profile
  after insert on auth.users
  for each row execute function eventlive.introduce_user();

create trigger users_take_their_address_along
  after update of email on auth.users
  for each row when (old.email is distinct from new.email)
  execute function eventlive.follow_address();
