/** All durations of a supervisor, in ms. */
export interface Times {
  /** Between probes of a process that starts: from the first to the last. */
  firstProbe: number;
  lastProbe: number;
  /** Between probes of a ready process. */
  liveness: number;
  /** How long one probe may take. */
  probeTimeout: number;
  /** A ready process that has not answered for so long is started again. */
  unresponsive: number;
  /** Before the first restart, doubled for each further one up to the last. */
  firstDelay: number;
  lastDelay: number;
  /** After so long without an exit the back-off starts anew. */
  steady: number;
  /** From SIGTERM to SIGKILL. */
  grace: number;
  /** How long children may outlive the process itself once it was asked to end. */
  stragglers: number;
  ownerCheck: number;
  /** Between looks at the memory of a process that has a limit. */
  memoryCheck: number;
}

export const TIMES: Times = {
  firstProbe: 10,
  lastProbe: 100,
  liveness: 1_000,
  probeTimeout: 5_000,
  unresponsive: 60_000,
  firstDelay: 500,
  lastDelay: 30_000,
  steady: 60_000,
  grace: 10_000,
  stragglers: 1_000,
  ownerCheck: 500,
  memoryCheck: 100
};
