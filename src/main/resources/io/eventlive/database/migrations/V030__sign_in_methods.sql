-- How each session proved who its owner is: what access tokens carry as `amr`. Named as Supabase
-- Auth names it, although there is no second factor here yet.

create table auth.mfa_amr_claims (
  session_id uuid not null references auth.sessions (id) on delete cascade,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  authentication_method text not null,
  id uuid not null,
  constraint amr_id_pk primary key (id),
  constraint mfa_amr_claims_session_id_authentication_method_pkey
    unique (session_id, authentication_method)
);

alter table auth.mfa_amr_claims enable row level security;
alter table auth.mfa_amr_claims force row level security;

create policy sign_in_works on auth.mfa_amr_claims
  to supabase_auth_admin using (true) with check (true);
create policy owner_works on auth.mfa_amr_claims
  to eventlive_owner using (true) with check (true);

revoke all on auth.mfa_amr_claims from public, anon, authenticated;
grant select, insert, update, delete on auth.mfa_amr_claims to supabase_auth_admin;
