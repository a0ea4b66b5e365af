import type { stepsEn } from './messages.en.ts';
import { classicZh } from './texts/classic.zh.ts';
import { parallelZh } from './texts/parallel.zh.ts';
import { reasonsZh } from './texts/reasons.zh.ts';
import { todayZh } from './texts/today.zh.ts';

export const stepsZh: Readonly<Record<keyof typeof stepsEn, string>> = {
  'steps.reading': '读法',
  'steps.reading.classic': '经典十九步',
  'steps.reading.parallel': '并行',
  'steps.reading.today': '今天的真实过程',
  'steps.reading.classic.hint': '教科书所编号的十九步',
  'steps.reading.parallel.hint': '节点上的部分：各管理器并行',
  'steps.reading.today.hint': 'Kubernetes 1.36 实际的做法与顺序',
  'steps.list': '创建 {pod} 的步骤',
  'steps.follow': '跟随另一个 Pod',
  'steps.following': '正在跟随：{pod}',
  'steps.newest': '最新的 Pod',
  'steps.someNode': '节点',
  'steps.images': '镜像',
  'steps.state.done': '已完成',
  'steps.state.running': '进行中',
  'steps.state.waiting': '等待中',
  'steps.state.skipped': '跳过',
  'steps.state.pending': '未到',
  'steps.skipped': '跳过：{reason}',
  'steps.waiting': '等待：{reason}',
  'steps.what': '做什么',
  'steps.why': '为什么',
  'steps.note': '实际上',
  'steps.field': '你的 YAML',
  'steps.field.line': '第 {from} 行',
  'steps.field.lines': '第 {from}–{to} 行',
  'steps.record': '消息',
  'steps.record.cause': '起因',
  'steps.record.go': '前往第 {seq} 条消息：{words}',
  'steps.record.inspect': '查看',
  'steps.decision.inspect': '每个节点与插件',
  'steps.decision.none': '{nodes} 个节点中没有一个通过全部过滤。',
  'steps.decision.one': '{nodes} 个节点中只有 {node} 通过全部过滤，所以不必打分。',
  'steps.decision.best': '{nodes} 个节点中有 {feasible} 个通过全部过滤；{node} 得分最高，为 {total}。',
  'steps.decision.tie':
    '{nodes} 个节点中有 {feasible} 个通过全部过滤。{ties} 个并列最高分 {total}；由随机种子选中 {node}。',
  ...classicZh,
  ...parallelZh,
  ...todayZh,
  ...reasonsZh,
};
