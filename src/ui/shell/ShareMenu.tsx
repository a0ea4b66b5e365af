import type { ReactNode } from 'react';
import type { SavedRun } from '../../protocol/messages.ts';
import { LinkIcon, OpenIcon, SaveIcon, ShareIcon, StageIcon } from '../design/icons.tsx';
import { Menu, type MenuItem } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { usePage, usePageHandle } from '../state/index.ts';
import { copyText, pickFile } from './copy.ts';
import styles from './ShareMenu.module.css';
import { frameOf, linkTo, runInFile, saveRun } from './share.ts';

/** Hands a run on: as a link, as a file; and takes one in. */
export function ShareMenu(): ReactNode {
  const t = useT();
  const { store, actions } = usePageHandle();
  const ready = usePage((page) => page.ready);

  async function saved(): Promise<SavedRun | null> {
    const run = await actions.save();
    return run && { ...run, manifest: store.getState().manifest };
  }

  async function copyLink(asFrame = false): Promise<void> {
    const run = await saved();
    if (!run) return;
    const link = await linkTo(run);
    if ('problem' in link) actions.notify('error', link.problem);
    else if (await copyText(asFrame ? frameOf(link.value) : link.value))
      actions.notify('info', asFrame ? 'shell.share.frameCopied' : 'shell.share.copied');
    else actions.notify('error', 'shell.share.noClipboard');
  }

  async function saveToFile(): Promise<void> {
    const run = await saved();
    if (run) await saveRun(run);
  }

  async function loadFile(): Promise<void> {
    const file = await pickFile('.json,application/json');
    if (!file) return;
    const run = await runInFile(file);
    if ('problem' in run) {
      actions.notify('error', run.problem);
      return;
    }
    const { manifest } = run.value;
    if ((await actions.open(run.value)) && manifest !== undefined) actions.setManifest(manifest, null);
  }

  const items: MenuItem[] = [
    {
      id: 'link',
      icon: <LinkIcon />,
      label: t('shell.share.link'),
      note: t('shell.share.linkNote'),
      disabled: !ready,
      onSelect: () => void copyLink(),
    },
    {
      id: 'frame',
      icon: <StageIcon />,
      label: t('shell.share.frame'),
      note: t('shell.share.frameNote'),
      disabled: !ready,
      onSelect: () => void copyLink(true),
    },
    {
      id: 'save',
      icon: <SaveIcon />,
      label: t('shell.share.save'),
      disabled: !ready,
      onSelect: () => void saveToFile(),
    },
    { id: 'load', icon: <OpenIcon />, label: t('shell.share.load'), onSelect: () => void loadFile() },
  ];
  return (
    <Menu
      look="plain"
      label={t('shell.share')}
      icon={<ShareIcon />}
      items={items}
      align="end"
      className={styles.share}
    >
      <span className={styles.word}>{t('shell.share')}</span>
    </Menu>
  );
}
