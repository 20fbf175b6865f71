import type { ILabShell, ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, type ReactWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { LabIcon } from '@jupyterlab/ui-components';
import { type ReadonlyPartialJSONObject, UUID } from '@lumino/coreutils';
import type { Address } from '../../contract/deployment-id';
import { CommandIDs } from '../commands';
import { deployIcon, imageIcon } from '../icons';
import type { Lab, PanelStart } from '../lab';
import { shortName } from '../models/image-words';
import type { PanelSession } from '../models/panel-session';
import type { RunModel } from '../models/run-model';

type Page = MainAreaWidget<ReactWidget>;

/** The pages of the main area: open, found again when they are open, and back after a reload. */
export class Documents {
  readonly #panels = new WidgetTracker<Page>({ namespace: 'deploy-model-panels' });
  readonly #deployments = new WidgetTracker<Page>({ namespace: 'deploy-model-deployments' });
  readonly #builders = new WidgetTracker<Page>({ namespace: 'deploy-model-builders' });
  readonly #images = new WidgetTracker<Page>({ namespace: 'deploy-model-images' });
  readonly #models = new WidgetTracker<Page>({ namespace: 'deploy-model-models' });
  readonly #sessions = new Map<Page, PanelSession>();

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly lab: Lab,
    private readonly labShell: ILabShell | null
  ) {}

  restore(restorer: ILayoutRestorer): void {
    const byId = (page: Page) => page.id;
    const args = (page: Page) => ({ ...this.#sessions.get(page)?.start, panel: page.id });
    void restorer.restore(this.#panels, { command: CommandIDs.openPanel, args, name: byId });
    void restorer.restore(this.#builders, { command: CommandIDs.buildImage, args, name: byId });
    void restorer.restore(this.#images, {
      command: CommandIDs.openImage,
      args: page => ({ id: page.id.slice(IMAGE.length) }),
      name: byId
    });
    void restorer.restore(this.#deployments, {
      command: CommandIDs.openDeployment,
      args: page => argumentsIn(page.id, DEPLOYMENT),
      name: byId
    });
    void restorer.restore(this.#models, {
      command: CommandIDs.showModel,
      args: page => argumentsIn(page.id, MODEL),
      name: byId
    });
  }

  /** Opens a panel; one that shows the same run comes to the front instead. `id` is that of a panel that comes back. */
  openPanel(start: PanelStart, id = `${PANEL}${UUID.uuid4()}`): Promise<Page> {
    return this.#openSession(this.#panels, start, id);
  }

  /** The same for the panel that builds an image. */
  openBuilder(start: PanelStart, id = `${BUILDER}${UUID.uuid4()}`): Promise<Page> {
    return this.#openSession(this.#builders, start, id);
  }

  /** Its id in the layout is its address, so that the page of another one of that name is another page. */
  async openDeployment(address: Address): Promise<void> {
    const { name, namespace } = address;
    await this.#openOnce(this.#deployments, DEPLOYMENT + JSON.stringify(address), async id => {
      const { createDeploymentView } = await import('../views');
      const title = namespace ? `${name} (${namespace})` : name;
      return this.#add(createDeploymentView(this.lab, address), { id, title });
    });
  }

  async openImage(image: string): Promise<void> {
    await this.#openOnce(this.#images, IMAGE + image, async id => {
      const { createImageView } = await import('../views');
      return this.#add(createImageView(this.lab, image), { id, title: this.#imageTitle(image), icon: imageIcon });
    });
  }

  async showModel(uri: string, trackingUri: string | undefined): Promise<void> {
    await this.#openOnce(this.#models, MODEL + JSON.stringify({ uri, trackingUri }), async id => {
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

  async #openSession(tracker: WidgetTracker<Page>, start: PanelStart, id: string): Promise<Page> {
    const open = [...this.#sessions].find(
      ([page, { run }]) => start.run !== undefined && run?.id === start.run && tracker.has(page)
    );
    if (open) {
      this.app.shell.activateById(open[0].id);
      return open[0];
    }
    const isBuilder = tracker === this.#builders;
    const { createBuilderView, createPanelView } = await import('../views');
    const { view, session } = (isBuilder ? createBuilderView : createPanelView)(this.lab, start);
    const page = this.#add(view, { id, title: '', icon: isBuilder ? imageIcon : deployIcon });
    this.#sessions.set(page, session);
    page.disposed.connect(() => this.#sessions.delete(page));
    this.#remember(page, session, tracker);
    await tracker.add(page);
    return page;
  }

  async #openOnce(tracker: WidgetTracker<Page>, id: string, create: (id: string) => Promise<Page>): Promise<void> {
    const open = tracker.find(page => page.id === id);
    if (open) {
      this.app.shell.activateById(id);
      return;
    }
    await tracker.add(await create(id));
  }

  #add(content: ReactWidget, { id, title, icon = deployIcon }: { id: string; title: string; icon?: LabIcon }): Page {
    const page = new MainAreaWidget({ content });
    page.id = id;
    page.title.label = title;
    page.title.icon = icon;
    page.title.closable = true;
    page.toolbar.hide();
    // Notebook's main area holds one document and silently refuses a second.
    this.app.shell.add(page, this.labShell ? 'main' : 'right');
    this.app.shell.activateById(page.id);
    return page;
  }

  /** Keeps title and layout up to date with what the panel shows. */
  #remember(page: Page, session: PanelSession, tracker: WidgetTracker<Page>): void {
    const title = () => (tracker === this.#builders ? this.#builderTitle(session) : this.#panelTitle(session));
    let known = JSON.stringify(session.start);
    let followed: RunModel | undefined;
    const follow = (run: RunModel | undefined) => {
      if (run !== followed) {
        followed?.changed.disconnect(update);
        followed = run;
        followed?.changed.connect(update);
      }
    };
    const update = () => {
      follow(session.run);
      page.title.label = title();
      const now = JSON.stringify(session.start);
      if (now !== known) {
        known = now;
        void tracker.save(page);
      }
    };
    update();
    session.changed.connect(update);
    page.disposed.connect(() => follow(undefined));
  }

  #panelTitle({ run, draft }: PanelSession): string {
    const name = run?.run?.deployment?.name ?? draft.name;
    return name ? this.lab.trans.__('Deploy %1', name) : this.lab.trans.__('Deploy model');
  }

  #imageTitle(id: string): string {
    const known = this.lab.images.list.find(image => image.id === id);
    return known ? shortName(known.reference) : this.lab.trans.__('Image');
  }

  #builderTitle({ run, draft }: PanelSession): string {
    const name = run?.run?.request.image ?? draft.image;
    return name ? this.lab.trans.__('Build %1', shortName(name)) : this.lab.trans.__('Build image');
  }
}

const PANEL = 'deploy-model-panel-';
const BUILDER = 'deploy-model-builder-';
const IMAGE = 'deploy-model-image-';
const DEPLOYMENT = 'deploy-model-deployment-';
const MODEL = 'deploy-model-model-';

/** What an id says about its page. */
function argumentsIn(id: string, prefix: string): ReadonlyPartialJSONObject {
  return JSON.parse(id.slice(prefix.length)) as ReadonlyPartialJSONObject;
}
