import { Podscope } from './support/podscope.ts';
import { expect, test } from './support/test.ts';

test.use({ locale: 'zh-CN' });

/**
 * Kubernetes' own words, which stay as they are: names of objects, parts, plugins, reasons and commands.
 * Whatever else is in Latin letters on the page was forgotten.
 */
const OWN_WORDS = new Set(
  `Podscope Pod Pods nginx web YAML yaml kubectl API server Server etcd kubelet CRI CNI CSI CoreDNS kube-proxy kube proxy DNS cAdvisor runc containerd Kubernetes node
  control plane Ready CPU Ctrl ms MiB GiB KiB s v1 ADDED MODIFIED DELETED watch txn reply create get list patch update bind schedule admit sync
  activeQ backoffQ PodScheduled Initialized ContainersReady PodReadyToStartContainers Running Pending Succeeded Failed Unknown Waiting Terminated
  TaintToleration NoSchedule NoExecute PreferNoSchedule IP net ipc uts pid pause React Flow PV PVC Deployment Namespace Event Events Service
  ImageService RuntimeService cluster ContainerCreating ResourcesFit Balanced ImageLocality NodeAffinity cgroup Docker ContainerStarted apply f pod taint nodes dedicated Node default status spec nodeName PullImage CreateContainer StartContainer RunPodSandbox ADD start mount projected ServiceAccount ConfigMap
  apiVersion kind metadata name labels app containers image ports containerPort resources requests cpu memory m Mi Gi`
    .split(/\s+/)
    .map((word) => word.toLowerCase()),
);

/** Words in Latin letters in what is shown, outside of the manifest and of what Kubernetes itself says. */
async function foreignWords(podscope: Podscope): Promise<string[]> {
  const text = await podscope.page.evaluate(() => {
    const parts: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const element = walk.currentNode.parentElement;
      if (
        !element ||
        element.closest('script, style, code, pre, kbd, [data-editor], .react-flow__attribution, [lang="en"]')
      )
        continue;
      if (element.getClientRects().length === 0) continue;
      parts.push(walk.currentNode.textContent ?? '');
    }
    return parts.join('\n');
  });
  // Names with dots, slashes or colons are identifiers, whatever they are made of, and so is a Pod's own volume.
  const words = text.replace(/\S*[./:]\S*|kube-api-access-\w+/g, ' ').match(/[A-Za-z][A-Za-z-]+/g) ?? [];
  return [...new Set(words.flatMap((word) => word.split('-')))].filter(
    (word) => word.length > 1 && !OWN_WORDS.has(word.toLowerCase()),
  );
}

test('no English is left but Kubernetes’ own words', async ({ page }) => {
  const podscope = new Podscope(page);
  await podscope.open();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('button', { name: '暂停' })).toBeVisible();
  await page.getByRole('button', { name: '暂停' }).click();
  expect(await foreignWords(podscope), 'at the start').toEqual([]);
  for (let count = 0; count < 12; count++) {
    await page.keyboard.press('Shift+ArrowRight');
    await podscope.stand();
    expect(await foreignWords(podscope), `after step ${count + 1}`).toEqual([]);
  }
  for (const reading of ['2', '3']) {
    await page.keyboard.press(reading);
    await podscope.stand();
    expect(await foreignWords(podscope), `reading ${reading}`).toEqual([]);
  }
});
