import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../contract/problem';
import { type CommandResult, runCommand } from '../command';
import type { Log } from '../log';
import { makeFolder } from '../make-folder';
import { redact } from '../redact';
import type { Git, GitSource } from './index';

interface Call {
  env: NodeJS.ProcessEnv;
  folder: string;
  log: Log;
  signal: AbortSignal;
}

/** The program git; `DEPLOY_MODEL_GIT_TOKEN` is the login for https, else its own helpers and the ssh agent are. */
export function createGit({ env }: { env: NodeJS.ProcessEnv }): Git {
  return {
    async checkOut(source, folder, { log, signal }) {
      await makeFolder(folder);
      const call = { env: gitEnvironment(env, source.url), folder, log, signal };
      await must(['init', '--quiet'], call, source);
      await fetchRef(source, call);
      await must(['checkout', '--quiet', '--force', 'FETCH_HEAD'], call, source);
      const update = ['submodule', 'update', '--init', '--recursive', '--quiet'];
      // Some servers give out no single commit, which is what a submodule names.
      if ((await git([...update, '--depth', '1'], call)).code !== 0) {
        await must(update, call, source);
      }
      const { stdout } = await must(['rev-parse', 'HEAD'], call, source);
      await rm(join(folder, '.git'), { recursive: true, force: true });
      return { id: stdout.trim(), url: redact(source.url) };
    }
  };
}

async function fetchRef(source: GitSource, call: Call): Promise<void> {
  const { url, ref = 'HEAD' } = source;
  const shallow = await git(['fetch', '--quiet', '--depth', '1', '--no-tags', '--', url, ref], call);
  if (shallow.code === 0) {
    return;
  }
  if (!/^[0-9a-f]{7,40}$/.test(ref)) {
    throw unreachable(shallow, source);
  }
  // A server may refuse to give out a commit that no branch points to: with all branches it is among them.
  await must(['fetch', '--quiet', '--', url, '+refs/heads/*:refs/all/*'], call, source);
  await must(['update-ref', 'FETCH_HEAD', ref], call, source);
}

async function must(args: string[], call: Call, source: GitSource): Promise<CommandResult> {
  const result = await git(args, call);
  if (result.code !== 0) {
    throw unreachable(result, source);
  }
  return result;
}

async function git(args: string[], { env, folder, log, signal }: Call): Promise<CommandResult> {
  return runCommand({
    program: 'git',
    args,
    cwd: folder,
    env,
    signal,
    onLine: (line, stream) => stream === 'stderr' && log.line('git', redact(line))
  });
}

/** git must neither ask on a terminal nor run a program that an address names. */
function gitEnvironment(env: NodeJS.ProcessEnv, address: string): NodeJS.ProcessEnv {
  const clean = Object.entries(env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|CONFIG_(COUNT|KEY|VALUE))/.test(name)
  );
  return {
    ...Object.fromEntries(clean),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file',
    GIT_SSH_COMMAND: env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes',
    LC_ALL: 'C',
    ...tokenFor(address, env.DEPLOY_MODEL_GIT_TOKEN)
  };
}

/** The token as a header for that server alone; in the environment, where other users do not see it. */
function tokenFor(address: string, token: string | undefined): NodeJS.ProcessEnv {
  const url = URL.parse(address);
  if (!token || url?.protocol !== 'https:') {
    return {};
  }
  const login = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${url.origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${login}`
  };
}

function unreachable({ notFound, stderrTail }: CommandResult, { url, ref }: GitSource): ProblemError {
  if (notFound) {
    return new ProblemError({
      code: 'tool-missing',
      message: 'The program git is not here.',
      reason: 'A repository can only be read with it.',
      suggestion: 'Install git, or name a folder.'
    });
  }
  const words = redact(stderrTail).trim();
  const noRef = /couldn't find remote ref|not our ref|unadvertised|unable to read tree|not a valid SHA1/i.test(words);
  return new ProblemError({
    code: 'source-unreachable',
    message: noRef ? `${redact(url)} has no ${ref ?? 'branch'}.` : `${redact(url)} cannot be read.`,
    reason: words.split('\n').find(line => /^(fatal|remote|error)/.test(line)) ?? words.split('\n').at(-1) ?? '',
    suggestion: noRef
      ? 'Name a branch, a tag or a whole commit with --ref.'
      : 'Check the address; for a private one set DEPLOY_MODEL_GIT_TOKEN, or load a key into the ssh agent.',
    detail: words
  });
}
