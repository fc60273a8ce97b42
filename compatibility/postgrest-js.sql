-- What the suite's config.toml sets and its migrations do not. The roles are there: they belong to
-- the cluster, and EventLive made them in its first database.
create schema extensions;
grant usage on schema extensions to anon, authenticated, service_role;

-- A plan lists what differs from PostgreSQL's defaults: in the suite's image this does.
alter database postgrest_js set effective_cache_size = '128MB';
alter database postgrest_js set jit = on;

alter role authenticator in database postgrest_js set pgrst.db_schemas to 'public, personal';
alter role authenticator in database postgrest_js set pgrst.db_extra_search_path to 'public, extensions';
alter role authenticator in database postgrest_js set pgrst.db_max_rows to '1000';
