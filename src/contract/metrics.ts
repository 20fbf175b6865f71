import { z } from 'zod';

/** What a deployment has counted since its process started. Seconds, as Prometheus has them. */
export const Metrics = z
  .object({
    at: z.string(),
    /** All requests, and those that did not end with a status below 400. */
    requests: z.number(),
    errors: z.number(),
    latency: z.object({
      sum: z.number(),
      count: z.number(),
      /** Cumulative: `count` requests took at most `le` seconds; the last bucket has no `le`. */
      buckets: z.array(z.object({ le: z.number().optional(), count: z.number() }))
    }),
    /** Everything else that the endpoint counts, the model's own metrics included. */
    samples: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() }))
  })
  .meta({ id: 'Metrics' });
export type Metrics = z.infer<typeof Metrics>;
