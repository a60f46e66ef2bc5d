create index visits_by_page on visits (page, at);
