import { type ProblemCode, ProblemError, type ProblemInput } from '../../contract/problem';
import { redact } from '../redact';
import type { Settings } from './settings';

/** An answer that is not the one that was asked for. `body` is text, at most some kilobytes. */
export interface Refusal {
  status: number;
  contentType: string;
  location?: string;
  body: string;
}

/** A Problem that came out of an answer; callers branch on status and MLflow's own code. */
export class RestError extends ProblemError {
  constructor(
    problem: ProblemInput,
    readonly status: number,
    readonly errorCode: string | undefined,
    /** MLflow's own sentence, without secrets. */
    readonly said?: string
  ) {
    super(problem);
    this.name = 'RestError';
  }

  /** There is no such thing; MLflow, its older routes and Flask say so in three ways. */
  get absent(): boolean {
    return this.status === 404 || this.errorCode === 'RESOURCE_DOES_NOT_EXIST';
  }
}

type Sentence = Omit<ProblemInput, 'detail'>;

/** The Problem of an answer with another status, another content type, or a redirect. */
export function refusalOf(refusal: Refusal, settings: Settings): RestError {
  const { errorCode, message } = errorBody(refusal.body);
  const sentence = sentenceOf(refusal, errorCode, settings);
  const detail = redact(`HTTP ${refusal.status} ${message ?? refusal.body.slice(0, 2000)}`.trim(), settings.secrets);
  const said = message === undefined ? undefined : redact(message, settings.secrets);
  return new RestError({ ...sentence, detail }, refusal.status, errorCode, said);
}

function sentenceOf(refusal: Refusal, errorCode: string | undefined, settings: Settings): Sentence {
  const { status, body } = refusal;
  const { uri, title } = settings;
  if (status === 401 || errorCode === 'UNAUTHENTICATED' || errorCode === 'CUSTOMER_UNAUTHORIZED') {
    return unauthorised(settings);
  }
  if (status === 403 && /invalid host header/i.test(body)) {
    return hostRejected(uri);
  }
  if (isSignIn(refusal)) {
    return signIn(uri);
  }
  if (status >= 300 && status < 400) {
    return moved(uri, refusal.location);
  }
  if (status === 403) {
    return forbidden(uri);
  }
  if (status === 200) {
    return notMlflow(uri);
  }
  return {
    code: 'tracking-error',
    message: `The tracking server ${title} could not answer.`,
    reason: REASONS[status] ?? `It said ${status}${errorCode ? ` (${errorCode})` : ''}.`,
    suggestion:
      status === 400
        ? 'Correct the request; MLflow names the part that it does not take below.'
        : 'Try again; when it happens again, look at the log of the server.'
  };
}

const REASONS: Record<number, string> = {
  400: 'It does not take the request.',
  404: 'It does not know what was asked for.',
  429: 'It is asked too often.',
  503: 'It is not ready, or this function is switched off.',
  504: 'It, or what lies behind it, takes too long.'
};

function unauthorised({ uri, authorization, foreignAuth }: Settings): Sentence {
  return {
    code: 'tracking-unauthorised',
    message: `The tracking server ${uri} asks who you are.`,
    reason: foreignAuth
      ? 'MLFLOW_TRACKING_AUTH and MLFLOW_TRACKING_AWS_SIGV4 work in Python only.'
      : authorization
        ? 'It does not accept the login that was sent.'
        : 'No login was sent.',
    suggestion: 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.'
  };
}

function forbidden(uri: string): Sentence {
  return {
    code: 'tracking-forbidden',
    message: `The tracking server ${uri} does not let you read this.`,
    reason: 'Your login is known but lacks the permission.',
    suggestion: 'Ask who runs the server for READ permission, or use another login.'
  };
}

function hostRejected(uri: string): Sentence {
  const { host, hostname } = new URL(uri);
  return {
    code: 'tracking-host-rejected',
    message: `The tracking server does not answer to the name ${host}.`,
    reason: 'MLflow 3.5 and newer answer only to host names that they were told.',
    suggestion: `Start the server with --allowed-hosts '${hostname},${host}' (keep the names that are there), or use its IP address.`
  };
}

function signIn(uri: string): Sentence {
  return {
    code: 'tracking-sso',
    message: `A sign-in page stands before ${uri}.`,
    reason: 'It is made for browsers; a program cannot fill it in.',
    suggestion: 'Use an address of the server behind the sign-in page, or a token in MLFLOW_TRACKING_TOKEN.'
  };
}

function moved(uri: string, location: string | undefined): Sentence {
  const address = location?.replace(/\/(ajax-)?api\/.*$/, '').replace(/\/\/[^@/]*@/, '//');
  return {
    code: 'tracking-wrong-address',
    message: `${uri} is not where MLflow is.`,
    reason: address ? `It sends callers on to ${address}.` : 'It sends callers on to another place.',
    suggestion: 'Set MLFLOW_TRACKING_URI to that address, if it is the one you mean.'
  };
}

/** The Sentence for an address where something else than MLflow answers. */
export function notMlflow(uri: string): Sentence & { code: ProblemCode } {
  return {
    code: 'tracking-wrong-address',
    message: `At ${uri} there is no MLflow server.`,
    reason: 'Something answers there, but it does not speak the REST API of MLflow.',
    suggestion: 'Check host, port and path; behind a reverse proxy, the path at which MLflow is mounted belongs to it.'
  };
}

/** The Problem of an address that does not answer at all. */
export function unreachable(error: unknown, settings: Settings): ProblemError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const text = error instanceof Error ? error.message : String(error);
  const certificate = /certificate|self-signed|CERT_|ERR_TLS|EPROTO/i.test(`${code} ${text}`);
  return new ProblemError(
    {
      code: 'tracking-unreachable',
      message: `The tracking server ${settings.title} cannot be reached.`,
      reason: certificate ? 'Its certificate is not trusted, or it wants one of yours.' : (NETWORK[code] ?? ''),
      suggestion: certificate
        ? 'Set MLFLOW_TRACKING_SERVER_CERT_PATH to the certificate of its authority (MLFLOW_TRACKING_CLIENT_CERT_PATH to yours).'
        : 'Check that it runs, the address in MLFLOW_TRACKING_URI, and HTTP_PROXY and NO_PROXY.',
      detail: redact(text, settings.secrets)
    },
    { cause: error }
  );
}

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens at that address.',
  ENOTFOUND: 'No machine has that name.',
  EAI_AGAIN: 'The name could not be looked up.',
  ECONNRESET: 'The connection was cut.',
  ECONNABORTED: 'It did not answer in time.',
  ETIMEDOUT: 'It did not answer in time.',
  EHOSTUNREACH: 'There is no way to that machine.',
  ENETUNREACH: 'There is no way to that network.'
};

function isSignIn({ status, location, contentType, body }: Refusal): boolean {
  if (status >= 300 && status < 400) {
    return /login|signin|sign_in|sign-in|oauth|openid|saml|sso|authoriz|realms\//i.test(location ?? '');
  }
  const page = contentType.includes('html') && status < 500 && status !== 404;
  return page && /type=["']?password|sign[ -]?in|log[ -]?in|saml|oauth|openid/i.test(body);
}

function errorBody(body: string): { errorCode?: string; message?: string } {
  try {
    const parsed = JSON.parse(body) as { error_code?: unknown; message?: unknown } | null;
    return {
      errorCode: typeof parsed?.error_code === 'string' ? parsed.error_code : undefined,
      message: typeof parsed?.message === 'string' ? parsed.message : undefined
    };
  } catch {
    return {};
  }
}
