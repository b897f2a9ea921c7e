-- Vaccination sessions: doses given and wasted at a site, by lot where it is known and settled to lots later where it is not
-- (docs/decisions/0023), and figures of vaccinations that others published, which are kept apart.

-- The supplies counted in doses that have come to a party at a site: the way from a site to its accounts, whose own keys
-- begin with the supply. Written by whatever posts units into `received`, and never taken away again.
CREATE TABLE dose_holding (
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  supply_id uuid NOT NULL,
  item_id text NOT NULL REFERENCES item (id),
  PRIMARY KEY (party_id, site_id, supply_id)
);
INSERT INTO dose_holding (party_id, site_id, supply_id, item_id)
SELECT a.party_id, a.site_id, a.supply_id, s.item_id
FROM account AS a
INNER JOIN supply AS s ON s.supply_id = a.supply_id
INNER JOIN item AS i ON i.id = s.item_id
WHERE a.stage = 'received' AND i.unit = 'E27';

-- One session report: what was given and wasted at a site on a day. A further report corrects it and takes its place.
CREATE TABLE session_report (
  id uuid PRIMARY KEY,
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  -- An item, or the category of the vaccines that it can have been where the source does not say more.
  item_id text NOT NULL REFERENCES item (id),
  held_on date NOT NULL,
  source_url text CHECK (length(source_url) BETWEEN 8 AND 2000),
  corrects_id uuid UNIQUE REFERENCES session_report (id),
  reason text NOT NULL,
  user_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK ((corrects_id IS NULL) = (reason = 'command'))
);
CREATE INDEX session_report_by_site ON session_report (party_id, site_id, held_on, id);

CREATE TABLE session_line (
  report_id uuid NOT NULL REFERENCES session_report (id),
  line_number integer NOT NULL CHECK (line_number > 0),
  outcome text NOT NULL CHECK (outcome IN ('given', 'wasted')),
  -- Null where the lot was not known when it was reported.
  supply_id uuid,
  dose_number text CHECK (dose_number ~ '^[a-z0-9_]{1,20}$'),
  -- Age, sex or risk as the source states it: a code, in which no name and no condition fits.
  group_code text CHECK (group_code ~ '^[a-z0-9][a-z0-9_]{0,39}$'),
  waste_reason text CHECK (waste_reason ~ '^[a-z_]{1,20}$'),
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (report_id, line_number),
  CHECK ((outcome = 'wasted') = (waste_reason IS NOT NULL)),
  CHECK (outcome = 'given' OR (dose_number IS NULL AND group_code IS NULL))
);

-- The doses given in a report once more, by group, where the source does not say which dose number each group had.
CREATE TABLE session_group (
  report_id uuid NOT NULL REFERENCES session_report (id),
  group_code text NOT NULL CHECK (group_code ~ '^[a-z0-9][a-z0-9_]{0,39}$'),
  quantity bigint NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (report_id, group_code)
);

-- To which supplies the doses of a line without a lot were settled, by which rule, and by which entry.
CREATE TABLE session_settlement (
  report_id uuid NOT NULL,
  line_number integer NOT NULL,
  supply_id uuid NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  rule text NOT NULL CHECK (rule ~ '^[a-z_]{1,30}$'),
  entry_id uuid NOT NULL,
  PRIMARY KEY (report_id, line_number, supply_id, entry_id),
  FOREIGN KEY (report_id, line_number) REFERENCES session_line (report_id, line_number)
);

-- Doses reported at a site whose lot is not settled yet: they count against what the site has received. Two totals that only
-- grow, as those of an account; a corrected report's doses count as settled.
CREATE TABLE unsettled_doses (
  party_id uuid NOT NULL REFERENCES party (id),
  site_id uuid NOT NULL REFERENCES site (id),
  item_id text NOT NULL REFERENCES item (id),
  doses_in bigint NOT NULL CHECK (doses_in >= 0),
  doses_out bigint NOT NULL CHECK (doses_out >= 0),
  PRIMARY KEY (party_id, site_id, item_id),
  CONSTRAINT unsettled_not_negative CHECK (doses_in >= doses_out)
);

-- Vaccinations as somebody else published them: an area's series by day, cumulative, of all vaccines or of one.
CREATE TABLE reported_vaccination (
  id uuid PRIMARY KEY,
  -- The source's own code or name of the area, and the country where it is one.
  area text NOT NULL CHECK (length(area) BETWEEN 1 AND 80),
  area_name text NOT NULL CHECK (length(area_name) BETWEEN 1 AND 120),
  country char(3) REFERENCES country (code),
  day date NOT NULL,
  item_id text NOT NULL REFERENCES item (id),
  -- Cumulative to the end of the day; null where the source leaves the cell empty.
  doses bigint CHECK (doses >= 0),
  people bigint CHECK (people >= 0),
  people_fully bigint CHECK (people_fully >= 0),
  boosters bigint CHECK (boosters >= 0),
  -- Of the day, as the source states it, and as the source smooths it.
  doses_of_day bigint,
  doses_of_day_smoothed bigint,
  publisher text NOT NULL CHECK (length(publisher) BETWEEN 1 AND 200),
  command_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX reported_vaccination_by_area ON reported_vaccination (area, item_id, day);
CREATE INDEX reported_vaccination_by_country ON reported_vaccination (country, item_id, day);

GRANT SELECT, INSERT ON dose_holding, session_report, session_line, session_group, session_settlement,
  reported_vaccination TO wellspring_app;
GRANT SELECT, INSERT, UPDATE ON unsettled_doses TO wellspring_app;
