import type { Answer } from '../../tools/endpoint';
import type { Question } from './questions';
import { judgeParity, judgeRefusal, type Judgement } from './judge';
import { clip } from './sentence';
import type { TestCase } from './cases';
import type { ReferenceAnswer } from './reference';
import type { Tolerance } from './compare';
import { numberText } from '../../tools/exact-json';

/** Cases whose values are compared over gRPC as well. */
const MOST = 3;

export interface GrpcSubject {
  /** host:port */
  address: string;
  /** What is said with each call. */
  metadata?: Record<string, string>;
  cases: TestCase[];
  answers: ReadonlyMap<string, ReferenceAnswer>;
  tolerance: Tolerance;
  describe: (reference: ReferenceAnswer) => string;
  /** Whether the runtime can say over gRPC why it refuses. */
  tellsWhy: boolean;
}

/** The same values must come over gRPC, and the same must be refused there. */
export function grpcQuestions({
  address,
  metadata,
  cases,
  answers,
  tolerance,
  describe,
  tellsWhy
}: GrpcSubject): Question[] {
  const compared = cases.flatMap((one): Question[] => {
    const reference = one.expect === 'parity' ? answers.get(one.name) : undefined;
    return reference && !('error' in reference) && isSayable(one.request) && isSayable(reference.value)
      ? [
          {
            name: `${one.name}, gRPC`,
            kind: 'protocol',
            protocol: 'grpc',
            path: address,
            metadata,
            body: one.request,
            expected: describe(reference),
            judge: answer => judgeParity(answer, reference, { tolerance })
          }
        ]
      : [];
  });
  const refused = cases
    .filter(({ expect, request }) => expect === 'refused' && isSayable(request))
    .slice(0, 1)
    .map(({ name, request }): Question => ({
      name: `${name}, gRPC`,
      kind: 'refused',
      protocol: 'grpc',
      path: address,
      metadata,
      body: request,
      expected: tellsWhy ? 'INVALID_ARGUMENT with a reason' : 'a failure, since this runtime cannot say why',
      judge: tellsWhy ? judgeRefusal : judgeAnyFailure
    }));
  return [...compared.slice(0, MOST), ...refused];
}

function judgeAnyFailure({ status, body }: Answer): Judgement {
  return { passed: status >= 400, got: `${status}: ${clip(body)}` };
}

/** Protobuf's numbers are doubles: whole numbers beyond 2^53 cannot be said. */
function isSayable(value: unknown): boolean {
  const number = numberText(value);
  if (number !== undefined) {
    return !/^-?\d{16,}$/.test(number);
  }
  if (Array.isArray(value)) {
    return value.every(isSayable);
  }
  return typeof value !== 'object' || value === null || Object.values(value).every(isSayable);
}
