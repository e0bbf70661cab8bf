"""The children of each province with how many divisions lie below them, by recursive SQL over the same rows:
SQLite from Python itself, DuckDB where it is installed."""
import csv, gzip, lzma, os, sqlite3, sys, tempfile, time

opened = {"xz": lzma.open, "gz": gzip.open}.get(sys.argv[1].rsplit(".", 1)[-1], open)
with opened(sys.argv[1], "rt", encoding="utf-8") as file:
    rows = [(r["code12"], int(r["level"]), r["name"], r["parent12"] or None) for r in csv.DictReader(file)]
provinces = [row[0] for row in rows if row[1] == 1]

# A padded code repeats on the level below, so that the level is part of the key.
BELOW = """WITH RECURSIVE below(child, code, level) AS (
    SELECT code, code, level FROM division WHERE parent = ? AND level = 2
    UNION ALL SELECT b.child, d.code, d.level FROM below b JOIN division d ON d.parent = b.code AND d.level = b.level + 1)
SELECT child, level, count(*) FROM below GROUP BY child, level ORDER BY child, level"""


def measure(name, question):
    times = []
    for province in provinces:
        begun = time.perf_counter()
        question(province)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    print(f"{name}: p50 {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms", flush=True)


db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE division (code TEXT, level INTEGER, name TEXT, parent TEXT)")
db.executemany("INSERT INTO division VALUES (?, ?, ?, ?)", rows)
db.execute("CREATE INDEX division_parent ON division (parent, level, code)")
measure(f"SQLite {sqlite3.sqlite_version}, recursive", lambda p: db.execute(BELOW, (p,)).fetchall())

try:
    import duckdb
except ImportError:
    print("DuckDB: not measured, Python has no duckdb")
    sys.exit()
duck = duckdb.connect()
duck.execute("CREATE TABLE division (code TEXT, level INTEGER, name TEXT, parent TEXT)")
with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8", newline="") as plain:
    csv.writer(plain).writerows(rows)
duck.execute(f"INSERT INTO division SELECT * FROM read_csv('{plain.name}', header = false, all_varchar = true)")
os.unlink(plain.name)
measure(f"DuckDB {duckdb.__version__}, recursive", lambda p: duck.execute(BELOW, [p]).fetchall())
