-- One dialect for SQLite and PostgreSQL. Times are milliseconds since 1970, UTC.
CREATE TABLE personas (
    name TEXT NOT NULL PRIMARY KEY,
    prompt TEXT NOT NULL,
    voice TEXT,
    language TEXT,
    greeting TEXT,
    allowed_tools TEXT
);

CREATE TABLE devices (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT,
    name TEXT NOT NULL,
    board TEXT NOT NULL,
    firmware TEXT NOT NULL,
    serial_number TEXT,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    enabled BOOLEAN NOT NULL,
    activated BOOLEAN NOT NULL,
    persona TEXT REFERENCES personas (name) ON DELETE SET NULL,
    version BIGINT NOT NULL
);

CREATE INDEX devices_by_last_seen ON devices (last_seen);

CREATE INDEX devices_by_persona ON devices (persona);

CREATE TABLE turns (
    id TEXT NOT NULL PRIMARY KEY,
    device_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    user_text TEXT NOT NULL,
    played_text TEXT NOT NULL,
    ending TEXT NOT NULL,
    persona TEXT NOT NULL
);

CREATE INDEX turns_by_device ON turns (device_id, at, id);

CREATE INDEX turns_by_age ON turns (at);

CREATE TABLE summaries (
    device_id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    until BIGINT NOT NULL
);
