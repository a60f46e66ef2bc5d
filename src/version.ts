/** The version that a run says of itself; held equal to package.json by a test. */
export const version = '1.0.0';
