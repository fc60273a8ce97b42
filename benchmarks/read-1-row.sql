-- What the server asks for `GET /rest/v1/webinars?select=id,title,state&id=eq.…`.
\startpipeline
select set_config('role', 'authenticated', true), set_config('request.jwt.claims', :claims, true);
select coalesce(json_agg(row), '[]') from (select id, title, state from public.webinars where id = cast(:webinar as uuid)) as row;
\endpipeline
