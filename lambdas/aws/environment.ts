/** The function's environment: what infrastructure must have set, or a sentence that names what is missing. */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(
      `Cannot start the function: environment variable ${name} is not set; deploy the stack again`,
    );
  }
  return value;
}
