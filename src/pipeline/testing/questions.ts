import type { WrappedComponent } from '../../contract/component';
import type { CaseResult } from '../../contract/verdict';
import type { Answer } from '../../tools/endpoint';
import type { Material, TestCase } from './cases';
import {
  describeShape,
  type Judgement,
  judgeParity,
  judgeRefusal,
  judgeShape,
  reasonOf,
  type Shape,
  shapeOfChecks,
  shapeOfTargets
} from './judge';
import { grpcQuestions } from './grpc-questions';
import { payloadOfV2 } from './payload';
import type { ReferenceAnswer } from './reference';
import { clip } from './sentence';
import { v2RequestOf } from './v2-request';

/** One thing to ask an endpoint, ready to be sent. Without a body it is a GET. */
export interface Question extends Pick<CaseResult, 'name' | 'kind' | 'protocol' | 'expected'> {
  /** A path, a whole address, or host:port for gRPC. */
  path: string;
  body?: unknown;
  /** Said with a call over gRPC. */
  metadata?: Record<string, string>;
  judge(answer: Answer): Judgement;
  /** Left out of the verdict where the runtime does not know the path. */
  optional?: boolean;
}

/** Cases whose values are compared over a second protocol as well. */
const SECOND_PROTOCOL = 3;

/** The tolerance for components without checks.json: what single-precision numbers differ by in their text form. */
const TOLERANCE = { absolute: 1e-9, relative: 1e-6 };

export interface Subject {
  component: WrappedComponent;
  material: Material;
  cases: TestCase[];
  /** Answers of the logged model by case name; empty for a class of the user's own. */
  answers: ReadonlyMap<string, ReferenceAnswer>;
  /** Path or address at which it does its work, whatever kind of component it is. */
  predictions: string;
  /** host:port, where it answers over gRPC too. */
  grpc?: string;
  /** What is said with each call there. */
  grpcMetadata?: Record<string, string>;
  /** Behind an orchestrator, which keeps the model's own health and internal path to itself. */
  isBehind?: boolean;
  /** Served by Seldon's own server, which says with status 500 that it refuses, and over gRPC not why. */
  isForeign?: boolean;
}

/** Everything that a component is asked, health first. */
export function questionsOf(subject: Subject): Question[] {
  const { component, material } = subject;
  const health: Question = {
    name: 'health',
    kind: 'protocol',
    protocol: 'rest',
    path: '/health/ping',
    expected: '200',
    judge: ({ status, body }) => ({ passed: status === 200, got: `${status}: ${clip(body)}` }),
    optional: subject.isBehind
  };
  const path = subject.predictions;
  if (component.type === 'ROUTER' || component.type === 'COMBINER') {
    // They have no answer of their own to judge.
    return [health, ...warmUp(material, path)];
  }
  return [
    health,
    ...warmUp(material, path),
    ...subject.cases.map(one => questionOf(one, subject, path)),
    ...(component.type === 'MODEL' ? [...otherPaths(subject), ...overGrpc(subject), ...malformed(subject, path)] : [])
  ];
}

/** Asked only where nothing else is known: it must be answered, whatever comes back. */
function warmUp({ checks, contract, warmUp: body }: Material, path: string): Question[] {
  const shape: Shape = { answer: 'unknown', outputs: [] };
  return checks || contract || !body
    ? []
    : [
        {
          name: 'warm-up request',
          kind: 'protocol',
          protocol: 'rest',
          path,
          body,
          expected: describeShape(shape),
          judge: answer => judgeShape(answer, shape)
        }
      ];
}

function questionOf(one: TestCase, subject: Subject, path: string): Question {
  const { material, answers } = subject;
  const reference = answers.get(one.name);
  const question = { name: one.name, protocol: 'rest', path, body: one.request } as const;
  if (one.expect === 'refused') {
    return { ...question, kind: 'refused', ...refusalBy(subject) };
  }
  const shape = shapeFor(one, material);
  const tolerance = material.checks?.tolerance ?? TOLERANCE;
  if (one.expect === 'parity' && reference) {
    return {
      ...question,
      kind: 'parity',
      expected: describeReference(reference),
      judge: answer => judgeParity(answer, reference, { tolerance })
    };
  }
  return {
    ...question,
    kind: 'contract',
    expected: reference ? `${describeShape(shape)}, as the logged model answers` : describeShape(shape),
    judge(answer) {
      const parity = reference && judgeParity(answer, reference, { tolerance });
      if (parity && (!parity.passed || 'error' in reference)) {
        return parity;
      }
      // The logged model has no value there either, else the comparison would have failed.
      const outputs = shape.outputs.map(output => ({ ...output, nullable: output.nullable || parity !== undefined }));
      // It may answer with fewer rows than it was asked, or with none.
      const judged = judgeShape(answer, { ...shape, outputs, ...(parity && { rows: undefined }) });
      return { ...judged, ...(parity && { difference: parity.difference }) };
    }
  };
}

function shapeFor({ rows }: TestCase, { checks, contract }: Material): Shape {
  if (checks) {
    return shapeOfChecks(checks, rows);
  }
  return contract ? shapeOfTargets(contract, rows) : { answer: 'unknown', outputs: [], rows };
}

function describeReference(reference: ReferenceAnswer): string {
  return 'error' in reference
    ? `a refusal, as the logged model refuses: ${clip(reference.error)}`
    : `as the logged model: ${clip(reference.value)}`;
}

/** The same values must come from Seldon's internal path and, where V2 can say the request, from the V2 path. */
function otherPaths({ cases, answers, material, isBehind }: Subject): Question[] {
  const tolerance = material.checks?.tolerance ?? TOLERANCE;
  const compared = cases.flatMap(one => {
    const reference = one.expect === 'parity' ? answers.get(one.name) : undefined;
    return reference && !('error' in reference) ? [{ one, reference }] : [];
  });
  const internal = compared.slice(0, 1).map(({ one, reference }): Question => ({
    name: `${one.name}, internal path`,
    kind: 'protocol',
    protocol: 'rest',
    path: '/predict',
    body: one.request,
    expected: describeReference(reference),
    judge: answer => judgeParity(answer, reference, { tolerance }),
    optional: isBehind
  }));
  const v2 = compared.flatMap(({ one, reference }): Question[] => {
    const body = reference.kind === 'data' ? v2RequestOf(one.request) : undefined;
    return body && !holdsNull(reference.value)
      ? [
          {
            name: `${one.name}, V2`,
            kind: 'protocol',
            protocol: 'v2',
            path: '/v2/models/model/infer',
            body,
            expected: describeReference(reference),
            judge: answer => judgeParity(answer, reference, { tolerance, read: payloadOfV2 }),
            optional: true
          }
        ]
      : [];
  });
  return [...internal, ...v2.slice(0, SECOND_PROTOCOL)];
}

function overGrpc({
  component,
  cases,
  answers,
  material,
  isForeign,
  grpc,
  grpcMetadata: metadata
}: Subject): Question[] {
  const tolerance = material.checks?.tolerance ?? TOLERANCE;
  // Its server knows no status but UNKNOWN, whatever the class raises.
  const tellsWhy = component.runtime !== 'seldon-core' && !isForeign;
  const more = { metadata, tolerance, describe: describeReference, tellsWhy };
  return grpc ? grpcQuestions({ address: grpc, cases, answers, ...more }) : [];
}

function holdsNull(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsNull) : value === null || typeof value === 'object';
}

/** What no model can answer must be refused with a reason. A class of the user's own may take anything it likes. */
function malformed({ material: { checks }, isForeign }: Subject, path: string): Question[] {
  const bodies: [string, unknown][] = [
    ['a message without a payload', {}],
    ['a text instead of a message', 'not a message']
  ];
  return (checks ? bodies : []).map(([name, body]) => ({
    name,
    kind: 'refused',
    protocol: 'rest',
    path,
    body,
    ...refusalBy({ isForeign })
  }));
}

/** How a request is refused that does not fit. */
function refusalBy({ isForeign }: Pick<Subject, 'isForeign'>): Pick<Question, 'expected' | 'judge'> {
  return isForeign
    ? { expected: '4xx or 5xx with a reason', judge: answer => judgeRefusal(answer, 599) }
    : { expected: '4xx with a reason', judge: answer => judgeRefusal(answer) };
}

/** True when an answer says that there is no such path; seldon-core 1.x says it with status 500. */
export function isUnknownPath({ status, body }: Answer): boolean {
  return [404, 405, 501].includes(status) || (status === 500 && /^40[45] /.test(reasonOf(body) ?? ''));
}
