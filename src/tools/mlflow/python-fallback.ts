import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problem';
import { runCommand } from '../command';
import { filesystemProblem } from '../filesystem-problem';
import type { Log } from '../log';
import { makeFolder } from '../make-folder';
import { redact } from '../redact';
import { filesIn } from './model-folder';
import { pythonsWithMlflow } from './python-finder';

export interface PythonDownload {
  /** What `mlflow artifacts download -u` takes. */
  uri: string;
  /** Where the files really are, for texts: `s3://…`. */
  storage: string;
  trackingUri: string;
  /** Does not exist yet. */
  folder: string;
  env: NodeJS.ProcessEnv;
  log: Log;
  signal: AbortSignal;
}

/** Prints the folder to which the files went. */
const SCRIPT = `
import sys
from mlflow.artifacts import download_artifacts
print(download_artifacts(artifact_uri=sys.argv[1], dst_path=sys.argv[2]))
`;

/**
 * Downloads with the person's own Python, which has the libraries and the credentials for the storage; whole or not
 * at all. Throws python-missing, artifacts-unreachable.
 */
export async function downloadWithPython(request: PythonDownload): Promise<{ bytes: number }> {
  const { uri, storage, trackingUri, folder, log, signal } = request;
  const program = await anyPython(request);
  const draft = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  const env = {
    ...request.env,
    MLFLOW_TRACKING_URI: trackingUri,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD: request.env.MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD ?? 'false'
  };
  try {
    await makeFolder(draft);
    const onLine = (line: string, stream: string) => stream === 'stderr' && log.line('mlflow', redact(line));
    const args = ['-c', SCRIPT, uri, draft];
    const { code, stdout, stderrTail } = await runCommand({ program, args, env, onLine, signal });
    const at = stdout.trim().split('\n').at(-1) ?? '';
    if (code !== 0 || !(await stat(join(at, 'MLmodel')).catch(() => undefined))) {
      throw unreadable(storage, stderrTail);
    }
    const bytes = (await filesIn(at)).reduce((sum, { size }) => sum + size, 0);
    await rename(at, folder);
    return { bytes };
  } catch (error) {
    throw filesystemProblem(error, folder) ?? error;
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function anyPython({ env, signal, storage }: PythonDownload): Promise<string> {
  for await (const { program } of pythonsWithMlflow(env, signal)) {
    return program;
  }
  throw new ProblemError({
    code: 'python-missing',
    message: `The files of the model are in ${redact(storage)}, which needs a Python with MLflow to be read.`,
    reason: 'The tracking server does not hand them out, and no Python here has MLflow.',
    suggestion: 'Install mlflow and the library of the storage, and name that Python in DEPLOY_MODEL_PYTHON.'
  });
}

const LIBRARIES: Record<string, string> = {
  s3: 'boto3',
  r2: 'boto3',
  gs: 'google-cloud-storage',
  wasb: 'azure-storage-blob',
  wasbs: 'azure-storage-blob',
  abfss: 'azure-storage-file-datalake',
  hdfs: 'pyarrow',
  sftp: 'pysftp',
  dbfs: 'databricks-sdk'
};

function unreadable(storage: string, stderr: string): ProblemError {
  const scheme = /^([a-z0-9]+):/.exec(storage)?.[1] ?? 'file';
  const library = LIBRARIES[scheme];
  return new ProblemError({
    code: 'artifacts-unreachable',
    message: `The files of the model in ${redact(storage)} cannot be read from here.`,
    reason:
      scheme === 'file'
        ? 'They are on the disk of the machine that logged the model.'
        : 'Neither the tracking server nor Python on this machine could read them.',
    suggestion: library
      ? `Make sure that ${library} is installed beside mlflow and that the login for ${scheme} is set, then try again.`
      : 'Download the model where its files can be read, and deploy the folder.',
    detail: redact(stderr.slice(-4000))
  });
}
