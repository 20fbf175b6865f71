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
  diff,
  discard,
  manifest,
  promote,
  restart,
  revisions,
  rollback,
  scale,
  traffic,
  models,
  show,
  deploy,
  wrap,
  build,
  images,
  test,
  list,
  status,
  logs,
  stop,
  start,
  remove,
  runs,
  resume,
  cancel,
  doctor
};
