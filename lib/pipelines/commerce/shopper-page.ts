/**
 * The item of the table in which all that follows a user is kept: sessions, profile, what was shown, and what is watched for
 * fraud are one write. There are many, so that an item holds few users: each write carries all of them.
 */
import { hash53 } from "../../engine/index.ts";

export const SHOPPER_PAGES = 1_024;

// Made once: a name that is made anew for each record is hashed anew wherever it is looked up.
const NAMES = Array.from({ length: SHOPPER_PAGES }, (_, page) => `shoppers-${page}`);

export function shopperPage(userId: string): string {
  return NAMES[hash53(userId) % SHOPPER_PAGES] as string;
}
