import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { WrappedComponent } from '../../contract/component';
import type { ProcessBuild } from '../../contract/deployment';

/**
 * What a model process gets of the environment of whoever deploys it. A list of what is passed, not of what is held
 * back: nobody can list the names of all tokens and passwords, and the process outlives the session they belong to.
 */
const PASSED = [
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TZ|TMPDIR|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|JAVA_HOME)$/,
  /^LC_/,
  /^XDG_(CACHE|CONFIG|DATA)_HOME$/,
  /^(OMP|OPENBLAS|MKL|NUMEXPR|BLIS|GOTO|KMP|VECLIB)_/,
  /^(CUDA|NVIDIA|ROCR|HIP|XLA|TF|JAX|KERAS|TORCH|PYTORCH|ORT)_(?!.*(?:TOKEN|SECRET|PASSWORD|KEY))/,
  /^(HF_HOME|HF_HUB_CACHE|HF_HUB_OFFLINE|HF_DATASETS_CACHE|TRANSFORMERS_CACHE|TRANSFORMERS_OFFLINE|NLTK_DATA)$/,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|no_proxy|NO_PROXY)$/
];

/** The variables that a model process is given, all of them harmless to keep on disk. */
export function passedOn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && PASSED.some(pattern => pattern.test(entry[0]))
    )
  );
}

/** `.s2i/environment` of a component: NAME=value lines. A person who wants a variable passed writes it there. */
export async function s2iEnvironment(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, '.s2i', 'environment'), 'utf8').catch(() => '');
  const lines = text.split('\n').map(line => /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line.trimEnd()));
  return Object.fromEntries(lines.flatMap(match => (match ? [[match[1]!, match[2]!]] : [])));
}

/** The whole environment of a model process, but for what a runtime adds. */
export async function servingEnvironment(
  { folder }: WrappedComponent,
  { runtime }: ProcessBuild
): Promise<Record<string, string>> {
  const own = await s2iEnvironment(folder);
  return {
    ...passedOn(process.env),
    ...own,
    // Bytecode is written: the next start then takes half the time.
    PYTHONUNBUFFERED: '1',
    PYTHONPATH: [runtime, own.PYTHONPATH].filter(Boolean).join(delimiter)
  };
}
