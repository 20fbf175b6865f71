import { ProblemError } from '../../contract/problem';
import type { LocatedModel } from '.';
import type { Api } from './api';
import { listFolder, type Place } from './artifacts';
import { candidatesOf, type Candidate, loggedCandidate, pathBelow, runCandidate } from './candidates';
import { getLoggedModel } from './logged-models';
import { parseReference, type Reference } from './references';
import { aliasesOf, downloadUri, getVersion, latestVersion, versionOfAlias } from './registry';
import { getRun } from './runs';
import type { ModelVersion, Run } from './schemas';
import { ambiguous, noModel, noSuch, problemsOf } from './states';

/** A located model and where its files are. */
export interface Discovered extends LocatedModel {
  place: Place;
}

/**
 * Finds what a reference names. A name may come encoded as in a web address.
 * Throws bad-request, no-such-model, no-such-run, model-missing, model-ambiguous, run-not-finished.
 */
export async function discover(api: Api, reference: string, signal: AbortSignal): Promise<Discovered> {
  try {
    return await resolve(api, parseReference(reference), reference, signal);
  } catch (error) {
    const plain = decoded(reference);
    if (plain !== reference && error instanceof ProblemError && MAYBE_ENCODED.has(error.problem.code)) {
      return resolve(api, parseReference(plain), reference, signal);
    }
    throw error;
  }
}

const MAYBE_ENCODED = new Set(['bad-request', 'no-such-model', 'model-missing']);

function resolve(api: Api, parsed: Reference, reference: string, signal: AbortSignal): Promise<Discovered> {
  switch (parsed.kind) {
    case 'run':
      return inRun(api, parsed, signal);
    case 'logged-model':
      return loggedModel(api, parsed.modelId, reference, signal);
    case 'version':
    case 'alias':
    case 'latest':
      return registered(api, parsed, reference, signal);
  }
}

async function inRun(
  api: Api,
  { runId, path }: { runId: string; path?: string },
  signal: AbortSignal
): Promise<Discovered> {
  const run = await getRun(api, runId, signal);
  if (!run) {
    throw new ProblemError({
      code: 'no-such-run',
      message: `There is no run ${runId} on ${api.uri}.`,
      reason: 'It was deleted for good, or it is on another server.',
      suggestion: 'Check the id and MLFLOW_TRACKING_URI; see what could be deployed with `deploy-model models`.'
    });
  }
  if (path === undefined) {
    return located(single(run, await candidatesOf(api, run, signal)), run);
  }
  const candidates = (await unlessUnlisted(candidatesOf(api, run, signal))) ?? [];
  const named = candidates.find(({ name, place }) => (place.kind === 'run' ? place.path : name) === path);
  return located(named ?? (await atPath(api, run, path, signal)), run);
}

function single(run: Run, candidates: Candidate[]): Candidate {
  const [only, ...others] = candidates;
  if (!only) {
    throw noModel(run, undefined);
  }
  if (others.length > 0) {
    throw ambiguous(run, candidates);
  }
  return only;
}

/** A model that no tag names, for instance one whose folder was renamed or copied by hand. */
async function atPath(api: Api, run: Run, path: string, signal: AbortSignal): Promise<Candidate> {
  const candidate = runCandidate(run, path);
  const entries = await unlessUnlisted(listFolder(api, candidate.place, '', signal));
  if (entries && !entries.some(entry => entry.path === 'MLmodel')) {
    throw noModel(run, path);
  }
  return candidate;
}

/** Storage that the server cannot list may be read by Python all the same: what a person named is believed. */
async function unlessUnlisted<T>(listing: Promise<T>): Promise<T | undefined> {
  try {
    return await listing;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'artifacts-unreachable') {
      return undefined;
    }
    throw error;
  }
}

async function loggedModel(api: Api, modelId: string, reference: string, signal: AbortSignal): Promise<Discovered> {
  const model = await getLoggedModel(api, modelId, signal);
  if (!model) {
    throw noSuch(reference, api.uri, 'It was deleted, or never was, or the server is older than MLflow 3.');
  }
  const runId = model.info.source_run_id;
  return located(loggedCandidate(model), runId ? await getRun(api, runId, signal) : undefined);
}

type Registered = Extract<Reference, { name: string }>;

async function registered(api: Api, named: Registered, reference: string, signal: AbortSignal): Promise<Discovered> {
  const [version, aliases] = await Promise.all([versionNamed(api, named, signal), aliasesOf(api, named.name, signal)]);
  if (!version) {
    throw noSuch(reference, api.uri, 'There is no registered model, version or alias of that name.');
  }
  const [run, source] = await Promise.all([
    version.run_id ? getRun(api, version.run_id, signal) : undefined,
    sourceOf(api, version, signal)
  ]);
  const { candidate, from } = await candidateAt(api, { version, run, source }, signal);
  return {
    ...located(candidate, from, version),
    name: version.name,
    registered: { name: version.name, version: version.version, aliases: aliases.get(version.version) ?? [] }
  };
}

function versionNamed(api: Api, named: Registered, signal: AbortSignal): Promise<ModelVersion | undefined> {
  switch (named.kind) {
    case 'version':
      return getVersion(api, named, signal);
    case 'alias':
      return versionOfAlias(api, named, signal);
    case 'latest':
      return latestVersion(api, named, signal);
  }
}

/** The address of the files; for MLflow 3 the version's source names the model, for a remote one MLflow knows the URI. */
async function sourceOf(api: Api, version: ModelVersion, signal: AbortSignal): Promise<string> {
  return /^(models|runs):/.test(version.source) ? version.source : downloadUri(api, version, signal);
}

interface Registration {
  version: ModelVersion;
  run: Run | undefined;
  source: string;
}

async function candidateAt(
  api: Api,
  { version, run, source }: Registration,
  signal: AbortSignal
): Promise<{ candidate: Candidate; from: Run | undefined }> {
  const modelId = version.model_id || /^models:\/(m-[^/]+)$/.exec(source)?.[1];
  const model = modelId ? await getLoggedModel(api, modelId, signal) : undefined;
  if (model) {
    return { candidate: loggedCandidate(model), from: run };
  }
  const uri = `models:/${version.name}/${version.version}`;
  const path = run ? pathBelow(source, run) : undefined;
  if (run && path) {
    return { candidate: { ...runCandidate(run, path), uri }, from: run };
  }
  const proxied = /^mlflow-artifacts:\/(?!\/)(.+?)\/*$/.exec(source)?.[1];
  const place: Place = proxied
    ? { kind: 'proxied', path: proxied }
    : { kind: 'store', uri, storage: source || version.source };
  return { candidate: { name: version.name, uri, place }, from: run };
}

function located({ name, uri, place, model }: Candidate, run?: Run, version?: ModelVersion): Discovered {
  const modelId = model?.info.model_id;
  return {
    uri,
    name,
    runId: run?.info.run_id || model?.info.source_run_id || version?.run_id || undefined,
    modelId,
    // Also a file name; MLflow never changes a logged model's files once it is ready.
    cacheKey:
      modelId && /^m-[0-9a-f]{32}$/.test(modelId) && model?.info.status === 'LOGGED_MODEL_READY' ? modelId : undefined,
    problems: problemsOf({ run, model, version }),
    place
  };
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
