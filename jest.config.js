/** Tests run on the TypeScript sources as they are; three layers, chosen by folder (see CONTRIBUTING.md). */
export default {
  testEnvironment: 'node',
  // Far more than any test needs, since engines on a busy machine take their time.
  testTimeout: 240_000,
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  transform: { '\\.ts$': '<rootDir>/script/strip-types.js' },
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist', '<rootDir>/.rig'],
};
