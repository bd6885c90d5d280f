-- The providers a persona asks first, by their names, and how fast it speaks; null leaves it to the services.
ALTER TABLE personas ADD COLUMN asr TEXT;
ALTER TABLE personas ADD COLUMN llm TEXT;
ALTER TABLE personas ADD COLUMN tts TEXT;
ALTER TABLE personas ADD COLUMN speed DOUBLE PRECISION;
