import { z } from 'zod';

/** One question to the endpoint and how the answer was judged. Durations in ms. */
export const CaseResult = z.object({
  name: z.string(),
  kind: z.enum(['contract', 'parity', 'refused', 'protocol']),
  protocol: z.enum(['rest', 'grpc', 'v2']),
  passed: z.boolean(),
  /** One sentence: what was expected, for example `3 rows of 1 float`. */
  expected: z.string(),
  got: z.string(),
  /** Largest difference to the logged model's answer, for numbers. */
  difference: z.number().optional(),
  status: z.number().int().optional(),
  milliseconds: z.number()
});
export type CaseResult = z.infer<typeof CaseResult>;

/** What the test stage found. A failed verdict is a value: `deploy` decides what to do with it. */
export const Verdict = z
  .object({
    passed: z.boolean(),
    cases: z.array(CaseResult),
    /** One sentence for a person. */
    summary: z.string(),
    /** True when an equal component in an equal environment was tested before and its verdict was taken. */
    reused: z.boolean(),
    testedAt: z.string()
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof Verdict>;
