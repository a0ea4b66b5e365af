import { ENGINE_VERSION, KUBERNETES_VERSION } from '../timeline/index.ts';
import { type Invocation, parseInvocation, type RunOptions, UsageError } from './args.ts';
import { helpText } from './help.ts';
import { readPlan } from './plan.ts';
import { render } from './report/index.ts';
import { EngineFailure, runPlan } from './run.ts';
import { formatFinding, InputError, type ListFolder, type ReadText } from './source.ts';
import { validateFiles } from './validate.ts';

/** What the program sees of the world. */
export interface Terminal {
  readonly read: ReadText;
  readonly list: ListFolder;
  out(text: string): void;
  error(text: string): void;
}

const EXIT = { done: 0, errors: 1, usage: 2, failure: 70 } as const;

/** Runs a command line; the exit code. */
export function runCli(argv: readonly string[], terminal: Terminal): number {
  try {
    return carryOut(parseInvocation(argv), terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.error(`podscope: ${error.message}\nTry: podscope help\n`);
      return EXIT.usage;
    }
    if (error instanceof InputError) {
      for (const finding of error.findings) terminal.error(`${formatFinding(finding)}\n`);
      return EXIT.errors;
    }
    if (error instanceof EngineFailure) {
      terminal.error(`podscope: the engine failed, which is a bug; this is the report:\n${error.message}\n`);
      terminal.error(`${JSON.stringify(error.run)}\n`);
      return EXIT.failure;
    }
    throw error;
  }
}

function carryOut(invocation: Invocation, terminal: Terminal): number {
  switch (invocation.command) {
    case 'help':
      terminal.out(helpText(invocation.topic));
      return EXIT.done;
    case 'version':
      terminal.out(`podscope ${ENGINE_VERSION} (Kubernetes ${KUBERNETES_VERSION})\n`);
      return EXIT.done;
    case 'validate': {
      const findings = validateFiles(invocation.files, terminal.read);
      for (const finding of findings) terminal.error(`${formatFinding(finding)}\n`);
      return findings.some(({ severity }) => severity === 'error') ? EXIT.errors : EXIT.done;
    }
    case 'run':
      return run(invocation.options, terminal);
  }
}

function run(options: RunOptions, terminal: Terminal): number {
  const { plan, warnings } = readPlan(options, terminal);
  for (const warning of warnings) terminal.error(`${formatFinding(warning)}\n`);
  const result = runPlan(plan);
  terminal.out(render(result, options.output));
  return EXIT.done;
}
