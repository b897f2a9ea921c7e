-- Every status is one that a step leads to: a consignment can be cancelled before it leaves, and none was ever diverted;
-- a call or an offer is open from the moment it is made (docs/decisions/0010-only-reachable-statuses.md).
ALTER TABLE consignment DROP CONSTRAINT consignment_status_check;
ALTER TABLE consignment ADD CONSTRAINT consignment_status_check CHECK (status IN ('planned', 'packed', 'dispatched',
  'export_cleared', 'in_transit', 'arrived', 'import_cleared', 'received', 'closed', 'held', 'lost', 'cancelled'));
ALTER TABLE call DROP CONSTRAINT call_status_check;
ALTER TABLE call ADD CONSTRAINT call_status_check
  CHECK (status IN ('open', 'partly_met', 'met', 'withdrawn', 'expired'));
ALTER TABLE offer DROP CONSTRAINT offer_status_check;
ALTER TABLE offer ADD CONSTRAINT offer_status_check
  CHECK (status IN ('open', 'exhausted', 'withdrawn', 'expired'));
