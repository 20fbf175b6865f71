/**
 * Runs beside a local MLflow server, in its process group, and ends the group when nobody has touched the file `used`
 * for so many seconds, when the folder is gone, or when told to. SIGTERM to `mlflow server` alone leaves its workers.
 * Arguments: folder, seconds, program, its arguments.
 */
export const GUARD = `
import os, signal, subprocess, sys, time
folder, idle = sys.argv[1], float(sys.argv[2])
child = subprocess.Popen(sys.argv[3:], stdin=subprocess.DEVNULL)
def end(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try: os.remove(os.path.join(folder, "server.json"))
    except OSError: pass
    os.killpg(0, signal.SIGTERM)
    try: child.wait(5)
    except subprocess.TimeoutExpired: pass
    os.killpg(0, signal.SIGKILL)
signal.signal(signal.SIGTERM, end)
signal.signal(signal.SIGINT, signal.SIG_IGN)
while child.poll() is None:
    time.sleep(min(2, idle / 4))
    try: unused = time.time() - os.stat(os.path.join(folder, "used")).st_mtime
    except OSError: end()
    if unused > idle: end()
end()
`;

/** Prints the schema revision of a SQLite database, opened so that nothing can be written. */
export const SCHEMA = `
import pathlib, sqlite3, sys
db = sqlite3.connect(pathlib.Path(sys.argv[1]).as_uri() + "?mode=ro", uri=True)
tables = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'")}
print(db.execute("select version_num from alembic_version").fetchone()[0] if "alembic_version" in tables else "-" if tables else "")
`;
