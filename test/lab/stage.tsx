import { nullTranslator } from '@jupyterlab/translation';
import { cleanup, render, type RenderResult } from '@testing-library/react/pure';
import type { ReactElement } from 'react';
import { createClient } from '../../src/contract/client';
import { type Actions, type Lab, LabContext } from '../../src/lab/lab';
import { Deployments } from '../../src/lab/models/deployments';
import { Images } from '../../src/lab/models/images';
import { Runs } from '../../src/lab/models/runs';
import { Settings } from '../../src/lab/models/settings';
import { Words } from '../../src/lab/words';
import { FakeService } from './fake-service';

// Not by the library itself: it would complain of every answer that comes while a test waits.
afterEach(cleanup);

export const trans = nullTranslator.load('');
export const words = new Words(trans, 'en');

/** A view's surroundings around a fake service; what a view asks the application to do is remembered. */
export class Stage {
  readonly asked: [keyof Actions, ...unknown[]][] = [];
  readonly lab: Lab;

  constructor(readonly service = new FakeService()) {
    const client = async () => createClient<AbortSignal>(service.send);
    const note =
      (name: keyof Actions) =>
      (...values: unknown[]) =>
        void this.asked.push([name, ...values]);
    this.lab = {
      trans,
      words,
      client,
      settings: new Settings(),
      runs: new Runs(client),
      deployments: new Deployments(client),
      images: new Images(client),
      editors: null,
      actions: {
        openPanel: note('openPanel'),
        openDeployment: note('openDeployment'),
        buildImage: note('buildImage'),
        openImage: note('openImage'),
        showModel: note('showModel'),
        canInsert: () => true,
        insertRequest: async (...values) => note('insertRequest')(...values)
      }
    };
  }

  show(view: ReactElement): RenderResult {
    return render(<LabContext.Provider value={this.lab}>{view}</LabContext.Provider>);
  }
}
