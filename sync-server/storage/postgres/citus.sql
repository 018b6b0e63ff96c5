-- Spreads the tables of the field over a Citus cluster by grid, and keeps the tables of the district on every node.
-- Run it once on the coordinator, in the empty database of a server that has been started once (docs/scaling.md):
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f sync-server/storage/postgres/citus.sql
BEGIN;
CREATE EXTENSION IF NOT EXISTS citus;

SELECT create_reference_table('migrations');
SELECT create_reference_table('meta');
SELECT create_reference_table('areas');
SELECT create_reference_table('staff');
SELECT create_reference_table('grants');
SELECT create_reference_table('devices');
SELECT create_reference_table('codes');

SELECT create_distributed_table('grids', 'grid');
SELECT create_distributed_table('unborn_grids', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('ledger', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('settlements', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('receipts', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('documents', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('chains', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('phones', 'grid', colocate_with => 'grids');
SELECT create_distributed_table('hours', 'grid', colocate_with => 'grids');
COMMIT;
