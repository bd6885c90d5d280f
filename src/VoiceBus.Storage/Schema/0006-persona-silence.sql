-- How long a silence ends what users say to a persona, ms; null leaves it to the configuration.
ALTER TABLE personas ADD COLUMN end_silence_ms INTEGER;
ALTER TABLE personas ADD COLUMN max_end_silence_ms INTEGER;
