import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../command';

/** A Python program that has MLflow. */
export interface MlflowPython {
  /** As it was found; a path, or a name on PATH. */
  program: string;
  version: string;
  /** mlflow-skinny has no server. */
  hasServer: boolean;
  /** The newest revision of the database schema that it knows. */
  schema: string | undefined;
}

/** Finds MLflow without importing it, which takes seconds; the schema's head is the revision that nothing follows. */
const SCRIPT = `
import importlib.metadata as m, importlib.util as u, json, pathlib, re
spec = u.find_spec("mlflow")
if spec and spec.submodule_search_locations:
    names = {"mlflow": None, "mlflow-skinny": None}
    for name in names:
        try: names[name] = m.version(name)
        except m.PackageNotFoundError: pass
    root = pathlib.Path(list(spec.submodule_search_locations)[0])
    revisions, followed = set(), set()
    for path in (root / "store" / "db_migrations" / "versions").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        revisions.update(re.findall(r'^revision\\s*=\\s*["\\'](\\w+)', text, re.M))
        for line in re.findall(r'^down_revision\\s*=\\s*(.*)', text, re.M):
            followed.update(re.findall(r'["\\'](\\w+)["\\']', line))
    heads = sorted(revisions - followed)
    print(json.dumps({
        "version": names["mlflow"] or names["mlflow-skinny"] or "0",
        "hasServer": names["mlflow"] is not None and (root / "server" / "handlers.py").exists(),
        "schema": heads[0] if len(heads) == 1 else None,
    }))
`;
const Answer = z.object({ version: z.string(), hasServer: z.boolean(), schema: z.string().nullable() });

/** Where a Python with MLflow may be, best first. */
export function pythonCandidates(env: NodeJS.ProcessEnv): string[] {
  const inside = (prefix: string | undefined) =>
    prefix
      ? [process.platform === 'win32' ? join(prefix, 'Scripts', 'python.exe') : join(prefix, 'bin', 'python')]
      : [];
  const all = [
    env.DEPLOY_MODEL_PYTHON,
    ...inside(env.VIRTUAL_ENV),
    ...inside(env.CONDA_PREFIX),
    env.DEPLOY_MODEL_HOST_PYTHON,
    'python3',
    'python'
  ];
  return [...new Set(all.flatMap(program => program || []))];
}

/** Every Python with MLflow, best first, looked at one by one while the caller asks. */
export async function* pythonsWithMlflow(env: NodeJS.ProcessEnv, signal: AbortSignal): AsyncGenerator<MlflowPython> {
  for (const program of pythonCandidates(env)) {
    // Isolated: a folder mlflow/ in the working directory is not MLflow.
    const args = ['-I', '-c', SCRIPT];
    const { code, stdout } = await runCommand({ program, args, env, timeoutSeconds: 20, signal });
    const answer = code === 0 ? Answer.safeParse(jsonOf(stdout)) : undefined;
    if (answer?.success) {
      yield { program, ...answer.data, schema: answer.data.schema ?? undefined };
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
