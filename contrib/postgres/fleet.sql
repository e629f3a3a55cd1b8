-- A database for the histories of a fleet. Once, as its superuser: psql -f fleet.sql
-- Then give each role its password, with \password otpdoctor_watch and \password otpdoctor_report.
\set ON_ERROR_STOP on

-- Writes: each appliance's `watch.history: postgres://otpdoctor_watch@HOST/otpdoctor`, with `watch.password`.
CREATE ROLE otpdoctor_watch LOGIN;
-- Reads: `otpdoctor report --history 30d --from postgres://otpdoctor_report@HOST/otpdoctor`.
CREATE ROLE otpdoctor_report LOGIN;

CREATE DATABASE otpdoctor;
REVOKE ALL ON DATABASE otpdoctor FROM PUBLIC;
-- The first watch makes the schema.
GRANT CONNECT, CREATE ON DATABASE otpdoctor TO otpdoctor_watch;
GRANT CONNECT ON DATABASE otpdoctor TO otpdoctor_report;

\connect otpdoctor
ALTER DEFAULT PRIVILEGES FOR ROLE otpdoctor_watch GRANT USAGE ON SCHEMAS TO otpdoctor_report;
ALTER DEFAULT PRIVILEGES FOR ROLE otpdoctor_watch GRANT SELECT ON TABLES TO otpdoctor_report;
