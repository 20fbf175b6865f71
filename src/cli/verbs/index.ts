import { placed } from '../place';
import type { Handlers } from '../program';
import { cluster } from './cluster';
import { deploy, resume } from './deploy';
import { list, logs, remove, start, status, stop } from './deployments';
import { doctor } from './doctor';
import { build, images } from './images';
import { manifest } from './manifest';
import { models, show } from './models';
import { cancel, runs } from './runs';
import { test } from './test';
import { diff, discard, promote, restart, revisions, rollback, scale, traffic } from './versions';
import { wrap } from './wrap';

/** What each verb does; one without a handler does not compile. */
export const HANDLERS: Handlers = {
  cluster,
  diff: placed(diff),
  discard: placed(discard),
  manifest,
  promote: placed(promote),
  restart: placed(restart),
  revisions: placed(revisions),
  rollback: placed(rollback),
  scale: placed(scale),
  traffic: placed(traffic),
  models,
  show,
  deploy,
  wrap,
  build,
  images,
  test,
  list: placed(list),
  status: placed(status),
  logs: placed(logs),
  stop: placed(stop),
  start: placed(start),
  remove: placed(remove),
  runs,
  resume,
  cancel,
  doctor
};
