import { describe, expect, test } from 'vitest';
import { translator } from './dictionary.ts';
import { en } from './messages.ts';
import { zh } from './messages.zh.ts';

const keys = Object.keys(en) as (keyof typeof en)[];
const HAN = /[\u3400-\u9fff]/;

/** Names that Kubernetes and its neighbours have in every language, and signs. */
const KEPT = new Set(
  `API CNI CPU CRI CSI Completed ConfigMap Ctrl Deleted Failed ID ImageService Init IP IPC Kubernetes MiB NotReady OOM PID
  PV PVC Pending Pod Pods QoS Ready Running RuntimeService Secret Service Succeeded UID UTC UTS Unknown YAML activeQ
  backoffQ cAdvisor cluster.yaml containerd emptyDir etcd hostIPC hostNetwork hostPID hostPath init kubectl kubelet nginx
  pause pod.yaml postStart preStop runc unschedulablePods`.split(/\s+/),
);

/** What is left of a text without its marks, placeholders and numbers. */
const words = (text: string) =>
  text
    .replace(/`[^`]*`|\{[^}]*\}/g, ' ')
    .split(/[^\p{Letter}\d_./-]+/u)
    .filter((word) => /\p{Letter}{2}/u.test(word));

const params = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name));

describe('the words of the page', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual([...keys].sort());
  });

  test('no text is empty', () => {
    expect(keys.filter((key) => en[key].trim() === '' || zh[key].trim() === '')).toEqual([]);
  });

  test('a Chinese text that is the English one holds only names', () => {
    const untranslated = keys.filter(
      (key) => zh[key] === en[key] && words(zh[key]).some((word) => !KEPT.has(word)),
    );
    expect(untranslated).toEqual([]);
  });

  test('a Chinese text without any Chinese holds only names', () => {
    const foreign = keys.filter(
      (key) => !HAN.test(zh[key]) && words(zh[key]).some((word) => !KEPT.has(word)),
    );
    expect(foreign).toEqual([]);
  });

  test('a Chinese text uses no parameter that the English one does not get', () => {
    const unknown = keys.filter((key) => [...params(zh[key])].some((name) => !params(en[key]).has(name)));
    expect(unknown).toEqual([]);
  });

  test('Chinese sentences have Chinese punctuation', () => {
    const western = keys.filter((key) => /[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]/.test(zh[key]));
    expect(western).toEqual([]);
  });

  test('a key made at run time finds its message or nothing', () => {
    const t = translator('en');
    expect(t.maybe('steps.reason.noClaim.short')).toBe(en['steps.reason.noClaim.short']);
    expect(t.maybe('steps.reason.unheardOf.short')).toBeNull();
    expect(t.maybe('toString')).toBeNull();
  });
});
