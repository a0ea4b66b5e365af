import type { KubeObject } from '../api/index.ts';
import type { Command, Fault } from '../engine/command.ts';

const SHOWN = 3;

function nameOf(object: KubeObject): string {
  return `${object.kind.toLowerCase()}/${object.metadata.name ?? `${object.metadata.generateName ?? ''}*`}`;
}

function faultTitle(fault: Fault): string {
  switch (fault.kind) {
    case 'NodeDown':
    case 'NodeUp':
      return `${fault.kind} ${fault.node}`;
    case 'ContainerExit':
      return `${fault.kind} ${fault.namespace}/${fault.pod}/${fault.container} ${fault.exitCode}`;
    case 'Signal':
      return `kill -${fault.signal} ${fault.pid} · ${fault.node}`;
  }
}

/** A command in one line, in words that need no translation, such as `kubectl apply pod/web`. */
export function commandTitle(command: Command): string {
  switch (command.type) {
    case 'kubectl':
      return `kubectl ${command.line}`;
    case 'interrupt':
      return 'Ctrl-C';
    case 'type':
      return `> ${(command.text ?? '^D').trimEnd()}`;
    case 'terminal':
      return `${command.node}$ ${(command.text ?? command.signal ?? '^D').trimEnd()}`;
    case 'apply': {
      const names = command.objects.slice(0, SHOWN).map(nameOf);
      const more = command.objects.length - names.length;
      return `kubectl apply ${names.join(' ')}${more > 0 ? ` +${more}` : ''}`;
    }
    case 'cluster':
      return `Node ×${command.nodes.length}`;
    case 'fault':
      return faultTitle(command.fault);
  }
}
