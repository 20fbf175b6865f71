import type { Endpoint } from '../../contract/deployment';
import type { Built, RunRequest } from '../../contract/run';
import type { Verdict } from '../../contract/verdict';
import type { Context } from '../stage';
import type { Target } from '../targets/target';
import { askAll, type Asking } from './ask';
import { casesOf, type Material, readMaterial } from './cases';
import { questionsOf } from './questions';
import { askReference, type Reference } from './reference';
import { count } from './sentence';
import { verdictOf } from './verdict';

/** Seconds that one answer may take. */
const CASE_SECONDS = 60;

/** What is tested, how long it may take to load, and the GPUs that it is given. */
export interface Examined extends Pick<Built, 'component' | 'build'> {
  request: Pick<RunRequest, 'startTimeout'> & Partial<Pick<RunRequest, 'gpus'>>;
}

/** Somewhere that a component answers. */
export interface Instance extends Pick<Asking, 'lost'> {
  endpoint: Endpoint;
  /** What is said with each call over gRPC. */
  grpcMetadata?: Record<string, string>;
  /** See Subject. */
  isBehind?: boolean;
}

/**
 * Asks an instance of a component and, in its own environment, the logged model; both start at once. `start` gets a
 * context that is aborted as soon as the model itself fails. Throws what either of them throws.
 */
export async function examine(
  input: Examined,
  start: (context: Context) => Promise<Instance>,
  { context, target, seconds = CASE_SECONDS }: { context: Context; target: Pick<Target, 'runScript'>; seconds?: number }
): Promise<Verdict> {
  const material = await readMaterial(input.component);
  const all = casesOf(material);
  const isForeign = input.build.target === 'prepackaged';
  // Its wrapper hands on what is in jsonData as it comes: no model of MLflow takes that.
  const cases = isForeign ? all.filter(({ request }) => 'data' in request) : all;
  const compared = input.component.modelFolder ? cases.filter(({ expect }) => expect !== 'refused') : [];
  const stop = new AbortController();
  const both: Context = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  const asked = compared.length
    ? askReference(input, compared, { context: both, target })
    : Promise.resolve<Reference>({ answers: new Map() });
  const started = start(both);
  const [reference, instance] = await bothOrNeither(asked, started, stop);
  const questions = questionsOf({
    component: input.component,
    material: withClasses(material, reference.classes),
    cases,
    answers: reference.answers,
    predictions: instance.endpoint.predictions,
    grpc: instance.endpoint.grpc,
    grpcMetadata: instance.grpcMetadata,
    isBehind: instance.isBehind,
    isForeign
  });
  const results = await askAll(questions, { url: instance.endpoint.url, seconds, lost: instance.lost }, context);
  return verdictOf(results, remarkOn(cases.length, all.length - cases.length));
}

function remarkOn(asked: number, leftOut: number): string | undefined {
  if (asked === 0) {
    return 'no contract, so only that it answers was tested';
  }
  return leftOut > 0 ? `${count(leftOut, 'case')} left out: this server takes rows only` : undefined;
}

/** A classifier that answers with one label can answer with no other than those it was trained on. */
function withClasses(material: Material, classes: Reference['classes']): Material {
  const [output, ...others] = material.checks?.outputs ?? [];
  if (!classes || !material.checks || !output || output.classes || others.length > 0) {
    return material;
  }
  return { ...material, checks: { ...material.checks, outputs: [{ ...output, classes }] } };
}

/** The first failure ends the other one too, and is thrown once that has ended. */
async function bothOrNeither<A, B>(one: Promise<A>, other: Promise<B>, stop: AbortController): Promise<[A, B]> {
  try {
    return await Promise.all([one, other]);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled([one, other]);
    throw error;
  }
}
