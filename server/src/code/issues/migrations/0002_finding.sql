-- Numbers grow with time, so lists of one project are read in their order from the index, with the state they mostly ask for.
create index issues_number on issues.issues (project_id, state, number desc);
drop index issues.issues_created;

-- The issues of these projects that have the words in these places. It runs as its owner, because under row-level security PostgreSQL
-- does not ask an index for words; it answers ids alone, and whoever reads the rows behind them does so under the policy as always.
create function issues.matching(projects text[], query tsquery, places text[]) returns setof text
language sql stable security definer set search_path = pg_catalog as $$
  select id from issues.issues
    where project_id = any (projects) and search @@ query and (places @> '{title,body}'
      or places @> '{title}' and ts_filter(search, '{a}') @@ query or places @> '{body}' and ts_filter(search, '{b}') @@ query)
  union all
  select issue_id from issues.comments where places @> '{comments}' and project_id = any (projects) and search @@ query
$$;
grant execute on function issues.matching(text[], tsquery, text[]) to devflow_app;
