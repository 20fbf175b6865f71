import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problem';

/** How to speak to one tracking server. */
export interface Settings {
  /** Without credentials, query and trailing slash. */
  uri: string;
  /** What texts call it: the address; of a server of ours, the store that it stands on. */
  title: string;
  /** The value of the header Authorization. */
  authorization?: string;
  /** MLflow 3.10+: sent as X-MLFLOW-WORKSPACE. */
  workspace?: string;
  tls: { insecure: boolean; ca?: string; client?: string };
  /** Seconds that one answer may take. */
  timeoutSeconds: number;
  /** What must not appear in any text. */
  secrets: string[];
  /** The environment asks for an authentication that only MLflow's Python client has. */
  foreignAuth: boolean;
}

interface Login {
  user?: string;
  password?: string;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Reads MLflow's own client variables (`mlflow/utils/credentials.py`, `rest_utils.py`) and `~/.mlflow/credentials`.
 * A login in the address wins, then user and password, then a token. Throws tracking-wrong-address.
 */
export async function settingsOf(uri: string, env: NodeJS.ProcessEnv): Promise<Settings> {
  const url = parse(uri);
  const login = await loginOf(url, env);
  const token = env.MLFLOW_TRACKING_TOKEN;
  const basic =
    login.user && login.password !== undefined
      ? Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')
      : undefined;
  url.username = '';
  url.password = '';
  const address = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return {
    uri: address,
    title: address,
    authorization: basic ? `Basic ${basic}` : token ? `Bearer ${token}` : undefined,
    workspace: env.MLFLOW_WORKSPACE || undefined,
    tls: url.protocol === 'https:' ? await tlsOf(env) : { insecure: false },
    timeoutSeconds: Number(env.MLFLOW_HTTP_REQUEST_TIMEOUT) || 60,
    secrets: [login.password, token, basic].flatMap(secret => (secret ? [secret] : [])),
    foreignAuth: Boolean(env.MLFLOW_TRACKING_AUTH) || isTrue(env.MLFLOW_TRACKING_AWS_SIGV4)
  };
}

/** Whether the address names this very machine, which no proxy reaches. */
export function isLoopback(uri: string): boolean {
  return LOOPBACK.test(new URL(uri).hostname);
}

function parse(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') {
    return url;
  }
  throw new ProblemError({
    code: 'tracking-wrong-address',
    message: `${uri.replace(/\/\/[^@/]*@/, '//***@')} is no address of an MLflow server.`,
    reason: 'An address starts with http:// or https://.',
    suggestion: 'Set MLFLOW_TRACKING_URI to the address of the server, to sqlite:///<file>, or to a folder.'
  });
}

async function loginOf(url: URL, env: NodeJS.ProcessEnv): Promise<Login> {
  if (url.username) {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  }
  const file = await credentialsFile(env);
  return {
    user: env.MLFLOW_TRACKING_USERNAME || file.user,
    password: env.MLFLOW_TRACKING_PASSWORD || file.password
  };
}

/** MLflow's own variables, then those of the Python library that it asks with, whose authorities stand for all known ones. */
async function tlsOf(env: NodeJS.ProcessEnv): Promise<Settings['tls']> {
  const bundles = ['MLFLOW_TRACKING_SERVER_CERT_PATH', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'];
  const bundle = bundles.find(name => env[name]);
  return {
    insecure: isTrue(env.MLFLOW_TRACKING_INSECURE_TLS),
    ca: bundle && (await pem(env[bundle], bundle)),
    client: await pem(env.MLFLOW_TRACKING_CLIENT_CERT_PATH, 'MLFLOW_TRACKING_CLIENT_CERT_PATH')
  };
}

/** The section [mlflow] of an INI file. */
async function credentialsFile(env: NodeJS.ProcessEnv): Promise<Login> {
  const text = await readFile(join(env.HOME || homedir(), '.mlflow', 'credentials'), 'utf8').catch(() => '');
  const section = /^\[mlflow\]\s*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1] ?? '';
  const read = (key: string) => new RegExp(`^\\s*${key}\\s*[=:]\\s*(.*?)\\s*$`, 'im').exec(section)?.[1];
  return { user: read('mlflow_tracking_username'), password: read('mlflow_tracking_password') };
}

function isTrue(value: string | undefined): boolean {
  return ['true', '1'].includes(value?.toLowerCase() ?? '');
}

async function pem(path: string | undefined, variable: string): Promise<string | undefined> {
  if (!path) {
    return undefined;
  }
  try {
    return (await stat(path)).isDirectory() ? await allIn(path) : await readFile(path, 'utf8');
  } catch (cause) {
    throw new ProblemError(
      {
        code: 'bad-request',
        message: `The certificate ${path} cannot be read.`,
        reason: `${variable} names it.`,
        suggestion: `Correct ${variable}, or remove it.`
      },
      { cause }
    );
  }
}

/** A folder of certificates, one a file, which Python's library takes as well. */
async function allIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter(entry => !entry.isDirectory()).map(({ name }) => name);
  return (await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))).join('\n');
}
