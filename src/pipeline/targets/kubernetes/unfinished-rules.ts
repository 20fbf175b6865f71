import { problemOf } from '../../../contract/problem';
import { RuleKeeper } from './kept-rule';
import { lookAt } from './namespace-view';
import type { Place } from './place';
import { isSilent } from './rule-lease';
import type { RuleNote, RuleNotes } from './rule-notes';
import { revisionOf } from './status';
import { versionsOf } from './versions';

/** Rules that were watched from this machine by a program that is gone, or may be. */
export class UnfinishedRules {
  constructor(
    private readonly notes: RuleNotes,
    private readonly parts: { existing(name: string): Promise<Place>; owner: string }
  ) {}

  list(): Promise<RuleNote[]> {
    return this.notes.list();
  }

  /**
   * What became of one: `over` when there is nothing to go on with, or when it is somebody else's by now; then it is not
   * listed any more. To see that nobody watches takes up to half a minute. Throws cluster-unreachable and the like.
   */
  async stateOf(note: RuleNote, signal: AbortSignal): Promise<'unwatched' | 'watched' | 'over'> {
    const place = await this.#existing(note.name);
    const keeper = place && new RuleKeeper(place);
    const kept = await keeper?.read();
    if (!place || !keeper || kept?.owner !== this.parts.owner || kept.revision !== (await besideOf(place))) {
      await this.notes.forget(note);
      return 'over';
    }
    return kept.lease === undefined || (await isSilent(keeper, kept.lease, signal)) ? 'unwatched' : 'watched';
  }

  async #existing(name: string): Promise<Place | undefined> {
    try {
      return await this.parts.existing(name);
    } catch (error) {
      if (problemOf(error).code === 'no-such-deployment') {
        return undefined;
      }
      throw error;
    }
  }
}

/** The number of the version beside the running one. */
async function besideOf(place: Place): Promise<number | undefined> {
  const seen = await lookAt(place);
  const { next } = seen ? versionsOf(seen.sdep) : {};
  return next && revisionOf(next);
}
