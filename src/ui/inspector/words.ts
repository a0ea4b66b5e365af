import { bringWords } from '../i18n/index.ts';
import { inspectorEn } from './messages.en.ts';

bringWords(inspectorEn);
