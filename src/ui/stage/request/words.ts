import { bringWords } from '../../i18n/index.ts';
import { requestEn } from './messages.en.ts';

bringWords(requestEn);
