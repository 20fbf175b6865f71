import { z } from 'zod';
import { RunEvent } from './event';
import { ModelSummary } from './model';
import { RunState } from './run';

/** An experiment of the tracking server, as filters offer it. */
export const Experiment = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Experiment' });
export type Experiment = z.infer<typeof Experiment>;

/** Some rows of the list of models. The same cursor may be asked for again; it gives the same rows. */
export const ModelPage = z
  .object({
    models: z.array(ModelSummary),
    /** What to ask for next; absent at the end of the list. */
    cursor: z.string().optional()
  })
  .meta({ id: 'ModelPage' });
export type ModelPage = z.infer<typeof ModelPage>;

/** Some events of a run. All is told once the run is not `running` and a page comes back empty. */
export const EventPage = z
  .object({
    events: z.array(RunEvent),
    /** Number of the last event told: the next `after`. */
    last: z.number().int(),
    /** The run's state when the page was made. */
    state: RunState
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.infer<typeof EventPage>;

/** Some lines of a deployment's log, oldest first. */
export const LogPage = z
  .object({
    lines: z.array(z.string()),
    /** What to ask for next; new lines come after it. */
    cursor: z.string(),
    /** True when the lines do not follow the given cursor: show them in place of what is there. */
    restarted: z.boolean()
  })
  .meta({ id: 'LogPage' });
export type LogPage = z.infer<typeof LogPage>;
