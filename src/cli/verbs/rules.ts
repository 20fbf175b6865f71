import { PROBLEMS } from '../../contract/problem';
import type { Decision, RolloutRule } from '../../contract/rollout-rule';
import { silent } from '../../tools/log';
import type { Session } from '../session';

const SAID: Record<Decision['outcome'], string> = {
  promoted: 'takes over',
  discarded: 'is taken away',
  undecided: 'is not decided about; both versions run on',
  overtaken: 'was decided about by somebody else'
};

/** Stays until a rule has decided about a new version; the exit code says whether it took over. */
export async function decide(session: Session, name: string, rule: RolloutRule | undefined): Promise<number> {
  const { pipeline, output, signal } = session;
  output.text('Watching the new version; this command stays until it is decided.');
  const log = { ...silent, line: (_: string, text: string) => output.text(text) };
  const decision = await pipeline.clusters.decide(name, rule, { log, signal });
  output.emit({ event: 'decision', decision });
  output.text(`v${decision.revision} ${SAID[decision.outcome]}. ${decision.reason}`);
  return decision.outcome === 'promoted' ? 0 : PROBLEMS['test-failed'].exit;
}
