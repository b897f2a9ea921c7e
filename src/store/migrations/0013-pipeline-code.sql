-- A pipeline is a code of three short words at most, in which no condition can be written. Rows from before stay.
ALTER TABLE supply ADD CONSTRAINT supply_pipeline_code
  CHECK (length(pipeline) <= 30 AND pipeline ~ '^[A-Za-z0-9]+([ ._+&/-][A-Za-z0-9]+){0,2}$') NOT VALID;
