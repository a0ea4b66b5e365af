// Loaded when a cluster is applied: it brings the manifest checker with it.
import type { Diagnostic, KubeObject } from '../../api/index.ts';
import { checkManifest } from '../../api/manifest/index.ts';
import { parseManifest } from '../../api/manifest/parse.ts';

export interface ReadCluster {
  readonly nodes: readonly KubeObject[];
  /** With an error among them nothing may be applied. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the machines of a cluster: Node documents and nothing else, at least one. */
export function readCluster(text: string): ReadCluster {
  const diagnostics = [...checkManifest(text).diagnostics];
  const { documents } = parseManifest(text);
  for (const document of documents) {
    if (document.kind === 'Node') continue;
    diagnostics.push(
      fault(`${document.kind} does not belong to the machines of a cluster`, document.lines.first),
    );
  }
  if (documents.length === 0 && diagnostics.length === 0) diagnostics.push(fault('no Node in the text', 1));
  return { nodes: documents.map((document) => document.value as KubeObject), diagnostics };
}

function fault(message: string, line: number): Diagnostic {
  return { severity: 'error', code: 'kind', message, line, column: 1, endLine: line, endColumn: 2 };
}
