-- A shop of :customers customers straight into PostgreSQL, without a random number: every figure follows from the id.
INSERT INTO stores_store (code, name, time_zone, currency, address, is_open, origin, created_at, updated_at)
SELECT 'S' || n, 'Store ' || n, 'Asia/Shanghai', 'CNY', '', true, 'bench', now(), now() FROM generate_series(1, 50) n;

INSERT INTO catalog_product (code, name, brand, package, is_described, is_sold, origin, created_at, updated_at)
SELECT 'P' || n, 'Product ' || n, '', '', true, true, 'bench', now(), now() FROM generate_series(1, 5000) n;

INSERT INTO customers_customer
  (number, name, family_name, salutation, gender, lunar_birthday, language, time_zone, address, occupation,
   home_store_id, acquired_through, notes, custom, is_do_not_contact, is_not_personalised, is_name_generated,
   service_class, joined_on, origin, created_at, updated_at)
SELECT 'C' || n,
       (ARRAY['Wang','Li','Zhang','Liu','Chen','Yang','Zhao','Huang','Zhou','Wu'])[1 + n % 10] || ' ' || md5(n::text),
       '', '', '', '', '', '', '', '', (SELECT min(id) FROM stores_store) + n % 50, '', '', '{}', false, false, true,
       '', date '2023-01-01' + n % 700, 'bench', now(), now()
FROM generate_series(1, :customers) n;

INSERT INTO customers_identity (customer_id, kind, value, normal, is_primary, source, created_at)
SELECT id, 'phone', '+86138' || lpad((id % 100000000)::text, 8, '0'), '+86138' || lpad((id % 100000000)::text, 8, '0'),
       true, 'bench', now()
FROM customers_customer;

INSERT INTO customers_searchtoken (customer_id, kind, token)
SELECT id, 'name', lower(split_part(name, ' ', 1)) FROM customers_customer
UNION ALL SELECT id, 'name', lower(split_part(name, ' ', 2)) FROM customers_customer
UNION ALL SELECT id, 'number', lower(number) FROM customers_customer
UNION ALL SELECT id, 'tail', reverse(right(lpad(id::text, 8, '0'), 8)) FROM customers_customer;

INSERT INTO sales_order
  (store_id, customer_id, source, source_key, ordered_at, ordered_on, currency, channel, sold_by, payment, total,
   line_count, has_sale, content_hash, origin, created_at, updated_at)
SELECT c.home_store_id, c.id, 'bench', c.id || '-' || k, timestamptz '2024-01-01' + make_interval(days => (c.id * 7 + k * 91)::int % 365),
       date '2024-01-01' + ((c.id * 7 + k * 91) % 365)::int, 'CNY', '', '', '', 30, 3, true, '', 'bench', now(), now()
FROM customers_customer c, generate_series(1, 3) k;

INSERT INTO sales_orderline (order_id, line_key, position, product_id, quantity, amount, discount)
SELECT o.id, 'P' || k || '#1', k, (SELECT min(id) FROM catalog_product) + (o.id * 13 + k * 7) % 5000, 1, 10, 0
FROM sales_order o, generate_series(1, 3) k;

INSERT INTO scores_modelrun (kind, as_of, started_at, finished_at, data_fingerprint, engine, currency, parameters, rows, metrics, seconds, error)
VALUES ('scores', '2024-12-31', now(), now(), 'bench', 'duckdb', 'CNY', '{}', '{}', '{}', '{}', '');

INSERT INTO scores_customerscore
  (customer_id, run_id, home_store_id, first_on, latest_on, total_orders, recency_days, in_window, orders, spend_minor,
   spend_90_minor, spend_90_before_minor, months, visits, r, f, m, rfm_group, rfm_eight, rfm_four, abc,
   spend_share_before, pyramid_rank, pyramid_level, previous_level, is_spike, largest_order_share, champion_product,
   current_value_minor, potential_value_minor, headroom_minor, value_class, previous_class, rhythm_days, silence_days,
   due_in_days, overdue_ratio, overdue_band, silence_probability, is_abnormal, churn_probability, value_at_risk_minor,
   churn_by, leaving_why, probability_alive, expected_orders_90, expected_orders_365, expected_spend_90_minor,
   expected_spend_365_minor, staying_spend_minor, lifetime_value_minor, lifetime_later_minor, past_margin_minor,
   network_minor, stage, stage_since_on, previous_stage, is_returned, champion_products,
   spend_is_falling)
SELECT id, (SELECT max(id) FROM scores_modelrun), home_store_id, date '2024-01-01', date '2024-12-31' - (id % 365)::int, 3, id % 365, true,
       3, (id * 7919) % 1000000, 5000, 4000, '[100,200,300,400,500,600,700,800,900,1000,1100,1200]', '[100,60,20]',
       1 + id % 5, 1 + id % 4, 1 + id % 3, (ARRAY['loyal','active','at_risk','dormant'])[1 + id % 4], 'key_value', '',
       'B', 0.5, id, (ARRAY['vip','major','ordinary','small','small'])[1 + id % 5], '', false, 0.4, '',
       (id * 7919) % 1000000, (id * 104729) % 1000000, 0, (ARRAY['platinum','gold','iron','lead'])[1 + id % 4], '',
       20, id % 365, 20 - id % 365, (id % 365) / 20.0, '>4', 0.02, id % 20 = 0, 0.5, (id * 31) % 100000,
       'points', '[{"feature": "silence_days", "value": 31, "points": 12}]', 0.7, 2.5, 9.5, 12000, 48000, 60000,
       (id * 611953) % 1000000, 8000, 90000, 0,
       (ARRAY['new','forming','stable','declining','lost'])[1 + id % 5], date '2024-06-01', '', false, 0,
       false
FROM customers_customer;

ANALYZE;
