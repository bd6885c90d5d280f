-- The tools a turn ran, as JSON; null when it ran none.
ALTER TABLE turns ADD COLUMN tools TEXT;
