import { describeStorage } from '../contract.ts';
import { createMemoryStorage } from './memory-storage.ts';

describeStorage('memory', () => ({ storage: createMemoryStorage(), discard: () => undefined }));
