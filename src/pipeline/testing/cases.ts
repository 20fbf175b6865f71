import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CheckCase, Checks } from '../../contract/checks';
import type { WrappedComponent } from '../../contract/component';
import { ProblemError } from '../../contract/problem';
import { parseVerbatim } from '../../tools/exact-json';
import { type Contract, readContract } from './contract-file';
import { generateBatch } from './contract-generator';

/** What a wrapped folder says about its own test. */
export interface Material {
  contract?: Contract;
  checks?: Checks;
  /** A request that must be answered. */
  warmUp?: Record<string, unknown>;
}

/** One request of a test and what is expected; `contract` is a random request that fits the contract. */
export interface TestCase extends Omit<CheckCase, 'expect'> {
  expect: CheckCase['expect'] | 'contract';
}

/** Random batches made from a contract: rows and seed. */
const BATCHES = [
  { rows: 1, seed: 1 },
  { rows: 1, seed: 2 },
  { rows: 5, seed: 3 }
];

/** Reads contract.json, checks.json and the warm-up request of a component. Throws bad-contract. */
export async function readMaterial(component: WrappedComponent): Promise<Material> {
  const { contract, checks, warmUp, folder } = component;
  return {
    contract: contract ? await readContract(resolve(folder, contract)) : undefined,
    checks: checks ? await readChecks(resolve(folder, checks)) : undefined,
    warmUp: warmUp ? (parseVerbatim(await readFile(resolve(folder, warmUp), 'utf8')) as Material['warmUp']) : undefined
  };
}

async function readChecks(path: string): Promise<Checks> {
  const text = await readFile(path, 'utf8');
  try {
    const checks = Checks.parse(JSON.parse(text));
    // Requests are sent as they were written: 2.0 stays a float and 2^53 + 1 keeps its last digit.
    const exact = parseVerbatim(text) as Checks;
    return { ...checks, cases: checks.cases.map((one, index) => ({ ...one, request: exact.cases[index]!.request })) };
  } catch (cause) {
    throw new ProblemError(
      {
        code: 'bad-contract',
        message: `${path} cannot be read.`,
        reason: (cause as Error).message,
        suggestion: 'Correct it, or wrap the model again.'
      },
      { cause }
    );
  }
}

/** Every request that a component must be asked, names made unique. */
export function casesOf({ contract, checks }: Material): TestCase[] {
  const random: TestCase[] = (contract ? BATCHES : []).map(batch => ({
    name: `${batch.rows === 1 ? '1 random row' : `${batch.rows} random rows`}, seed ${batch.seed}`,
    expect: 'contract',
    ...generateBatch(contract!, batch)
  }));
  const seen = new Map<string, number>();
  return [...random, ...(checks?.cases ?? [])].map(one => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    return times === 1 ? one : { ...one, name: `${one.name} (${times})` };
  });
}
