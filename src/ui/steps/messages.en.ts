import { classicEn } from './texts/classic.en.ts';
import { parallelEn } from './texts/parallel.en.ts';
import { reasonsEn } from './texts/reasons.en.ts';
import { todayEn } from './texts/today.en.ts';

/** English words of the steps panel; keys begin with `steps.`. */
export const stepsEn = {
  'steps.reading': 'Reading',
  'steps.reading.classic': 'Classic 19',
  'steps.reading.parallel': 'Parallel',
  'steps.reading.today': 'Really today',
  'steps.reading.classic.hint': 'The nineteen steps as textbooks number them',
  'steps.reading.parallel.hint': 'The node’s half as managers side by side',
  'steps.reading.today.hint': 'What Kubernetes 1.36 does, in its order',
  'steps.list': 'Steps of creating {pod}',
  'steps.follow': 'Follow another Pod',
  'steps.following': 'Followed Pod: {pod}',
  'steps.newest': 'The newest Pod',
  'steps.someNode': 'the node',
  'steps.images': 'the images',
  'steps.state.done': 'done',
  'steps.state.running': 'under way',
  'steps.state.waiting': 'waiting',
  'steps.state.skipped': 'skipped',
  'steps.state.pending': 'to come',
  'steps.skipped': 'skipped: {reason}',
  'steps.waiting': 'waiting: {reason}',
  'steps.what': 'What',
  'steps.why': 'Why',
  'steps.note': 'In fact',
  'steps.field': 'Your YAML',
  'steps.field.line': 'line {from}',
  'steps.field.lines': 'lines {from}–{to}',
  'steps.record': 'Message',
  'steps.record.cause': 'caused by',
  'steps.record.go': 'Go to message {seq}: {words}',
  'steps.record.inspect': 'Inspect',
  'steps.decision.inspect': 'Every node and plug-in',
  'steps.decision.none': 'Of {nodes} {nodes|node|nodes} none passes every filter.',
  'steps.decision.one':
    'Of {nodes} {nodes|node|nodes} only {node} passes every filter, so nothing has to be scored.',
  'steps.decision.best':
    'Of {nodes} {nodes|node|nodes} {feasible} pass every filter; {node} has the highest score, {total}.',
  'steps.decision.tie':
    'Of {nodes} {nodes|node|nodes} {feasible} pass every filter. {ties} share the highest score, {total}; the seed’s chance chose {node}.',
  ...classicEn,
  ...parallelEn,
  ...todayEn,
  ...reasonsEn,
} as const;
