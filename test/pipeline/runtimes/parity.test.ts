import { messagesToActs, requestsToActs } from './parity/acts';
import { DIFFERENCES, differenceOf } from './parity/differences';
import { requestsToTakesMessages, requestsToTells } from './parity/others';
import { Pair } from './parity/pair';
import type { ParityRequest } from './parity/requests';
import { failureIn, isSame } from './parity/same';
import { PATIENCE, WITH_FOREIGN } from './workbench';

const CLASSES: [string, ParityRequest[]][] = [
  ['acts.py', [...requestsToActs(), ...messagesToActs()]],
  ['tells.py', requestsToTells()],
  ['takes_messages.py', requestsToTakesMessages()]
];

const all = CLASSES.flatMap(([, requests]) => requests);

test('enough is asked, and every request has a name of its own', () => {
  expect(all.length).toBeGreaterThan(300);
  for (const [, requests] of CLASSES) {
    expect(new Set(requests.map(({ name }) => name)).size).toBe(requests.length);
  }
});

test('every difference is shown by a request', () => {
  const shown = new Set(all.map(({ name }) => differenceOf(name)));

  expect(DIFFERENCES.filter(one => one.shownBy.length > 0 && !shown.has(one))).toEqual([]);
});

(WITH_FOREIGN ? describe : describe.skip)('beside seldon-core (DEPLOY_MODEL_TEST_RUNTIMES=1)', () => {
  describe.each(CLASSES)('%s', (file, requests) => {
    let pair: Pair;
    beforeAll(async () => {
      pair = await Pair.open(file);
    }, 600_000);
    afterAll(() => pair.close());

    test.each(requests.map(request => [request.name, request] as const))(
      '%s',
      async (name, request) => {
        const { ours, theirs } = await pair.ask(request);
        const [failure, theirFailure] = [failureIn(ours), failureIn(theirs)];

        expect({ same: isSame(ours, theirs), ours, theirs }).toEqual({ same: !differenceOf(name), ours, theirs });
        // Told apart in one place, so that the rows of the table need not name every failure.
        if (failure && theirFailure && request.method !== 'GRPC' && theirFailure.code !== theirs.status) {
          expect([failure.code, theirFailure.code]).toEqual([ours.status, -1]);
        }
      },
      PATIENCE
    );
  });
});
