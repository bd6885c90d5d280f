-- Who may use a device's id. bound_client is the Client-Id it belongs to: null is nobody's yet, '' a device that sends none.
ALTER TABLE devices ADD COLUMN bound_client TEXT;
ALTER TABLE devices ADD COLUMN address TEXT;
ALTER TABLE devices ADD COLUMN token_issued BIGINT;
ALTER TABLE devices ADD COLUMN token_used BIGINT;

-- Devices met before there were bindings count as activated once: the next connection of each binds it.
UPDATE devices SET activated = TRUE;

CREATE TABLE activations (
    device_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    challenge TEXT NOT NULL,
    address TEXT,
    until BIGINT NOT NULL,
    PRIMARY KEY (device_id, client_id)
);

CREATE INDEX activations_by_age ON activations (until);

-- One-use tickets of the console's talk page, as SHA-256 in hexadecimal.
CREATE TABLE talk_tickets (
    hash TEXT NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);

CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
