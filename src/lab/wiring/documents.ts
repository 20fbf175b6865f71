import type { ILabShell, ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, type ReactWidget, WidgetTracker } from '@jupyterlab/apputils';
import { UUID } from '@lumino/coreutils';
import { CommandIDs } from '../commands';
import { deployIcon } from '../icons';
import type { Lab, PanelStart } from '../lab';
import type { PanelSession } from '../models/panel-session';

type Page = MainAreaWidget<ReactWidget>;

/** The pages of the main area: open, found again when they are open, and back after a reload. */
export class Documents {
  readonly #panels = new WidgetTracker<Page>({ namespace: 'deploy-model-panels' });
  readonly #deployments = new WidgetTracker<Page>({ namespace: 'deploy-model-deployments' });
  readonly #models = new WidgetTracker<Page>({ namespace: 'deploy-model-models' });
  readonly #sessions = new Map<Page, PanelSession>();

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly lab: Lab,
    private readonly labShell: ILabShell | null
  ) {}

  restore(restorer: ILayoutRestorer): void {
    void restorer.restore(this.#panels, {
      command: CommandIDs.openPanel,
      args: page => ({ ...this.#sessions.get(page)?.start, panel: page.id }),
      name: page => page.id
    });
    const byId = (page: Page) => page.id;
    void restorer.restore(this.#deployments, {
      command: CommandIDs.openDeployment,
      args: page => ({ name: page.id.slice(DEPLOYMENT.length) }),
      name: byId
    });
    void restorer.restore(this.#models, {
      command: CommandIDs.showModel,
      args: page => argumentsOfModel(page.id),
      name: byId
    });
  }

  /** Opens a panel; one that shows the same run comes to the front instead. `id` is that of a panel that comes back. */
  async openPanel(start: PanelStart, id = `${PANEL}${UUID.uuid4()}`): Promise<Page> {
    const open = [...this.#sessions].find(([, session]) => start.run !== undefined && session.run?.id === start.run);
    if (open) {
      this.app.shell.activateById(open[0].id);
      return open[0];
    }
    const { createPanelView } = await import('../views');
    const { view, session } = createPanelView(this.lab, start);
    const page = this.#add(view, { id, title: this.lab.trans.__('Deploy model') });
    this.#sessions.set(page, session);
    page.disposed.connect(() => this.#sessions.delete(page));
    this.#remember(page, session);
    await this.#panels.add(page);
    return page;
  }

  async openDeployment(name: string): Promise<void> {
    await this.#openOnce(this.#deployments, DEPLOYMENT + name, async id => {
      const { createDeploymentView } = await import('../views');
      return this.#add(createDeploymentView(this.lab, name), { id, title: name });
    });
  }

  async showModel(uri: string, trackingUri: string | undefined): Promise<void> {
    await this.#openOnce(this.#models, idOfModel(uri, trackingUri), async id => {
      const { createModelView } = await import('../views');
      return this.#add(createModelView(this.lab, uri, trackingUri), { id, title: this.lab.trans.__('Model') });
    });
  }

  /** Whether somebody looks at a run just now. */
  isWatched(run: string): boolean {
    return (
      !document.hidden && [...this.#sessions].some(([page, { run: shown }]) => page.isVisible && shown?.id === run)
    );
  }

  async #openOnce(tracker: WidgetTracker<Page>, id: string, create: (id: string) => Promise<Page>): Promise<void> {
    const open = tracker.find(page => page.id === id);
    if (open) {
      this.app.shell.activateById(id);
      return;
    }
    await tracker.add(await create(id));
  }

  #add(content: ReactWidget, { id, title }: { id: string; title: string }): Page {
    const page = new MainAreaWidget({ content });
    page.id = id;
    page.title.label = title;
    page.title.icon = deployIcon;
    page.title.closable = true;
    page.toolbar.hide();
    // Notebook's main area holds one document and silently refuses a second.
    this.app.shell.add(page, this.labShell ? 'main' : 'right');
    this.app.shell.activateById(page.id);
    return page;
  }

  /** Keeps title and layout up to date with what the panel shows. */
  #remember(page: Page, session: PanelSession): void {
    let known = JSON.stringify(session.start);
    session.changed.connect(() => {
      const name = session.run?.run?.deployment?.name ?? session.draft.name;
      page.title.label = name ? this.lab.trans.__('Deploy %1', name) : this.lab.trans.__('Deploy model');
      const now = JSON.stringify(session.start);
      if (now !== known) {
        known = now;
        void this.#panels.save(page);
      }
    });
  }
}

const PANEL = 'deploy-model-panel-';
const DEPLOYMENT = 'deploy-model-deployment-';
const MODEL = 'deploy-model-model-';

function idOfModel(uri: string, trackingUri: string | undefined): string {
  return MODEL + JSON.stringify([uri, trackingUri ?? null]);
}

function argumentsOfModel(id: string): { uri: string; trackingUri?: string } {
  const [uri, trackingUri] = JSON.parse(id.slice(MODEL.length)) as [string, string | null];
  return trackingUri ? { uri, trackingUri } : { uri };
}
