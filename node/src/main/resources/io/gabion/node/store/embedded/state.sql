-- With row ids: without them what is over a quarter of a page takes a page of its own.
CREATE TABLE IF NOT EXISTS checkpoint (
  entity TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  payload BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS writer (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch INTEGER NOT NULL
);
