create table visits (
  id bigint generated always as identity primary key,
  page text not null,
  at timestamptz not null default now()
);
