import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ProblemError } from '../../contract/problem';

const Bound = z.union([z.number(), z.literal('inf')], { error: 'must be a number or "inf"' });

const Range = z.tuple([Bound, Bound]).refine(([low, high]) => low === 'inf' || high === 'inf' || low <= high, {
  error: 'the lower bound is above the upper bound'
});

const repeat = z.number().int().min(1).optional();

/** A number; `shape` holds the dimensions after the rows. A bound that is "inf" is open. */
const Continuous = z.object({
  name: z.string(),
  ftype: z.literal('continuous'),
  dtype: z.enum(['FLOAT', 'INT']),
  range: Range.default(['inf', 'inf']),
  shape: z.array(z.number().int().min(1)).optional(),
  repeat
});

const Categorical = z.object({
  name: z.string(),
  ftype: z.literal('categorical'),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
  repeat
});

const Item = z.discriminatedUnion('ftype', [Continuous, Categorical]);

/** One feature or target after `repeat` was unfolded. */
export type ContractItem = z.infer<typeof Item>;

/**
 * Seldon's contract.json (seldon-core 1.x, `microservice_tester.py`): what random requests look like, and what comes
 * back. Both lists are needed; `targets` may be empty.
 */
export const Contract = z.object({ features: z.array(Item).min(1), targets: z.array(Item) }).transform(contract => ({
  features: contract.features.flatMap(item => unfold(item, n => `${item.name}${n}`, 1)),
  targets: contract.targets.flatMap(item => unfold(item, n => `${item.name}:${n}`, 0))
}));
export type Contract = z.output<typeof Contract>;

function unfold({ repeat: times, ...item }: ContractItem, name: (n: number) => string, first: number): ContractItem[] {
  return times === undefined
    ? [item]
    : Array.from({ length: times }, (_, index) => ({ ...item, name: name(first + index) }));
}

/** Reads a contract file. Throws bad-contract with the place of the first mistake. */
export async function readContract(path: string): Promise<Contract> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = { ENOENT: 'There is no such file.', EISDIR: 'It is a folder.' };
    throw badContract(path, reasons[code ?? ''] ?? 'It cannot be read.', cause);
  }
  return parseContract(text, path);
}

/** The contract in a text; `path` names it in Problems. Throws bad-contract. */
export function parseContract(text: string, path: string): Contract {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw badContract(path, `It is not JSON: ${(cause as Error).message}`, cause);
  }
  const result = Contract.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    throw badContract(path, `At ${place?.replace(/^\./, '') || 'the top'}: ${issue?.message}.`, result.error);
  }
  return result.data;
}

function badContract(path: string, reason: string, cause: unknown): ProblemError {
  return new ProblemError(
    {
      code: 'bad-contract',
      message: `${path} is not a contract in Seldon's format.`,
      reason,
      suggestion: 'Correct it; `deploy-model wrap` writes one for a model with a signature, to compare it with.'
    },
    { cause }
  );
}
