-- Whether a device is heard while it speaks (null: as its hello says), and where it reached this server when it asked at boot.
ALTER TABLE devices ADD COLUMN listen_while_speaking BOOLEAN;
ALTER TABLE devices ADD COLUMN server_url TEXT;

-- Timers, alarms and what a device is to be told: they are the device's, not its connection's. Times in milliseconds since 1970,
-- UTC; days are bits, Monday the lowest; null: once.
CREATE TABLE device_alarms (
    id TEXT NOT NULL PRIMARY KEY,
    device_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    message TEXT,
    rings_at BIGINT NOT NULL,
    set_at BIGINT NOT NULL,
    time_of_day INTEGER,
    days INTEGER,
    snoozed BOOLEAN NOT NULL
);

CREATE INDEX device_alarms_by_device ON device_alarms (device_id, rings_at);

-- MCP endpoints: the token as SHA-256 in hexadecimal, who is offered the tools as JSON arrays.
CREATE TABLE mcp_endpoints (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    devices TEXT NOT NULL,
    personas TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used BIGINT
);
