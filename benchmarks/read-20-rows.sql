-- What the server asks for twenty questions of a webinar, newest first.
\startpipeline
select set_config('role', 'authenticated', true), set_config('request.jwt.claims', :claims, true);
select coalesce(json_agg(row), '[]') from (select id, user_id, content, status, created_at from public.questions where webinar_id = cast(:webinar as uuid) order by created_at desc limit 20) as row;
\endpipeline
