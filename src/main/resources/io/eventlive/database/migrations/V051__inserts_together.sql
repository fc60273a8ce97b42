-- Group commit: inserts of many callers in one transaction, each under the role and the claims of
-- its own caller. It is a function, and not a string of statements, because a function is one call:
-- it cannot fall apart into two transactions, and a member that fails can be undone alone.
--
-- It runs with the rights of whoever calls it, which is authenticator alone. What it is given to
-- run, authenticator could run without it; and a security definer function could not take roles.

-- Members run one after the other. For each: the role, the claims and all other settings of its
-- request, then its statement, then the proof that the statement ran under them. Whatever a member
-- provokes is its own affair: it is undone with what it wrote, and comes back as that member's
-- error. Only a proof that does not fit ends everything, and then nobody's row is written.
--
-- A statement is prepared once in a session and for one role, since PostgreSQL would plan it anew
-- whenever the role changes. It takes its parameters as one array.
create function eventlive.insert_together(
  setting_names text[],        -- the same for all members: the role first, the nonce last
  setting_values text[],       -- of the first member, then of the second, …
  prepared_names text[],       -- of the statements
  statements text[],           -- to be prepared under those names where they are not yet
  statement_numbers integer[], -- which of them each member runs
  parameters text[],           -- of each member: an array's text
  only_one boolean[],          -- whether a member is undone that has not exactly one row to show
  forgotten text[],            -- names of prepared statements that nobody asks for any more
  lock_milliseconds integer)   -- how long a member may wait for a lock
returns table (
  total bigint,
  rows bigint,
  body text,
  headers text,
  status text,
  inserted bigint,
  error_code text,             -- null for what was carried out, '' for what was undone
  error_message text,
  error_detail text,
  error_hint text,
  written_by text,             -- the transaction, as soon as something is written in it
  eventlive_role text,
  eventlive_nonce text)
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  members constant integer := cardinality(statement_numbers);
  width constant integer := cardinality(setting_names);
  member integer := 1;
  statement integer;
  unprepared boolean := false;
  undone boolean;
  mixed boolean := false;
  forgotten_name text;
  ignored text;
begin
  foreach forgotten_name in array forgotten loop
    begin
      execute format('deallocate %I', forgotten_name);
    exception when invalid_sql_statement_name then
      null; -- whoever wanted it failed before it was prepared
    end;
  end loop;
  ignored := set_config('lock_timeout', lock_milliseconds || 'ms', true);

  while member <= members loop
    statement := statement_numbers[member];
    error_code := null;
    error_message := null;
    error_detail := null;
    error_hint := null;
    undone := false;
    begin
      for setting in 1 .. width loop
        ignored := set_config(
          setting_names[setting], setting_values[(member - 1) * width + setting], true);
      end loop;
      if unprepared then
        execute format('prepare %I (text[]) as %s', prepared_names[statement], statements[statement]);
      end if;
      execute format('execute %I (%L)', prepared_names[statement], parameters[member])
      into total, rows, body, headers, status, inserted, eventlive_role, eventlive_nonce;
      mixed := eventlive_role is distinct from setting_values[(member - 1) * width + 1]
        or eventlive_nonce is distinct from setting_values[member * width];
      undone := only_one[member] and rows is distinct from 1;
      if undone then
        raise exception 'undone';
      end if;
    exception when others then
      get stacked diagnostics
        error_code = returned_sqlstate,
        error_message = message_text,
        error_detail = pg_exception_detail,
        error_hint = pg_exception_hint;
    end;
    if mixed then
      raise exception using
        errcode = 'EL002',
        message = 'a member of a batch did not run under its own name';
    end if;
    if error_code = '26000' and not unprepared then
      unprepared := true;
      continue; -- with the same member
    end if;
    unprepared := false;
    if error_code is not null then
      if undone then
        error_code := '';
      elsif error_code = '55P03' then
        -- The first that waits in vain uses up the patience of all behind it.
        ignored := set_config('lock_timeout', '1ms', true);
      end if;
      total := null;
      rows := null;
      body := null;
      headers := null;
      status := null;
      inserted := null;
      eventlive_role := setting_values[(member - 1) * width + 1];
      eventlive_nonce := setting_values[member * width];
    end if;
    written_by := pg_current_xact_id_if_assigned()::text;
    return next;
    member := member + 1;
  end loop;
  ignored := set_config('role', 'none', true);
end
$$;

comment on function eventlive.insert_together(
  text[], text[], text[], text[], integer[], text[], boolean[], text[], integer) is
  'Runs inserts of many callers in one transaction, each under its own settings; for the server alone.';

revoke execute on function eventlive.insert_together(
  text[], text[], text[], text[], integer[], text[], boolean[], text[], integer) from public;
grant execute on function eventlive.insert_together(
  text[], text[], text[], text[], integer[], text[], boolean[], text[], integer) to authenticator;
grant usage on schema eventlive to authenticator;
