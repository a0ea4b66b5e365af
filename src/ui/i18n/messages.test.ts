import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectorEn } from '../inspector/messages.en.ts';
import { requestEn } from '../stage/request/messages.en.ts';
import { xrayEn } from '../xray/messages.en.ts';
import { bringWords, translator } from './dictionary.ts';
import { en as first } from './messages.ts';
import { zh } from './messages.zh.ts';

/** With what is brought later. */
const en = { ...first, ...inspectorEn, ...requestEn, ...xrayEn };

const keys = Object.keys(en) as (keyof typeof en)[];
const HAN = /[\u3400-\u9fff]/;

/** Names that Kubernetes and its neighbours have in every language, and signs. */
const KEPT = new Set(
  `API CNI CPU CRI CSI Completed ConfigMap Ctrl Deleted Failed ID ImageService Init IP IPC Kubernetes MiB NotReady OOM PID
  PV PVC Pending Pod Pods QoS Ready Running RuntimeService Secret Service Succeeded UID UTC UTS Unknown YAML activeQ
  backoffQ cAdvisor CoreDNS kube-proxy cluster.yaml containerd emptyDir etcd hostIPC hostNetwork hostPID hostPath init kubectl kubelet nginx
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

  test('the words of an area are there once it has brought them', () => {
    const t = translator('en');
    expect(t.maybe('inspector.none')).toBeNull();
    bringWords(inspectorEn);
    expect(t('inspector.none')).toBe(inspectorEn['inspector.none']);
    expect(t.maybe('inspector.none')).toBe(inspectorEn['inspector.none']);
  });

  test('words that are brought later are used only where they are brought', () => {
    const ui = join(import.meta.dirname, '..');
    const files = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.tsx?$/.test(file),
    );
    const early = files.filter((file) => {
      const [area = ''] = file.split(/[\\/]/);
      if (['i18n', 'inspector', 'xray'].includes(area)) return false;
      return /['`](inspector|xray)\.[a-z]/.test(readFileSync(join(ui, file), 'utf8'));
    });
    expect(files.length).toBeGreaterThan(100);
    expect(early).toEqual([]);
  });

  test('a key made at run time finds its message or nothing', () => {
    const t = translator('en');
    expect(t.maybe('steps.reason.noClaim.short')).toBe(en['steps.reason.noClaim.short']);
    expect(t.maybe('steps.reason.unheardOf.short')).toBeNull();
    expect(t.maybe('toString')).toBeNull();
  });
});
