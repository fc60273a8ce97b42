package io.eventlive.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Something that a role has to be allowed, with the question that finds out.
/// `docs/operations/database.md` lists them; a test compares.
///
/// @param sentence what is missing and how it is given
/// @param granted SQL that says whether the right is there
record Right(String sentence, String granted) {
  /// What the login of `--schema eventlive` needs to make roles and schemas. A superuser has it
  /// all.
  static final List<Right> OF_THE_ADMINISTRATOR =
      List.of(
          new Right(
              "The login may not make roles: give it CREATEROLE.",
              """
              select rolsuper or rolcreaterole
                or (select count(*) = 8 from pg_roles
                    where rolname in ('anon', 'authenticated', 'service_role', 'authenticator',
                      'supabase_auth_admin', 'eventlive_owner', 'eventlive_watcher',
                      'eventlive_replicator'))
              from pg_roles where rolname = current_user
              """),
          new Right(
              "The login may not make service_role, which passes over row security: give it"
                  + " BYPASSRLS on PostgreSQL 16 or newer, or use a superuser.",
              """
              select rolsuper
                or (rolbypassrls and current_setting('server_version_num')::int >= 160000)
                or exists (select from pg_roles where rolname = 'service_role' and rolbypassrls)
              from pg_roles where rolname = current_user
              """),
          new Right(
              "The login may not make schemas in this database: GRANT CREATE ON DATABASE to it.",
              "select has_database_privilege(current_database(), 'create')"),
          new Right(
              "The login may not give rights in schema public: make it the schema's owner, or GRANT"
                  + " ALL ON SCHEMA public to it WITH GRANT OPTION.",
              """
              select has_schema_privilege('public', 'create with grant option')
                and has_schema_privilege('public', 'usage with grant option')
              """));

  /// What the role that requests log in as has to be, and not to be. Asked on its own connection.
  static final List<Right> OF_REQUESTS =
      List.of(
          mayTake("anon"),
          mayTake("authenticated"),
          mayTake("service_role"),
          new Right(
              "Requests may not log in as a superuser or as a role that passes over row security:"
                  + " use a role such as authenticator.",
              "select not rolsuper and not rolbypassrls from pg_roles where rolname = current_user"),
          new Right(
              "The login of requests owns tables, and row security does not bind a table's owner:"
                  + " use a role that owns nothing.",
              """
              select not exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relowner = (select oid from pg_roles where rolname = current_user)
                  and c.relkind in ('r', 'p') and n.nspname !~ '^pg_')
              """));

  /// What sign-in needs where the database has a schema for it. Asked on its own connection.
  static final List<Right> OF_SIGN_IN =
      List.of(
          mayUse("users"),
          mayUse("identities"),
          mayUse("sessions"),
          mayUse("refresh_tokens"),
          mayUse("mfa_amr_claims"),
          mayUse("one_time_tokens"),
          mayUse("flow_state"),
          new Right(
              "Sign-in may not number refresh tokens: GRANT USAGE ON SEQUENCE"
                  + " auth.refresh_tokens_id_seq to it.",
              """
              select to_regnamespace('auth') is null
                or coalesce(
                  has_sequence_privilege(
                    (select c.oid from pg_class c
                     where c.relnamespace = to_regnamespace('auth')
                       and c.relname = 'refresh_tokens_id_seq'),
                    'usage'),
                  false)
              """),
          // Supabase Auth's tables have row level security and no policies: their owner passes.
          new Right(
              "Row level security hides people from sign-in: make it the owner of the tables of"
                  + " schema auth, as Supabase has it, or give it a policy on each.",
              """
              select not exists (
                select from pg_class c
                where c.relnamespace = to_regnamespace('auth')
                  and c.relname in ('users', 'identities', 'sessions', 'refresh_tokens',
                    'mfa_amr_claims', 'one_time_tokens', 'flow_state')
                  and row_security_active(c.oid)
                  and not exists (
                    select from pg_policy p, unnest(p.polroles) as named
                    where p.polrelid = c.oid
                      and (named = 0 or pg_has_role(named, 'usage'))))
              """),
          new Right(
              "Schema auth is older than sign-in needs: let Supabase Auth of May 2024 or newer bring"
                  + " it up to date.",
              """
              select to_regnamespace('auth') is null
                or not exists (
                  select from (values
                    ('users', 'is_anonymous'), ('users', 'is_sso_user'), ('users', 'deleted_at'),
                    ('identities', 'provider_id'), ('sessions', 'not_after'),
                    ('sessions', 'refreshed_at'), ('one_time_tokens', 'token_hash')
                  ) as wanted (relation, attribute)
                  where not exists (
                    select from pg_attribute a join pg_class c on c.oid = a.attrelid
                    where c.relnamespace = to_regnamespace('auth')
                      and c.relname = wanted.relation
                      and a.attname = wanted.attribute
                      and not a.attisdropped))
              """));

  /// What reading the catalogue needs. Asked on its own connection.
  static final List<Right> OF_THE_WATCHER =
      List.of(
          new Right(
              "The login of the catalogue's watcher may not use schema public: GRANT USAGE ON"
                  + " SCHEMA public to it.",
              "select has_schema_privilege('public', 'usage')"));

  private static Right mayTake(String role) {
    return new Right(
        "The login of requests may not take role %s: GRANT %s to it.".formatted(role, role),
        """
        select exists (
          select from pg_roles
          where rolname = '%s' and pg_has_role(session_user, oid, 'member'))
        """
            .formatted(role));
  }

  private static Right mayUse(String table) {
    return new Right(
        "Sign-in may not read and write auth.%s: GRANT SELECT, INSERT, UPDATE, DELETE on it."
            .formatted(table),
        """
        select to_regnamespace('auth') is null
          or coalesce(
            has_schema_privilege('auth', 'usage')
            and (select count(*) = 4
                 from unnest(array['select', 'insert', 'update', 'delete']) as wanted
                 where has_table_privilege(
                   (select c.oid from pg_class c
                    where c.relnamespace = to_regnamespace('auth') and c.relname = '%s'),
                   wanted)),
            false)
        """
            .formatted(table));
  }

  /// The sentences of those that are not given.
  static List<String> missing(Connection connection, List<Right> rights) throws SQLException {
    List<String> missing = new ArrayList<>();
    for (Right right : rights) {
      try (java.sql.Statement statement = connection.createStatement();
          ResultSet answer = statement.executeQuery(right.granted())) {
        if (!answer.next() || !answer.getBoolean(1)) {
          missing.add(right.sentence());
        }
      }
    }
    return missing;
  }
}
