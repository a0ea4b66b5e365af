// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create.go
// Differs: --dry-run=server is not modelled, and only the kinds of objects named in commands/create/.
import { type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import type { FlagSpecs } from '../flags.ts';
import { fillTemplate } from '../jsonpath/evaluate.ts';
import { readManifests } from '../manifests.ts';
import { printedName } from '../names.ts';
import { toJson, toYaml } from '../print/document.ts';
import { fillGoTemplate, type Output, parseOutput, withTemplate } from '../print/output.ts';
import type { Session } from '../task.ts';
import { type Begun, type Flags, type Runner, textFlag, usageError, type Verb } from '../verb.ts';
import { MAKERS } from './create/index.ts';

export interface CreateCommand {
  readonly kind: 'create';
  readonly objects: readonly NewObject[];
  /** The one that is being created. */
  readonly at: number;
  readonly output: Output;
  /** What became of the object: `created`, or `exposed` for a Service that expose makes. */
  readonly done: string;
}

export interface NewObject {
  readonly object: KubeObject;
  /** What stands before the server's message when it refuses; empty when the Status is shown as it is. */
  readonly complaint: string;
  /** The file it comes from. */
  readonly file?: string | undefined;
}

/** The flags of everything that makes an object. */
export const OUTPUT_FLAGS: FlagSpecs = {
  output: { type: 'string', short: 'o' },
  'dry-run': { type: 'string', alone: 'unchanged' },
  'save-config': { type: 'bool', hasNoEffect: true },
};

export const CREATE: Verb = {
  name: 'create',
  usage: '-f FILENAME',
  flags: { filename: { type: 'slice', short: 'f', names: 'files' }, ...OUTPUT_FLAGS },
  begin(call, session) {
    const [kind, type = ''] = call.args;
    if (kind !== undefined && call.flags.filename === undefined) {
      const words = ['secret', 'service', 'svc'].includes(kind) ? `${kind} ${type}`.trim() : kind;
      return `Podscope does not model kubectl create ${words} yet`;
    }
    if (call.args.length > 0) return usageError('create', `Unexpected args: [${call.args.join(' ')}]`);
    if (call.flags.filename === undefined) return 'must specify one of -f and -k';
    const read = readManifests(call);
    if (typeof read === 'string') return read;
    for (const text of read.failures) session.fail({ text });
    if (read.objects.length + read.failures.length === 0) return 'no objects passed to create';
    const objects = read.objects.map(({ object, file }) => ({ object, complaint: '', file }));
    return beginCreate(objects, call.flags, session, { verb: 'create' });
  },
};

/** `create configmap`, `create secret generic` … */
export const CREATE_VERBS: readonly Verb[] = MAKERS.flatMap(({ names, usage, flags, make, takesCommand }) =>
  names.map((name, index): Verb => {
    const verb = `create ${name}`;
    return {
      name: verb,
      aliasOf: index === 0 ? undefined : `create ${names[0]}`,
      usage,
      flags: { ...flags, ...OUTPUT_FLAGS },
      begin(call, session) {
        const { args } = call;
        // What stands after `--` is the command of those that have one.
        const named = takesCommand === true && call.argsBeforeDash === 1 ? 1 : args.length;
        const [objectName] = args;
        if (objectName === undefined || named > 1) {
          return usageError(verb, `exactly one NAME is required, got ${named}`);
        }
        const made = make(objectName, call);
        return typeof made === 'string' ? made : beginCreate([made], call.flags, session, { verb });
      },
    };
  }),
);

export const CREATE_RUNNER: Runner<CreateCommand> = { onResponse };

/** Creates the objects, or with --dry-run=client only prints them. */
export function beginCreate(
  objects: readonly NewObject[],
  flags: Flags,
  session: Session,
  { verb, done = 'created' }: { readonly verb: string; readonly done?: string },
): Begun {
  const output = parseOutput(textFlag(flags, 'output') ?? '', verb);
  if (typeof output === 'string') return output;
  const dryRun = textFlag(flags, 'dry-run');
  switch (dryRun) {
    case undefined:
    case 'none':
      return createNext({ kind: 'create', objects, at: -1, output, done }, session);
    case 'client':
      for (const { object } of objects) {
        printObject(output, object, `${printedName(object)} ${done} (dry run)`, session);
      }
      session.finish();
      return undefined;
    case 'server':
      return `Podscope does not model kubectl ${verb} --dry-run=server yet`;
    default:
      return `Invalid dry-run value (${dryRun}). Must be "none", "server", or "client".`;
  }
}

function createNext(command: CreateCommand, session: Session): CreateCommand {
  const at = command.at + 1;
  const next = command.objects[at];
  if (next === undefined) session.finish();
  else {
    const { object } = next;
    const info = kindOf(object);
    if (info === undefined) throw new Error(`cannot create a ${object.kind}`);
    const { namespace, name } = object.metadata;
    const options = { fieldValidation: 'Strict' } as const;
    session.send({ verb: 'create', resource: info.resource, namespace, name, object, options });
  }
  return { ...command, at };
}

function onResponse(command: CreateCommand, response: ApiResponse, session: Session): CreateCommand {
  const { object, complaint, file } = command.objects[command.at] as NewObject;
  const { status } = response;
  for (const warning of response.warnings ?? []) session.warn(`Warning: ${warning}`);
  if (status === undefined) {
    const made = response.object ?? object;
    printObject(command.output, made, `${printedName(made)} ${command.done}`, session);
  } else if (file !== undefined) {
    session.fail({ status, source: `error when creating ${JSON.stringify(file)}` });
  } else if (complaint === '') session.fail({ status });
  else session.fail({ text: `${complaint}: ${status.message}` });
  return createNext(command, session);
}

function printObject(output: Output, object: KubeObject, sentence: string, session: Session): void {
  switch (output.type) {
    case 'json':
      session.write(toJson(object));
      return;
    case 'yaml':
      session.write(toYaml(object));
      return;
    case 'name':
      session.print(printedName(object));
      return;
    case 'jsonpath': {
      const text = withTemplate(output.template, object, () => fillTemplate(output.pieces, object));
      if (typeof text === 'string') session.write(text);
      else session.fail({ text: text.error });
      return;
    }
    case 'go-template': {
      const { text, error } = fillGoTemplate(output.template, object);
      session.write(text);
      if (error !== '') session.fail({ text: error });
      return;
    }
    default:
      session.print(sentence);
  }
}
