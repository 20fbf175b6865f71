import { Command, InvalidArgumentError, Option } from 'commander';
import { VERBS, type Verb, type VerbName, type VerbOption } from '../contract/verbs';
import type { Handler, Options } from './session';

export type Handlers = Record<VerbName, Handler>;

/** Called with what was asked for; the rest of the program has not been loaded before that. */
export type Dispatch = (verb: VerbName, argument: string, options: Options) => Promise<void>;

/** The command line, made from the table of verbs. Throws CommanderError, also after help and version. */
export function createProgram(version: string, dispatch: Dispatch): Command {
  const program = new Command('deploy-model')
    .description('From a model in MLflow to a tested, running endpoint.')
    .version(version)
    // What stands after a verb belongs to it: `cluster install-seldon --version 1.17.1`.
    .enablePositionalOptions()
    // Inherited by every command: whoever parses decides about the exit code.
    .exitOverride()
    .showSuggestionAfterError()
    // Said by whoever parses, in the form of all problems.
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true });
  for (const [name, verb] of Object.entries(VERBS) as [VerbName, Verb][]) {
    const command = program.command(verb.argument ? `${name} ${verb.argument}` : name).description(verb.summary);
    [...verb.options, ...EVERYWHERE].forEach(option => command.addOption(optionOf(option)));
    command.action(async (...given: unknown[]) => {
      // The arguments, then the options, then the command itself.
      const [argument, ...more] = given.slice(0, -2).filter(text => text !== undefined);
      const options = given.at(-2) as Options;
      await dispatch(name, String(argument ?? ''), more.length > 0 ? { ...options, more } : options);
    });
  }
  return program;
}

const EVERYWHERE: readonly VerbOption[] = [
  { flags: '--json', description: 'one JSON object per line' },
  { flags: '-v, --verbose', description: 'say more' }
];

function optionOf({ flags, description, kind }: VerbOption): Option {
  const option = new Option(flags, description);
  return kind === 'integer' || kind === 'number' ? option.argParser(kind === 'integer' ? integer : number) : option;
}

function integer(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError('It takes a whole number.');
  }
  return Number(text);
}

function number(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new InvalidArgumentError('It takes a number.');
  }
  return Number(text);
}
