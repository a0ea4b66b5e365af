import type { xrayEn } from './messages.en.ts';

/** 透视图的中文。 */
export const xrayZh: Readonly<Record<keyof typeof xrayEn, string>> = {
  'xray.how':
    '每个边框是一个网络命名空间，由为它而生的进程持有。数字依次是容器内的 pid 和机器上的 pid。结束任意一个进程，看看什么还活着。',
  'xray.nothing': '此刻这个 Pod 没有任何进程在运行。',
  'xray.net': '网络命名空间 {id}',
  'xray.netOf': '由 {owner} 持有',
  'xray.hostNet': '机器自己的',
  'xray.nobody': '无人',
  'xray.listens': '监听 {at}',
  'xray.host': '机器',
  'xray.shared': '共享',
  'xray.own': '独有',
  'xray.pids': '在自己的 PID 命名空间里是进程 {inside}，在机器上是 {outside}',
  'xray.zombie': '僵尸进程',
  'xray.kill': '用 SIGKILL 结束进程 {pid}（{name}）',
  'xray.flags': '这个 Pod 共享什么',
  'xray.flagsHow': 'Pod 一生不能改变这些：修改会先删除它，再重新创建。',
  'xray.flagsElsewhere': '这个 Pod 不在 pod.yaml 里，没有地方写下修改。',
  'xray.shares': '谁与谁共享：字母相同就是同一个命名空间',
  'xray.who': '谁',
  'xray.mounts': '存储卷，以及容器在哪里看到它',
  'xray.container': '容器',
  'xray.volume': '存储卷',
  'xray.path': '路径',
  'xray.readOnly': '只读',
};
