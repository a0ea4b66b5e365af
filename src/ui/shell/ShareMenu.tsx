import type { ReactNode } from 'react';
import type { SavedRun } from '../../protocol/messages.ts';
import { LinkIcon, OpenIcon, SaveIcon, ShareIcon } from '../design/icons.tsx';
import { Menu, type MenuItem } from '../design/index.ts';
import { useT } from '../i18n/index.ts';
import { usePage, usePageHandle } from '../state/index.ts';
import { copyText, pickFile, saveFile } from './copy.ts';
import styles from './ShareMenu.module.css';
import { linkTo, readRun } from './share.ts';

/** Hands a run on: as a link, as a file; and takes one in. */
export function ShareMenu(): ReactNode {
  const t = useT();
  const { store, actions } = usePageHandle();
  const ready = usePage((page) => page.ready);

  async function saved(): Promise<SavedRun | null> {
    const run = await actions.save();
    return run && { ...run, manifest: store.getState().manifest };
  }

  async function copyLink(): Promise<void> {
    const run = await saved();
    if (!run) return;
    const link = await linkTo(run);
    if (link === null) actions.notify('error', 'shell.share.tooLarge');
    else if (await copyText(link)) actions.notify('info', 'shell.share.copied');
    else actions.notify('error', 'shell.share.noClipboard');
  }

  async function saveToFile(): Promise<void> {
    const run = await saved();
    if (run) saveFile(`podscope-${run.seed}.json`, JSON.stringify(run, null, 1));
  }

  async function loadFile(): Promise<void> {
    const file = await pickFile('.json,application/json');
    if (!file) return;
    const run = readRun(await file.text());
    if (!run) {
      actions.notify('error', 'shell.share.notARun', { name: file.name });
      return;
    }
    if (run.manifest !== undefined) actions.setManifest(run.manifest, null);
    await actions.open(run);
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
