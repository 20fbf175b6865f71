import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';

/** What a notebook's kernel knows of MLflow. */
export interface KernelModel {
  trackingUri?: string;
  /** `models:/m-…` of the last logged model. */
  model?: string;
  /** Id of the run that goes on, or of the last one. */
  run?: string;
}

/** Why a kernel was not asked or did not answer. */
export type KernelSilence = 'no-kernel' | 'not-python' | 'busy' | 'no-answer';

/** ms that a kernel which says that it is idle may take. */
const PATIENCE = 5000;
/** ms in which one that is starting, or at a short cell, may become idle. */
const SOON = 3000;
const LOOK = 100;
const NAME = 'deploy_model';

/**
 * Runs in a namespace of its own, so it leaves nothing behind. MLflow is looked at only when the notebook has imported
 * it: importing takes seconds, and without it nothing was logged. The ids are read where MLflow's own
 * `last_logged_model()` and `last_active_run()` find them, which then ask the server and may wait for it long. Paths of
 * local stores are relative to the kernel's folder, so they are made absolute.
 */
const SCRIPT = `
import json, os, sys
mlflow = sys.modules.get("mlflow")
fluent = sys.modules.get("mlflow.tracking.fluent")
answer = {}
def known(name):
    try:
        return getattr(fluent, name).get()
    except Exception:
        return None
def absolute(uri):
    if uri.startswith("sqlite:///") and not uri.startswith("sqlite:////"):
        return "sqlite:///" + os.path.abspath(uri[len("sqlite:///"):])
    return os.path.abspath(uri) if uri and "://" not in uri and not uri.startswith("databricks") else uri
if mlflow is not None:
    try:
        answer["trackingUri"] = absolute(str(mlflow.get_tracking_uri()))
    except Exception:
        pass
    model = known("_last_logged_model_id")
    active = mlflow.active_run() if hasattr(mlflow, "active_run") else None
    run = active.info.run_id if active else known("_last_active_run_id")
    answer.update({"model": model and "models:/" + model, "run": run})
elif os.environ.get("MLFLOW_TRACKING_URI"):
    answer["trackingUri"] = absolute(os.environ["MLFLOW_TRACKING_URI"])
answer = json.dumps({key: value for key, value in answer.items() if value})
`;

/** One expression; the script's names live in a dictionary that nobody else sees. */
export const EXPRESSION = `(lambda names: (exec(${JSON.stringify(SCRIPT)}, names), names["answer"])[1])({})`;

/** Asks a kernel what it logged last: silently, without history, counter or variables. */
export async function askKernel(
  kernel: Kernel.IKernelConnection | null | undefined
): Promise<KernelModel | KernelSilence> {
  if (!kernel) {
    return 'no-kernel';
  }
  const { language_info: language } = await kernel.info;
  if (language.name !== 'python') {
    return 'not-python';
  }
  // Its queue would hold the question until the cell that runs has ended.
  if (!(await isIdleSoon(kernel))) {
    return 'busy';
  }
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    user_expressions: { [NAME]: EXPRESSION }
  });
  const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE, undefined));
  const reply = await Promise.race([future.done, late]);
  future.dispose();
  return (reply?.content.status === 'ok' && read(reply.content.user_expressions)) || 'no-answer';
}

/** The kernel of a notebook; for one that is on its way, as in a notebook that was just opened, it is waited a moment. */
export async function kernelSoon(context: ISessionContext | undefined): Promise<Kernel.IKernelConnection | undefined> {
  if (context && !context.isReady) {
    const late = new Promise(resolve => setTimeout(resolve, SOON));
    await Promise.race([context.ready, late]);
  }
  return context?.session?.kernel ?? undefined;
}

async function isIdleSoon(kernel: Kernel.IKernelConnection): Promise<boolean> {
  for (let waited = 0; kernel.status !== 'idle' && waited < SOON; waited += LOOK) {
    await new Promise(resolve => setTimeout(resolve, LOOK));
  }
  return kernel.status === 'idle';
}

/** A kernel gives `repr` of a text: JSON inside quotes of Python. */
function read(expressions: unknown): KernelModel | undefined {
  const result = (expressions as Record<string, { data?: Record<string, string> }> | undefined)?.[NAME];
  const text = result?.data?.['text/plain'];
  if (text === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(unquoted(text)) as KernelModel;
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(x[0-9a-f]{2}|.)/gs, (_, code: string) =>
      code.startsWith('x') ? String.fromCharCode(parseInt(code.slice(1), 16)) : code
    );
}
