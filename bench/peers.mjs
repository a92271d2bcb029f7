import { line } from './measure.mjs';

/** botbuilder's own ways to run a dialog that asks and repeats what was said, on its MemoryStorage. Empty, with a word on
 * how to get them, where bench/ has no node_modules of its own. */
export async function openPeers(texts, turns) {
  let core;
  let dialogs;
  try {
    [core, dialogs] = await Promise.all([import('botbuilder-core'), import('botbuilder-dialogs')]);
  } catch {
    line('turn: peers', 'not installed: npm install --prefix bench --ignore-scripts');
    return {};
  }
  const { ConversationState, MemoryStorage, TestAdapter } = core;
  const { DialogSet, DialogTurnStatus, TextPrompt, WaterfallDialog, ComponentDialog, runDialog } = dialogs;
  const steps = [
    (step) => step.prompt('text', 'what?'),
    async (step) => {
      await step.context.sendActivity(`you said ${step.result}`);
      return step.endDialog();
    },
  ];
  const talk = (handle) => {
    const adapter = new TestAdapter(handle);
    return async () => {
      for (let turn = 0; turn < turns; turn += 1) {
        await adapter.receiveActivity({ type: 'message', text: texts[turn % texts.length] });
        adapter.activityBuffer.length = 0;
      }
      return turns;
    };
  };
  class Root extends ComponentDialog {
    constructor() {
      super('root');
      this.addDialog(new TextPrompt('text')).addDialog(new WaterfallDialog('steps', steps));
      this.initialDialogId = 'steps';
    }
  }
  const one = new ConversationState(new MemoryStorage());
  const accessor = one.createProperty('dialogs');
  const root = new Root();
  const other = new ConversationState(new MemoryStorage());
  const set = new DialogSet(other.createProperty('dialogs'));
  set.add(new TextPrompt('text')).add(new WaterfallDialog('steps', steps));
  return {
    runDialog: talk(async (context) => {
      await runDialog(root, context, accessor);
      await one.saveChanges(context);
    }),
    DialogSet: talk(async (context) => {
      const dialog = await set.createContext(context);
      const { status } = await dialog.continueDialog();
      if (status === DialogTurnStatus.empty) await dialog.beginDialog('steps');
      await other.saveChanges(context);
    }),
  };
}
