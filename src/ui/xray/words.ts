import { bringWords } from '../i18n/index.ts';
import { xrayEn } from './messages.en.ts';

bringWords(xrayEn);
