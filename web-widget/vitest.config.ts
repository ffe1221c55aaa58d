// One run over all members; a member without its own config inherits nothing but this list.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['client', 'widget', 'console'],
  },
});
