-- Roles, schemas and the notification of schema changes: what has to be there before the first
-- migration and needs an administrator. Runs at every start in one transaction; every statement
-- may be repeated. Passwords are set elsewhere.

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit'),
      ('supabase_auth_admin', 'login noinherit'),
      ('eventlive_owner', 'login'),
      ('eventlive_watcher', 'login noinherit'),
      ('eventlive_replicator', 'login noinherit')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;

-- As Supabase has them. `set role` does not apply them: whoever takes the role for a transaction
-- has to set them.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';

-- Whoever follows the WAL needs an attribute that not every administrator may give: a superuser may,
-- and from PostgreSQL 16 on whoever has it himself. Without it there is no change feed.
do $$
begin
  if exists (
      select from pg_roles
      where rolname = 'eventlive_replicator' and not rolreplication)
    and (
      select rolsuper
        or (rolreplication and current_setting('server_version_num')::int >= 160000)
      from pg_roles
      where rolname = current_user)
  then
    alter role eventlive_replicator replication;
  end if;
end
$$;

-- An administrator that is no superuser gives away only what it is a member of.
do $$
begin
  if not pg_has_role(current_user, 'eventlive_owner', 'member') then
    execute format('grant eventlive_owner to %I', current_user);
  end if;
end
$$;

create schema if not exists eventlive authorization eventlive_owner;
create schema if not exists auth authorization eventlive_owner;

grant usage on schema auth to supabase_auth_admin, anon, authenticated, service_role;
grant usage on schema eventlive to supabase_auth_admin;

revoke create on schema public from public;
grant usage, create on schema public to eventlive_owner with grant option;
grant usage on schema public to anon, authenticated, service_role, supabase_auth_admin, eventlive_watcher;

do $$
begin
  execute format('grant connect, temporary, create on database %I to eventlive_owner', current_database());
  execute format(
    'grant connect on database %I to authenticator, supabase_auth_admin, eventlive_watcher,'
      ' eventlive_replicator',
    current_database());
end
$$;

create or replace function eventlive.notify_of_schema_change()
returns event_trigger
language plpgsql
set search_path = ''
as $$
begin
  -- In the WAL, so that it has its place among the changes of rows.
  perform pg_logical_emit_message(true, 'eventlive.ddl', tg_tag);
  notify pgrst, 'reload schema';
end
$$;

-- Only a superuser may make event triggers; elsewhere the server compares fingerprints of the
-- catalogue, which it does anyway.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    if not exists (select from pg_event_trigger where evtname = 'eventlive_ddl') then
      create event trigger eventlive_ddl on ddl_command_end
        execute function eventlive.notify_of_schema_change();
    end if;
    if not exists (select from pg_event_trigger where evtname = 'eventlive_drop') then
      create event trigger eventlive_drop on sql_drop
        execute function eventlive.notify_of_schema_change();
    end if;
    if exists (select from pg_available_extensions where name = 'pg_stat_statements') then
      create extension if not exists pg_stat_statements with schema eventlive;
    end if;
  end if;
end
$$;
