/** Why a signal was aborted when the program ends, not the work: what was begun is gone on with later. */
export class Interruption extends Error {}

/** Whether work was ended by the end of its program. */
export const isInterrupted = ({ aborted, reason }: AbortSignal): boolean => aborted && reason instanceof Interruption;
