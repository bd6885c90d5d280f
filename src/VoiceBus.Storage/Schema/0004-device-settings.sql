-- Whether a device is heard while it speaks (null: as its hello says), and where it reached this server when it asked at boot.
ALTER TABLE devices ADD COLUMN listen_while_speaking BOOLEAN;
ALTER TABLE devices ADD COLUMN server_url TEXT;
