/**
 * Who the local cloud thinks we are. The keys are made up on purpose: a request that went astray to the real AWS
 * would be refused there.
 * Invariant: nothing in this folder reads the user's own credentials, profile or region.
 */
export const LOCAL_REGION = "us-east-1";

export const LOCAL_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;
