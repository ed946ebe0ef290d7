-- An inbox of :cases cases of :customers customers straight into PostgreSQL; every figure follows from the id.
INSERT INTO stores_store (code, name, time_zone, currency, address, is_open, origin, created_at, updated_at)
SELECT 'S' || n, 'Store ' || n, 'Asia/Shanghai', 'CNY', '', true, 'bench', now(), now() FROM generate_series(1, 50) n;

INSERT INTO customers_customer
  (number, name, family_name, salutation, gender, lunar_birthday, language, time_zone, address, occupation,
   home_store_id, acquired_through, notes, custom, is_do_not_contact, is_not_personalised, is_name_generated,
   service_class, joined_on, origin, created_at, updated_at)
SELECT 'C' || n, 'Customer ' || n, '', '', '', '', '', '', '', '', (SELECT min(id) FROM stores_store) + n % 50, '', '',
       '{}', false, false, true, '', date '2023-01-01' + n % 700, 'bench', now(), now()
FROM generate_series(1, :customers) n;

INSERT INTO cases_case
  (kind, channel, status, priority, subject, customer_id, contact_name, contact, store_id, "table", answer,
   round, thread_key, caller_mark, origin, opened_at, first_due_at, first_replied_at, resolve_due_at, closed_at,
   next_due_at, updated_at, stood_minutes)
SELECT (ARRAY['question','service','suggestion','complaint','complaint'])[1 + n % 5],
       (ARRAY['email','phone','form','counter'])[1 + n % 4],
       CASE WHEN n % 50 = 0 THEN 'open' ELSE 'closed' END,
       (ARRAY['low','normal','normal','high','urgent'])[1 + n % 5],
       'Case ' || n, (SELECT min(id) FROM customers_customer) + n % :customers, '', '',
       (SELECT min(id) FROM stores_store) + n % 50, '',
       '', 1, '', '', 'bench', now() - make_interval(mins => :cases - n),
       now() - make_interval(mins => :cases - n) + interval '4 hours',
       CASE WHEN n % 50 = 0 THEN NULL ELSE now() - make_interval(mins => :cases - n) + interval '1 hour' END,
       now() - make_interval(mins => :cases - n) + interval '2 days',
       CASE WHEN n % 50 = 0 THEN NULL ELSE now() - make_interval(mins => :cases - n) + interval '1 day' END,
       CASE WHEN n % 50 = 0 THEN now() - make_interval(mins => :cases - n) + interval '4 hours' ELSE '9999-01-01' END,
       now(), 0
FROM generate_series(1, :cases) n;

INSERT INTO cases_entry (case_id, kind, code, text, at, facts, source_key)
SELECT id, 'in', '', 'The beans were damp.', opened_at, '{}', '' FROM cases_case;

ANALYZE;
